import Foundation
import Testing

/// Several processes on one database; the second recorder's refusal is in `SignalTests`.
@Suite(.serialized) struct ConcurrencyTests {
    let workplace: Workplace
    let database: String

    init() throws {
        workplace = try Workplace()
        database = workplace.place("dezero-trace.sqlite").path
    }

    @Test(.timeLimit(.minutes(1))) func `recorders that wait take their turns`() throws {
        let programs = ["cycle", "chain", "weakref", "chain-domino"]
        let logs = try programs.map { _ in try Logs() }
        let recorders = try zip(programs, logs).map { program, logs in
            try workplace.start(["record", program, "--wait", "50", "--design", "strong"], logs: logs)
        }
        for (recorder, logs) in zip(recorders, logs) {
            recorder.waitUntilExit()
            let outcome = try logs.outcome(of: recorder)
            #expect(outcome.status == 0, "\(outcome)")
        }
        #expect(try names(of: workplace.json("runs")).sorted() == programs.map { "\($0)/strong" }.sorted())
        for run in 1...programs.count { try workplace.output("report", String(run)) }
        #expect(Array(try workplace.contents().keys) == ["dezero-trace.sqlite"])
    }

    @Test(.timeLimit(.minutes(1))) func `readers read what a recorder has committed, all at once`() throws {
        try workplace.write(SignalTests.endless, "endless.py")
        let recorder = try workplace.start(
            ["record", "endless.py", "--quiet", "--writer", "statements"], logs: try Logs())
        defer { recorder.terminate() }
        let readings = [
            (["report"], "Partial: "), (["runs"], "recording"), (["report", "--format", "json"], "\"recording\""),
        ]
        while try !workplace.run("runs").output.contains("recording") {}
        let logs = try readings.map { _ in try Logs() }
        let readers = try zip(readings, logs).map { try workplace.start($0.0, logs: $1) }
        // All of them have begun while it recorded; they end sooner if it makes no more for them to read.
        usleep(50_000)
        kill(recorder.processIdentifier, SIGSTOP)
        for (reader, (reading, logs)) in zip(readers, zip(readings, logs)) {
            reader.waitUntilExit()
            let outcome = try logs.outcome(of: reader)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains(reading.1), "\(outcome)")
        }
        kill(recorder.processIdentifier, SIGCONT)
        recorder.terminate()
        recorder.waitUntilExit()
        #expect(recorder.terminationStatus == 143, "readers do not stop a recorder")
        #expect(try workplace.output("report").contains("Partial: "))
    }

    @Test(.timeLimit(.minutes(1))) func `a reader that does not end stops no recorder`() throws {
        try workplace.output("record", "cycle", "--quiet")
        // Of a database at rest, whose journal a recorder has to change.
        let before = try workplace.contents()
        try StockSQLite.run(database, "BEGIN; SELECT count(*) FROM event", whileOpen: expectRefusal)
        #expect(try workplace.contents() == before)
        // Of one whose log a reader keeps.
        try StockSQLite.run(database, "PRAGMA journal_mode = WAL; BEGIN; SELECT count(*) FROM event") {
            let begin = ContinuousClock.now
            try workplace.output("record", "chain", "--quiet")
            #expect(ContinuousClock.now - begin < .seconds(20))
            #expect(try names(of: workplace.json("runs")) == ["cycle/strong", "cycle/weakref", "chain/strong"])
        }
        try workplace.output("record", "cycle", "--quiet")
        #expect(Array(try workplace.contents().keys) == ["dezero-trace.sqlite"], "the next recorder tidies up")
    }

    @Test(.timeLimit(.minutes(1))) func `another program that writes is waited for, but not for ever`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try StockSQLite.run(database, "BEGIN IMMEDIATE", whileOpen: expectRefusal)
        try StockSQLite.run(database, "BEGIN EXCLUSIVE") {
            let outcome = try workplace.run("report")
            #expect(outcome.status == 74)
            #expect(outcome.errors.contains("is in use"), "\(outcome)")
            #expect(outcome.errors.count { $0.isNewline } == 1)
        }
        try workplace.output("record", "cycle", "--quiet")
        #expect(Array(try workplace.contents().keys) == ["dezero-trace.sqlite"])
    }

    /// Must not open the file itself: closing it again would give back the locks that this process holds on it.
    private func expectRefusal() throws {
        let begin = ContinuousClock.now
        let outcome = try workplace.run("record", "cycle")
        #expect(ContinuousClock.now - begin < .seconds(20))
        #expect(outcome.status == 74, "\(outcome)")
        #expect(outcome.errors.contains("dezero-trace.sqlite is in use"), "\(outcome)")
        #expect(outcome.errors.count { $0.isNewline } == 1)
    }
}
