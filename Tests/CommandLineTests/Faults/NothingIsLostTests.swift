import Foundation
import Testing

/// A recording that was told as done is there, whatever lies beside its place, and whatever its file is called.
@Suite(.serialized) struct NothingIsLostTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.write(SignalTests.endless, "endless.py")
    }

    /// A recorder that is at work on a database by statements, with something in its log.
    private func recorder(of name: String) throws -> Process {
        let recorder = try workplace.start(
            ["record", "endless.py", "--design", "strong", "--quiet", "--writer", "statements", "--database", name],
            logs: try Logs())
        while try !listing(of: name).contains(where: { $0.program == "endless.py/strong" && $0.events > 0 }) {}
        return recorder
    }

    private func listing(of name: String) throws -> [(program: String, status: String, events: Int)] {
        let outcome = try workplace.run("runs", "--format", "json", "--database", name)
        guard outcome.status == 0 else { return [] }
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return (document?["runs"] as? [[String: Any]] ?? []).map { run in
            (
                "\(run["program"] ?? "")/\(run["design"] ?? "")", "\(run["status"] ?? "")", run["events"] as? Int ?? 0
            )
        }
    }

    private func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(at: workplace.place(name), to: workplace.place(other))
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["auto", "pages", "statements"])
    func `the log of a killed recorder is not laid over a new database`(writer: String) throws {
        let recorder = try recorder(of: "x.db")
        kill(recorder.processIdentifier, SIGKILL)
        recorder.waitUntilExit()
        try move("x.db", to: "old.db")
        let before = try workplace.contents()
        let outcome = try workplace.run("record", "cycle", "--quiet", "--database", "x.db", "--writer", writer)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("/x.db-wal and \(workplace.path)/x.db-shm are in the way"), "\(outcome)")
        // But for the lock that the killed one left.
        #expect(try workplace.contents() == before.filter { $0.key != "x.db.lock" })

        // As the message says: moved to where the database went, it has everything.
        try move("x.db-wal", to: "old.db-wal")
        try move("x.db-shm", to: "old.db-shm")
        try workplace.output("record", "cycle", "--quiet", "--database", "x.db", "--writer", writer)
        #expect(try listing(of: "x.db").map(\.program) == ["cycle/strong", "cycle/weakref"])
        let old = try listing(of: "old.db")
        #expect(old.map(\.program) == ["endless.py/strong"] && old.allSatisfy { $0.status == "interrupted" })
        #expect(old.allSatisfy { $0.events > 0 })
    }

    @Test(.timeLimit(.minutes(5)))
    func `a finished run that a reader keeps in the log is not buried by a new database`()
        throws
    {
        try workplace.output("record", "cycle", "--quiet", "--database", "x.db")
        try StockSQLite.run(workplace.place("x.db").path, "PRAGMA journal_mode = WAL; BEGIN; SELECT count(*) FROM run")
        {
            try workplace.output("record", "chain", "--quiet", "--database", "x.db")
            try move("x.db", to: "old.db")
            let outcome = try workplace.run("record", "weakref", "--quiet", "--database", "x.db")
            #expect(outcome.status == 73 && outcome.errors.contains("/x.db-wal"), "\(outcome)")
        }
    }

    @Test func `an old log is not laid over a recording that is moved to it`() throws {
        let recorder = try recorder(of: "x.db")
        kill(recorder.processIdentifier, SIGKILL)
        recorder.waitUntilExit()
        try workplace.output("record", "cycle", "--quiet", "--database", "good.db")
        try FileManager.default.removeItem(at: workplace.place("x.db"))
        try move("good.db", to: "x.db")
        for command in [["report"], ["record", "cycle"], ["runs"]] {
            let outcome = try workplace.run(command + ["--database", "x.db"])
            #expect(outcome.errors.contains("/x.db-wal is in the way: it is the log of another database"), "\(outcome)")
        }
        try FileManager.default.removeItem(at: workplace.place("x.db-wal"))
        #expect(try listing(of: "x.db").map(\.program) == ["cycle/strong", "cycle/weakref"])
    }

    @Test(.timeLimit(.minutes(5))) func `a hard link lets no second recorder in`() throws {
        try workplace.output("record", "cycle", "--quiet", "--database", "a.db")
        let recorder = try recorder(of: "a.db")
        defer { recorder.terminate() }
        try FileManager.default.linkItem(at: workplace.place("a.db"), to: workplace.place("b.db"))
        for command in [["record", "chain"], ["record", "chain", "--wait", "1"], ["runs", "--prune", "1"]] {
            let outcome = try workplace.run(command + ["--database", "b.db"])
            #expect(outcome.status == (command[0] == "runs" ? 74 : 73), "\(outcome)")
            #expect(outcome.errors.contains("b.db"), "\(outcome)")
        }
        recorder.terminate()
        recorder.waitUntilExit()
        #expect(recorder.terminationStatus == 143)
        #expect(try listing(of: "a.db").map(\.program) == ["cycle/strong", "cycle/weakref", "endless.py/strong"])

        let refused = try workplace.run("record", "chain", "--database", "a.db")
        #expect(refused.status == 73)
        #expect(refused.errors.contains("cannot record into a.db: the file has 2 names (hard links)"), "\(refused)")
        #expect(refused.errors.contains("remove the other names, or record into a copy"), "\(refused)")
        // As the message says.
        try FileManager.default.copyItem(at: workplace.place("a.db"), to: workplace.place("copy.db"))
        try workplace.output("record", "chain", "--quiet", "--database", "copy.db")
        try FileManager.default.removeItem(at: workplace.place("b.db"))
        try workplace.output("record", "chain", "--quiet", "--database", "a.db")
        #expect(try listing(of: "a.db").count == 4)
    }

    @Test(.timeLimit(.minutes(5))) func `a database that is renamed under its recorder takes no second one`() throws {
        let recorder = try recorder(of: "a.db")
        defer { recorder.terminate() }
        try move("a.db", to: "b.db")
        for command in [["record", "chain"], ["report"], ["runs", "--prune", "1"]] {
            let outcome = try workplace.run(command + ["--database", "b.db"])
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.errors.contains("another process is recording into b.db under another name"), "\(outcome)")
        }
        let same = try workplace.run("record", "chain", "--database", "a.db")
        #expect(
            same.status == 74 && same.errors.contains("process \(recorder.processIdentifier) is recording into a.db"))
        recorder.terminate()
        recorder.waitUntilExit()
        // Not 143, which says that what was recorded is where it was asked for.
        #expect(recorder.terminationStatus == 74)
        #expect(try Set(workplace.contents().keys) == ["b.db", "endless.py"])
        #expect(try listing(of: "b.db").map(\.status) == ["interrupted"])
        try workplace.output("record", "chain", "--quiet", "--database", "b.db")
        #expect(try listing(of: "b.db").map(\.program) == ["endless.py/strong", "chain/strong"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `what appears at the place of a new recording stays, and so does the recording`()
        throws
    {
        let logs = try Logs()
        let recorder = try workplace.start(
            ["record", "endless.py", "--design", "strong", "--quiet", "--database", "x.db"], logs: logs)
        defer { recorder.terminate() }
        let hidden = workplace.place(".x.db.recording").path
        // More than its tables: a commit of its own.
        while (try? FileManager.default.attributesOfItem(atPath: hidden)[.size] as? Int ?? 0) ?? 0 < 2 << 20 {
            usleep(10_000)
        }
        try workplace.write("mine", "x.db")
        recorder.terminate()
        recorder.waitUntilExit()
        let outcome = try logs.outcome(of: recorder)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("x.db cannot appear: \(workplace.path)/x.db is in the way"), "\(outcome)")
        #expect(outcome.errors.contains("the recording is \(hidden), and the next command puts it in"), "\(outcome)")
        #expect(try workplace.read("x.db") == "mine")
        try move("x.db", to: "mine")
        #expect(try listing(of: "x.db").map(\.status) == ["interrupted"])
        #expect(try Set(workplace.contents().keys) == ["x.db", "endless.py", "mine"])
    }
}
