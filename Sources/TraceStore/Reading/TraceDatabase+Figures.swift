public import TraceModel

extension TraceDatabase {
    /// The figures of every run whose analysis is stored and of this version, by the run's number.
    ///
    /// Only their form is checked, not their checksum, so that a list of ten thousand runs takes no time; whoever
    /// judges a run reads ``storedReport(for:)``.
    public func figures() throws -> [Int: RunFigures] {
        // The figures of the first layout are the same.
        let version = try connection.layout() == .first ? 1 : RunAnalysis.version
        let sql = """
            SELECT id, json_extract(summary, '$.instances.allocated'), json_extract(summary, '$.instances.leaked'),
                (SELECT count(*) FROM finding WHERE finding.run = run.id), json_extract(summary, '$.bytes.peak')
            FROM run WHERE analysis_version = \(version) AND summary IS NOT NULL
            """
        var figures: [Int: RunFigures] = [:]
        for row in try connection.rows(sql) {
            let numbers = row.compactMap { $0.integer.map(Int.init) }
            guard numbers.count == row.count, RunFigures.arePlausible(numbers) else {
                let id = row[0].integer.map(String.init) ?? "?"
                throw StoreError.damaged(connection.path, "row \(id) of run has an impossible summary")
            }
            figures[numbers[0]] = RunFigures(
                allocated: numbers[1], leaked: numbers[2], findings: numbers[3], peakBytes: numbers[4])
        }
        return figures
    }

    /// The run of a number, or the newest of a `PROGRAM/DESIGN`; nil where there is none.
    public func run(named text: String) throws -> RunInfo? {
        if let id = Int(text) { return try fetch("WHERE id = ?", [SQLValue(id)]).first }
        return try fetch("WHERE program || '/' || design = ? ORDER BY id DESC LIMIT 1", [SQLValue(text)]).first
    }
}
