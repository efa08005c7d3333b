import Foundation
import Testing

/// `record --stream`: what an agent or a test run saw, from the command line to the gate.
@Suite struct StreamRecordingTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        for name in ["counts-without-roots", "alive-and-growing", "more-than-written", "may-references", "killed-cut"] {
            try workplace.write(try Repository.text("fixtures/streams/\(name).stream"), "\(name).stream")
        }
    }

    @Test func `a ring that a source saw is found, told in every format, and fails the gate`() throws {
        let recorded = try workplace.output("record", "--stream", "counts-without-roots.stream", "--name", "server")
        #expect(recorded.hasPrefix("   1  server/as-built  7 objects examined, 2 left\n"))
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        #expect(run["source"] as? String == "swift")
        #expect(run["sees"] as? [String] == ["counts", "holders at marks", "sites"])
        let finding = try #require((run["findings"] as? [[String: Any]])?.first)
        #expect(finding["certainty"] as? String == "certain")
        #expect(finding["types"] as? [String: Int] == ["Handler": 1, "Session": 1])
        let path = try #require(finding["path"] as? [[String: Any]])
        #expect(path.map { $0["field"] as? String } == ["onClose captures self", "handler"])
        #expect((path[0]["born"] as? [String: Any])?["line"] as? Int == 12)
        for format in ["text", "markdown", "html"] {
            #expect(try workplace.output("report", "--format", format).contains("captures self"), "\(format)")
        }
        #expect(try workplace.run("check").status == 1)
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        #expect(try workplace.run("check", "--baseline", "b.json").status == 0)
    }

    @Test(arguments: ["steps", "history", "why", "graph", "advise"])
    func `a command that needs more than was seen says so in one sentence`(command: String) throws {
        try workplace.output("record", "--stream", "counts-without-roots.stream", "--name", "server")
        let object = ["history", "why"].contains(command) ? ["Session#1"] : []
        let outcome = try workplace.run([command, "1"] + object)
        #expect(outcome.status == 64)
        #expect(
            outcome.errors.contains(
                "was watched by swift, which \(command == "history" ? "sees no events" : "does not see every reference")"
            )
        )
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `what was not examined whole never passes`() throws {
        try workplace.output("record", "--stream", "more-than-written.stream")
        let outcome = try workplace.run("check")
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("not everything was examined"))
    }

    @Test func `what leaks only likely fails where one is strict`() throws {
        try workplace.output("record", "--stream", "may-references.stream")
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        #expect(try workplace.run("check", "--baseline", "b.json").status == 0)
        #expect(try workplace.output("check", "--baseline", "b.json").contains("likely leak"))
    }

    @Test func `what is alive is told with what holds it`() throws {
        try workplace.output("record", "--stream", "alive-and-growing.stream")
        let report = try workplace.output("report")
        #expect(report.contains("held by `__main__.price.cache{key}[0]`"))
        #expect(report.contains("/srv/svc.py"), "a script is called by its path")
        #expect(try workplace.run("check").status == 0)
    }

    @Test func `a stream that breaks off is kept as far as it goes, and passes nothing`() throws {
        let outcome = try workplace.run("record", "--stream", "killed-cut.stream")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("recorded as far as it goes"))
        let run = try #require((try workplace.json("runs")["runs"] as? [[String: Any]])?.first)
        #expect(run["status"] as? String == "interrupted")
        #expect(try workplace.run("check").status == 65)
    }

    @Test func `a file that is no stream records nothing`() throws {
        try workplace.write("hello\n", "no.stream")
        let outcome = try workplace.run("record", "--stream", "no.stream")
        #expect(outcome.status == 65)
        #expect(!FileManager.default.fileExists(atPath: workplace.place("dezero-trace.sqlite").path))
        #expect(try workplace.run("record", "--stream", "missing.stream").status == 66)
        #expect(try workplace.run("record", "cycle", "--stream", "no.stream").status == 64)
    }
}
