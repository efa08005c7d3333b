import Foundation
import Testing

@Suite struct SignalTests {
    /// One object that leaks, then statements without end in a heap that stays small, since a debug build looks
    /// through all of it at every statement.
    static let endless = """
        class Node:
            pass

        a = Node()
        a.self = a
        a = None
        for i in range(1000000000):
            b = Node()
        """

    @Test(.timeLimit(.minutes(1)), arguments: [(SIGINT, "SIGINT", Int32(130)), (SIGTERM, "SIGTERM", Int32(143))])
    func `a signal ends a recording that is whole so far`(signal: Int32, name: String, status: Int32) throws {
        let workplace = try Workplace()
        let logs = try Logs()
        try workplace.write(Self.endless, "endless.py")
        let process = try workplace.start(
            ["record", "endless.py", "--design", "strong", "--writer", "statements"], logs: logs)
        defer { process.terminate() }
        // A batch that is there to be read shows that the recorder is at work, and listens.
        while try events(workplace) == 0 { usleep(50_000) }
        #expect(try self.status(workplace) == "recording")
        kill(process.processIdentifier, signal)
        process.waitUntilExit()

        let outcome = try logs.outcome(of: process)
        #expect(outcome.status == status)
        #expect(outcome.errors.hasPrefix("dezero-trace: stopped by \(name); "))
        #expect(try self.status(workplace) == "interrupted")
        #expect(Set(try workplace.contents().keys) == ["dezero-trace.sqlite", "endless.py"])
        let report = try workplace.output("report")
        #expect(report.contains("Partial: `strong` was interrupted after"))
        #expect(report.contains("1 finding in strong, so far"))
    }

    @Test(.timeLimit(.minutes(1))) func `a second recorder says who is at work, or waits`() throws {
        let workplace = try Workplace()
        let logs = try Logs()
        try workplace.write(Self.endless, "endless.py")
        let first = try workplace.start(
            ["record", "endless.py", "--design", "strong", "--writer", "statements"], logs: logs)
        defer { first.terminate() }
        while try events(workplace) == 0 { usleep(50_000) }

        let refused = try workplace.run("record", "cycle")
        #expect(refused.status == 74)
        #expect(refused.errors.contains("process \(first.processIdentifier) is recording"))
        #expect(refused.errors.count { $0.isNewline } == 1)

        let waitingLogs = try Logs()
        let waiting = try workplace.start(["record", "cycle", "--wait", "300"], logs: waitingLogs)
        usleep(300_000)
        first.terminate()
        first.waitUntilExit()
        waiting.waitUntilExit()
        #expect(try waitingLogs.outcome(of: waiting).status == 0)
        #expect(
            try names(of: workplace.json("runs")) == ["endless.py/strong", "cycle/strong", "cycle/weakref"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGKILL])
    func `what is recorded in pages is there when its recording ends, however it ends`(signal: Int32) throws {
        let workplace = try Workplace()
        let logs = try Logs()
        // Beside the folder that is looked at.
        let program = try Workplace()
        try program.write(Self.endless, "endless.py")
        let process = try workplace.start(
            ["record", program.place("endless.py").path, "--design", "strong"], logs: logs)
        defer { process.terminate() }
        let hidden = workplace.place(".dezero-trace.sqlite.recording").path
        while try size(hidden) < 2_000_000 { usleep(20_000) }

        for command in ["runs", "report"] {
            let early = try workplace.run(command)
            #expect(early.status == 66)
            #expect(early.errors.contains("is under way by process \(process.processIdentifier)"))
            #expect(early.errors.count { $0.isNewline } == 1)
        }
        let refused = try workplace.run("record", "cycle")
        #expect(refused.status == 74)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()

        // The first command of any kind puts it in its place.
        let second = try workplace.run("record", "cycle", "--design", "strong")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: workplace.path) == ["dezero-trace.sqlite"])
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["status"] as? String } == ["interrupted", "finished"])
        #expect(try #require(runs.first?["events"] as? Int) > 0)
        try workplace.output("report")
    }

    private func size(_ path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// How many events the newest run has; 0 while there is no run to read.
    private func events(_ workplace: Workplace) throws -> Int { try newest(workplace)?["events"] as? Int ?? 0 }

    private func status(_ workplace: Workplace) throws -> String? { try newest(workplace)?["status"] as? String }

    private func newest(_ workplace: Workplace) throws -> [String: Any]? {
        let outcome = try workplace.run("runs", "--format", "json")
        guard outcome.status == 0 else { return nil }
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return (document?["runs"] as? [[String: Any]])?.last
    }
}
