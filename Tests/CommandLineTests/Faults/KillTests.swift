import Foundation
import Testing

@Suite(.serialized) struct KillTests {
    /// `make torture` kills two hundred.
    @Test(.timeLimit(.minutes(1)), arguments: 0..<2)
    func `kill -9 leaves what was committed, and a file to go on with`(number: Int) throws {
        let workplace = try Workplace()
        let delay = UInt32.random(in: 0..<60_000)
        print("delay \(delay)")
        try workplace.write(SignalTests.endless, "endless.py")
        if number == 0 { try workplace.output("record", "cycle", "--quiet", "--design", "strong") }
        let earlier = number == 0 ? 1 : 0
        let process = try workplace.start(
            ["record", "endless.py", "--design", "strong", "--quiet", "--writer", "statements"], logs: try Logs())
        var committed = 0
        while committed == 0 {
            guard let runs = try runs(of: workplace), runs.count > earlier else { continue }
            #expect(runs[earlier]["status"] as? String == "recording", "its recorder is alive")
            committed = runs[earlier]["events"] as? Int ?? 0
        }
        usleep(delay)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()

        let runs = try #require(try runs(of: workplace))
        #expect(runs.count == earlier + 1)
        #expect(runs[earlier]["status"] as? String == "interrupted", "its recorder is dead")
        #expect(try #require(runs[earlier]["events"] as? Int) >= committed)
        let report = try workplace.output("report", "endless.py/strong")
        #expect(report.contains("Partial: `strong` was interrupted after"))
        #expect(report.contains("1 finding in strong, so far"))

        try workplace.output("record", "cycle", "--quiet")
        #expect(
            try names(of: workplace.json("runs")).suffix(3) == ["endless.py/strong", "cycle/strong", "cycle/weakref"])
        #expect(try workplace.output("report", "endless.py/strong") == report)
        #expect(Set(try workplace.contents().keys) == ["dezero-trace.sqlite", "endless.py"])
    }

    /// What is recorded; nil while there is nothing to read.
    private func runs(of workplace: Workplace) throws -> [[String: Any]]? {
        let outcome = try workplace.run("runs", "--format", "json")
        guard outcome.status == 0 else { return nil }
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return document?["runs"] as? [[String: Any]]
    }
}
