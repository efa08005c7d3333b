public import TraceModel

extension TraceDatabase {
    /// What analysis found as the run's recording ended; nil where it stored nothing, or where another
    /// `RunAnalysis.version` did: then it must be computed from the events.
    ///
    /// - Throws: `.badData` where the stored rows are not what analysis stored; `.notFound` where the run is gone.
    public func storedReport(for run: RunInfo) throws -> (summary: RunSummary, findings: [Finding])? {
        try connection.snapshot {
            let row = try RunRow.load(run.id, from: connection)
            guard row.analysisVersion == Int64(RunAnalysis.version), let text = row.summary else { return nil }
            var rows = CheckedRows(
                connection, run: run.id, writtenBy: "analysis", sum: Checksum.row("summary", [.text(text)]))
            let iterations = try rows.read(
                "iteration", RunSummary.Iteration.columns, RunSummary.Iteration.init(row:))
            let collections = try rows.read(
                "collection", RunSummary.Collection.columns, RunSummary.Collection.init(row:))
            let findings = try rows.read("finding", Finding.columns, Finding.init(row:))
            guard SQLValue(checksum: rows.sum) == row.analysisChecksum,
                var summary = SQLValue(text).decoded(RunSummary.self)
            else {
                throw StoreError.damaged(
                    connection.path, "the findings of run \(run.id) are not what its analysis stored")
            }
            summary.iterations = iterations
            summary.collections = collections
            guard summary.isPlausible, findings.allSatisfy(\.isPlausible) else {
                throw StoreError.damaged(connection.path, "the findings of run \(run.id) have impossible figures")
            }
            return (summary, findings)
        }
    }
}
