import Foundation
import Testing
import TraceModel
import TraceStore

/// Rows that no recorder wrote, in an otherwise sound database of `cycle` and of `dezero-loop` under a collector.
private let lies = [
    // Kinds, numbers and ids that there are not.
    "UPDATE event SET kind = 99 WHERE id = 5", "UPDATE event SET kind = -1 WHERE id = 5",
    "UPDATE event SET count = -7 WHERE kind = 2", "UPDATE event SET count = 9223372036854775807 WHERE kind = 1",
    "UPDATE event SET object = 4294967296 WHERE id = 9", "UPDATE event SET object = 4000000000 WHERE id = 9",
    "UPDATE event SET owner = -2147483648 WHERE id = 9", "UPDATE event SET site = 4000 WHERE id = 9",
    "UPDATE event SET id = 9000000000000000000 WHERE id = (SELECT max(id) FROM event)",
    "UPDATE event SET id = -id", "DELETE FROM event", "DELETE FROM event WHERE kind = 1", "DELETE FROM batch",
    "UPDATE batch SET last_event = 9223372036854775807",
    "UPDATE batch SET first_event = -9223372036854775807 - 1 WHERE run = 1 AND first_event = 1",
    "UPDATE batch SET run = 2 WHERE run = 1", "INSERT INTO batch VALUES(1, 2, 1, 1, 0, 1, 0, 0, 0, 0)",
    "UPDATE run SET last_event = first_event - 1", "UPDATE run SET last_event = -9223372036854775807 - 1",
    "UPDATE run SET first_event = 9223372036854775807, last_event = 9223372036854775807",
    "UPDATE run SET first_event = 1, last_event = 10", "UPDATE run SET id = -1 WHERE id = 1",
    "UPDATE run SET status = 'recording' WHERE id = 1", "UPDATE run SET status = 'done' WHERE id = 1",
    // What must be a tree has no end, or no beginning.
    "UPDATE type SET base = id", "UPDATE type SET base = 1 + id % (SELECT max(id) FROM type)",
    "UPDATE type SET base = 2000000000", "UPDATE field SET declaring_type = -4",
    "UPDATE site SET line = -9223372036854775807 - 1", "DELETE FROM type", "DELETE FROM site", "DELETE FROM field",
    "INSERT INTO output VALUES(1, 1, 9223372036854775807, 'x')",
    // What analysis would never have found.
    "UPDATE finding SET left_components = -1", "UPDATE finding SET retained_bytes = 9223372036854775807",
    "UPDATE finding SET kind = 'square'", "UPDATE finding SET path = '[]'", "UPDATE finding SET path = '[[[['",
    "UPDATE finding SET held_by = '[\"\"]'", "UPDATE finding SET closed_by_line = NULL", "DELETE FROM finding",
    "UPDATE run SET summary = '{}'", "UPDATE run SET summary = 'null'", "UPDATE run SET summary = '{\"bytes\":1e999}'",
    "UPDATE run SET summary = replace(summary, 'leaked\":3', 'leaked\":0')",
    "UPDATE run SET analysis_checksum = 0", "UPDATE iteration SET live_objects = -5", "DELETE FROM iteration",
    "UPDATE collection SET cause = 'whim'", "UPDATE collection SET freed = -1",
    "UPDATE object SET kind = 77", "UPDATE object SET bytes = -1", "UPDATE object SET ordinal = -1",
    "DELETE FROM object",
    "UPDATE reference SET owned = 4000000000", "UPDATE reference SET is_strong = 2", "DELETE FROM finding_member",
    "UPDATE finding_member SET role = 'guest'",
    // JSON that is none, or another one.
    "UPDATE run SET weak_slots = '{}'", "UPDATE run SET weak_slots = '[\"\"]'", "UPDATE run SET parameters = '[1]'",
    "UPDATE run SET parameters = '' WHERE id = 1", "UPDATE run SET weak_slots = printf('%.*c', 100000, '[')",
    // Types that a strict table would refuse.
    loose("event", "UPDATE event SET object = 'one' WHERE id = 9"),
    loose("event", "UPDATE event SET kind = 1.5 WHERE id = 9"),
    loose("event", "UPDATE event SET owner = x'00FF' WHERE id = 9"),
    loose("run", "UPDATE run SET program = x'FFFE00' WHERE id = 1"), loose("run", "UPDATE run SET first_event = 'one'"),
    loose("run", "UPDATE run SET summary = 7"), loose("run", "UPDATE run SET last_event = 1e300"),
    loose("type", "UPDATE type SET name = 7"), loose("type", "UPDATE type SET name = x'C328'"),
    loose("finding", "UPDATE finding SET objects_kept = 'many'"), loose("batch", "UPDATE batch SET checksum = 'sum'"),
    // A table that stands where another one should.
    rewritten("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'type')"),
    rewritten("UPDATE sqlite_schema SET rootpage = 4000000 WHERE name = 'event'"),
    rewritten("DELETE FROM sqlite_schema WHERE name = 'finding'"),
    rewritten("UPDATE sqlite_schema SET sql = 'CREATE TABLE run(id INTEGER PRIMARY KEY, x)' WHERE name = 'run'"),
    rewritten("UPDATE sqlite_schema SET sql = NULL WHERE name = 'run'"),
]

