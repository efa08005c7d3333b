import TraceModel

/// Writes the rows that can always be computed again from the events, in one transaction.
///
/// No index is made beside the primary keys: every question starts from a run, and often from an object in it.
struct AnalysisWriter {
    let connection: Connection
    let run: Int

    /// So many members of findings and so many references are kept as rows: a million take longer than all else, and
    /// the findings tell the sums.
    static let mostRows = 100_000

    func store(_ analysis: RunAnalysis) throws {
        try connection.transaction {
            for table in Schema.analysisTables {
                try connection.execute("DELETE FROM \(table) WHERE run = \(run)")
            }
            var summary = analysis.summary
            summary.iterations = []
            summary.collections = []
            let text = try SQLValue(json: summary)
            var sum = Checksum.row("summary", [text])
            sum &+= try insert("iteration", analysis.summary.iterations.map(\.row))
            sum &+= try insert("collection", analysis.summary.collections.enumerated().map { $1.row($0 + 1) })
            sum &+= try insert("finding", analysis.findings.enumerated().map { try $1.row($0 + 1) })
            var graph = try insert(analysis.members)
            graph &+= try insert(analysis.references)
            _ = try connection.rows(
                """
                UPDATE run SET summary = ?, analysis_version = ?, analysis_checksum = ?, graph_checksum = ? WHERE id = ?
                """,
                [
                    text, SQLValue(RunAnalysis.version), SQLValue(checksum: sum), SQLValue(checksum: graph),
                    SQLValue(run),
                ])
        }
    }

    private func insert(_ table: String, _ rows: [[SQLValue]]) throws -> UInt64 {
        try each(rows, into: table, columns: rows.first?.count ?? 0) { $0 }
    }

    private func insert(_ members: [FindingMember]) throws -> UInt64 {
        try each(members.prefix(Self.mostRows), into: "finding_member", columns: 4) { member in
            // The model counts findings from 0, every id in the database from 1.
            [
                SQLValue(member.finding + 1), SQLValue(member.component), SQLValue(Int(member.object.rawValue)),
                SQLValue(member.role.rawValue),
            ]
        }
    }

    private func insert(_ references: [Reference]) throws -> UInt64 {
        var number = 0
        return try each(references.prefix(Self.mostRows), into: "reference", columns: 6) { reference in
            number += 1
            return [
                SQLValue(number), SQLValue(Int(reference.owner.rawValue)), SQLValue(Int(reference.field.rawValue)),
                SQLValue(Int(reference.owned.rawValue)), SQLValue(reference.isStrong), SQLValue(reference.madeBy),
            ]
        }
    }

    /// Inserts a row for every element, and returns what the rows add to the checksum that covers them.
    private func each<Element>(
        _ elements: some Collection<Element>, into table: String, columns: Int,
        _ row: (Element) throws -> [SQLValue]
    ) throws -> UInt64 {
        guard !elements.isEmpty else { return 0 }
        return try connection.access { pointer in
            let places = Array(repeating: "?", count: columns + 1).joined(separator: ", ")
            let sql = "INSERT INTO \(table) VALUES(\(places))"
            let statement = try PreparedStatement(sql, on: pointer, path: connection.path)
            var sum: UInt64 = 0
            for element in elements {
                let values = try row(element)
                try statement.run([SQLValue(run)] + values)
                sum &+= Checksum.row(table, values)
            }
            return sum
        }
    }
}
