import Foundation
import Testing

/// The two ways into a database leave the same rows.
@Suite(.enabled(if: StockShell.path != nil, "needs the sqlite3 shell")) struct WriterTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Records programs both ways and compares every row of every table, but for the times of day and what the
    /// process held in memory, which a checksum covers.
    private func compare(_ arguments: [String], status: Int32 = 0) throws {
        for writer in ["pages", "statements"] {
            let outcome = try workplace.run(
                ["record", "--quiet", "--writer", writer, "--database", writer] + arguments)
            #expect(outcome.status == status, "\(outcome.errors)")
        }
        let pages = workplace.place("pages").path
        #expect(try StockShell.run(pages, "PRAGMA integrity_check") == ["ok"])
        let other = "ATTACH '\(workplace.place("statements").path)' AS other; "
        let times = ["", "other."].map { schema in
            "UPDATE \(schema)run SET started_at = '', finished_at = '', analysis_checksum = 0, row_checksum = 0; "
                + "UPDATE \(schema)iteration SET resident_bytes = 0; "
        }.joined()
        let tables = try StockShell.run(pages, "SELECT name FROM sqlite_schema WHERE type = 'table'")
        #expect(tables.contains("event"))
        for table in tables {
            let difference = """
                \(other)\(times)SELECT count(*) FROM main.\(table);
                SELECT count(*) = (SELECT count(*) FROM other.\(table)) FROM main.\(table);
                SELECT * FROM (SELECT * FROM main.\(table) EXCEPT SELECT * FROM other.\(table)) LIMIT 3;
                """
            let lines = try StockShell.run(pages, difference)
            #expect(lines.dropFirst() == ["1"], "\(table): rows, whether as many, and the first that differ: \(lines)")
            if table == "event" { #expect(lines.first != "0") }
        }
    }

    /// Those with loops that run long by default.
    private let long = ["rosenbrock", "mlp"]

    @Test func `every scenario is recorded alike`() throws {
        let scenarios = try workplace.json("scenarios")["scenarios"] as? [[String: Any]]
        let names = try #require(scenarios).compactMap { $0["name"] as? String }.filter { !long.contains($0) }
        #expect(names.count > 10)
        // One of them fails under its weak design, as it must.
        try compare(names, status: 1)
    }

    @Test func `scenarios with long loops are recorded alike`() throws { try compare(long + ["--iterations", "20"]) }

    @Test func `a database that is there already takes no pages`() throws {
        try workplace.output("record", "cycle")
        let outcome = try workplace.run("record", "cycle", "--writer", "pages")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--writer auto"))
        #expect(try workplace.run("record", "cycle", "--writer", "stone").status == 64)
        try workplace.output("record", "cycle")
    }
}
