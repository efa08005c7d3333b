import Foundation
import Testing

/// The two ways into a database leave the same rows.
@Suite(.enabled(if: StockShell.path != nil, "needs the sqlite3 shell")) struct WriterTests {
    /// Everything in a database, as SQL, but for the moments of recording.
    private func dump(_ database: String) throws -> [String] {
        try StockShell.run(database, "UPDATE run SET started_at = '', finished_at = ''; SELECT 1;")
        return try StockShell.run(database, ".dump")
    }

    @Test(.timeLimit(.minutes(1))) func `every scenario is recorded alike`() throws {
        let workplace = try Workplace()
        let scenarios = try workplace.json("scenarios")["scenarios"] as? [[String: Any]]
        let names = try #require(scenarios).compactMap { $0["name"] as? String }
        #expect(names.count > 10)
        var dumps: [[String]] = []
        for writer in ["pages", "statements"] {
            let outcome = try workplace.run(
                ["record", "--quiet", "--writer", writer, "--database", writer] + names)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try StockShell.run(workplace.place(writer).path, "PRAGMA integrity_check") == ["ok"])
            dumps.append(try dump(workplace.place(writer).path))
        }
        #expect(dumps[0].count > 1000)
        for (left, right) in zip(dumps[0], dumps[1]) where left != right {
            Issue.record("\(left) is not \(right)")
            break
        }
        #expect(dumps[0].count == dumps[1].count)
    }

    @Test func `a database that is there already takes no pages`() throws {
        let workplace = try Workplace()
        try workplace.output("record", "cycle")
        let outcome = try workplace.run("record", "cycle", "--writer", "pages")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--writer auto"))
        #expect(try workplace.run("record", "cycle", "--writer", "stone").status == 64)
        try workplace.output("record", "cycle")
    }
}
