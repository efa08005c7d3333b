import Foundation
import Testing

/// What somebody else put into the schema of a recording of `cycle`.
struct Planted: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var sql: String
    /// Whether a recorder can go on: what it must keep up to date may refuse its rows.
    var allowsRecording = true

    static let all = [
        Planted(
            testDescription: "triggers",
            sql: """
                CREATE TRIGGER t1 AFTER INSERT ON event BEGIN DELETE FROM event; END;
                CREATE TRIGGER t2 AFTER UPDATE ON run BEGIN DELETE FROM finding; END;
                CREATE TRIGGER t3 BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'no'); END
                """),
        Planted(
            testDescription: "a view that never ends",
            sql: "CREATE VIEW endless AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT * FROM r"),
        Planted(testDescription: "a virtual table", sql: "CREATE VIRTUAL TABLE planted USING fts5(run)"),
        Planted(
            testDescription: "a virtual table of no module",
            sql: """
                PRAGMA writable_schema = ON; INSERT INTO sqlite_schema
                VALUES('table', 'ghost', 'ghost', 0, 'CREATE VIRTUAL TABLE ghost USING unheard_of(x)')
                """),
        Planted(testDescription: "a table", sql: "CREATE TABLE mine(x, y AS (x + 1)); INSERT INTO mine VALUES(1)"),
        // The statistics say that the planted index is better than any other way.
        Planted(
            testDescription: "an index that leaves the newest runs out",
            sql: """
                CREATE INDEX lying ON run(program, design, id) WHERE id > 99; ANALYZE;
                DELETE FROM sqlite_stat1; INSERT INTO sqlite_stat1 VALUES('run', 'lying', '2 1 1 1');
                PRAGMA writable_schema = ON; UPDATE sqlite_schema
                SET sql = 'CREATE INDEX lying ON run(program, design, id)' WHERE name = 'lying'
                """),
        Planted(
            testDescription: "an index on an expression that may not run",
            sql: "CREATE INDEX calling ON event(abs(count)) WHERE object > 99999"),
        Planted(
            testDescription: "an index that lets nothing in", sql: "CREATE UNIQUE INDEX one ON run(length(source))",
            allowsRecording: false),
        Planted(
            testDescription: "statistics without sense",
            sql: """
                ANALYZE; DELETE FROM sqlite_stat1;
                INSERT INTO sqlite_stat1 VALUES('event', NULL, '-1 x 99999999999999999999'), ('gone', 'gone', ''),
                (NULL, NULL, NULL)
                """),
    ]
}

@Suite struct PlantedSchemaTests {
    @Test(.timeLimit(.minutes(1)), arguments: Planted.all)
    func `what somebody planted in the schema does nothing`(planted: Planted) throws {
        let workplace = try Workplace()
        let database = workplace.place("dezero-trace.sqlite").path
        try workplace.output("record", "cycle", "--quiet", "--design", "strong")
        let report = try workplace.output("report")
        let runs = try workplace.output("runs")
        try StockSQLite.run(database, planted.sql)
        #expect(try workplace.output("report") == report)
        #expect(try workplace.output("runs") == runs)
        let outcome = try workplace.run("record", "cycle", "--quiet", "--design", "strong")
        #expect(outcome.status == (planted.allowsRecording ? 0 : 65), "\(outcome)")
        #expect(try workplace.output("report", "1") == report, "the rows are where they were")
        if planted.allowsRecording {
            let newest = try workplace.output("report")
            #expect(newest.hasPrefix("cycle\n─────\nAs written it leaks 3 objects in 1 cycle.\n"))
            #expect(newest.contains("\nstrong, run 2   3 of 3 objects leaked"), "the newest run is the second")
            #expect(try names(of: workplace.json("runs")) == ["cycle/strong", "cycle/strong"])
        }
    }
}
