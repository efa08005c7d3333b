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
            var sum = Checksum.row("summary", [.text(text)])
            let iterations = try rows("iteration", RunSummary.Iteration.columns, row, &sum) {
                RunSummary.Iteration(row: $0)
            }
            let collections = try rows("collection", RunSummary.Collection.columns, row, &sum) {
                RunSummary.Collection(row: $0)
            }
            let findings = try rows("finding", Finding.columns, row, &sum) { Finding(row: $0) }
            guard SQLValue(checksum: sum) == row.analysisChecksum,
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

    private func rows<Value>(
        _ table: String, _ columns: String, _ run: RunRow, _ sum: inout UInt64, _ make: ([SQLValue]) -> Value?
    ) throws -> [Value] {
        let sql = "SELECT \(columns) FROM \(table) WHERE run = ? ORDER BY id"
        return try connection.rows(sql, [SQLValue(run.info.id)]).map { row in
            sum &+= Checksum.row(table, row)
            guard let value = make(row) else {
                let id = row[0].integer.map(String.init) ?? "?"
                throw StoreError.damaged(
                    connection.path, "row \(id) of \(table) of run \(run.info.id) is not as analysis writes it")
            }
            return value
        }
    }
}