/// Statements on a table that is not strict for as long as they run.
private func loose(_ table: String, _ statements: String) -> String {
    """
    PRAGMA writable_schema = ON;
    CREATE TABLE strict_sql AS SELECT sql FROM sqlite_schema WHERE name = '\(table)';
    UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = '\(table)';
    PRAGMA writable_schema = RESET;
    \(statements);
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = (SELECT sql FROM strict_sql) WHERE name = '\(table)';
    PRAGMA writable_schema = RESET;
    DROP TABLE strict_sql
    """
}

private func rewritten(_ statement: String) -> String { "PRAGMA writable_schema = ON; \(statement)" }

@Suite struct LyingRowsTests {
    private static func recording() throws -> Data {
        let workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet")
        try workplace.output("record", "dezero-loop", "--set", "dim=1", "--collector", "cpython-3.12", "--quiet")
        try workplace.output("record", "chain-domino", "--quiet")
        try workplace.output("report")
        return try Data(contentsOf: workplace.place("dezero-trace.sqlite"))
    }

    /// One recording for all lies, since making it takes longer than judging a copy.
    private static let pristine = Result { try recording() }

    @Test(.timeLimit(.minutes(2)), arguments: lies)
    func `rows that lie are refused in one line`(lie: String) throws {
        let workplace = try Workplace()
        let database = workplace.place("dezero-trace.sqlite")
        try Self.pristine.get().write(to: database)
        try StockSQLite.run(database.path, "PRAGMA ignore_check_constraints = ON; \(lie)")
        let report = try workplace.run("report")
        #expect(report.status == 65 && report.output == "", "\(report)")
        #expect(report.errors.hasPrefix("dezero-trace: dezero-trace.sqlite "), "\(report.errors)")
        #expect(report.errors.count { $0.isNewline } == 1, "\(report.errors)")
        // The others need not read the row that lies, and must not break on it; each lie meets one of them.
        let others = [["runs"], ["steps", "1"], ["history", "1", "1"], ["why", "1", "1"], ["advise", "1"]]
        let place = try #require(lies.firstIndex(of: lie))
        for arguments in [others[place % others.count], ["record", "chain", "--quiet"]] {
            let outcome = try workplace.run(arguments)
            #expect([0, 65, 66].contains(outcome.status), "\(arguments) \(outcome)")
            #expect(outcome.status == 0 || outcome.errors.count { $0.isNewline } == 1, "\(outcome.errors)")
        }
    }

    @Test func `figures that cannot be are refused, whatever their checksums say`() throws {
        let summaries: [(inout RunSummary) -> Void] = [
            { $0.instances.allocated = -1 }, { $0.instances.leaked = .max }, { $0.bytes.peak = .min },
            { $0.instances.deinitialized = 1 }, { $0.byKind["instance", default: .init()].leaked = 2 },
            { $0.deadWeakReads = .max }, { $0.bytes.allocated = .max },
            { $0.iterations = [.init(index: 1, liveObjects: .min, liveBytes: .max)] },
            { summary in
                summary.collections = [1, 2].map {
                    .init(
                        seq: $0, cause: .final, generation: 0, lookedAt: 0, freed: 0, garbageEvents: .max,
                        longestGarbage: 0)
                }
            },
        ]
        for change in summaries {
            var summary = RunSummary()
            change(&summary)
            try expectRefusal(of: summary, [])
        }
        let step = Finding.Step(object: "Node#1", type: "Node", field: "next", target: "Node#1")
        for (path, bytes, seq) in [([], 1, 1), ([step], .max, 1), ([step], -1, 1), ([step], 1, .min)] {
            let moment = Finding.Moment(file: "a.py", line: 1, statement: "a", seq: seq)
            let finding = Finding(
                fingerprint: "0", kind: .cycle, path: path, left: 1, objectsInCycle: 1, objectsKept: 0,
                retainedBytes: bytes, closedBy: moment, orphanedBy: nil)
            try expectRefusal(of: RunSummary(), [finding])
        }
    }

    /// Stores an analysis as a recorder would, and reports it.
    private func expectRefusal(of summary: RunSummary, _ findings: [Finding]) throws {
        let workplace = try Workplace()
        let session = try RecordingSession(path: workplace.place("dezero-trace.sqlite").path, toolVersion: "0.9")
        let recorder = try session.begin(RunDescription(program: "forged", design: .strong))
        try recorder.finish(status: .finished)
        try recorder.store(
            RunAnalysis(summary: summary, findings: findings, members: [], objects: [], references: []))
        try session.close()
        let report = try workplace.run("report")
        #expect(report.status == 65, "\(report)")
        #expect(report.errors.contains("impossible"), "\(report)")
        // A listing reads few of the figures, and may not stumble over the others.
        let runs = try workplace.run("runs")
        #expect(runs.status == 65 || runs.status == 0 && runs.output.contains("forged/strong"), "\(runs)")
    }
}
