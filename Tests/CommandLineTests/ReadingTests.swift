import Foundation
import GoldenFiles
import Testing

@Suite struct ReadingTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.tags(.golden)) func `cycle is told as the book tells it`() throws {
        try workplace.output("record", "cycle")
        try expectGolden(workplace.output("report"), "report-cycle.txt")
        try expectGolden(workplace.output("steps", "cycle/strong"), "steps-cycle.txt")
        try expectGolden(workplace.output("history", "cycle/strong", "a"), "history-cycle-a.txt")
    }

    @Test(.tags(.golden)) func `the domino is freed by one statement`() throws {
        try workplace.output("record", "chain-domino")
        try expectGolden(workplace.output("steps", "chain-domino/strong"), "steps-chain-domino.txt")
    }

    @Test func `a name means the newest run, a number that run`() throws {
        try workplace.output("record", "cycle", "--design", "strong")
        try workplace.output("record", "cycle", "--design", "strong")
        #expect(try workplace.json("steps", "cycle/strong")["run"] as? Int == 2)
        #expect(try workplace.json("steps", "1")["run"] as? Int == 1)
        let newest = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        #expect(newest.map { $0["id"] as? Int } == [2])
        let both = try #require(try workplace.json("report", "2", "1", "2")["runs"] as? [[String: Any]])
        #expect(both.map { $0["id"] as? Int } == [1, 2])
    }

    @Test func `reading changes nothing`() throws {
        try workplace.output("record", "cycle")
        let before = try workplace.contents()
        for command in [["report"], ["runs"], ["steps", "1"], ["history", "1", "a"], ["scenarios"]] {
            for format in command == ["report"] ? ["text", "json", "markdown", "html"] : ["text", "json"] {
                #expect(try workplace.run(command + ["--format", format]).status == 0)
            }
        }
        #expect(try workplace.contents() == before)
    }

    @Test func `output is the same text in a file, and force replaces one`() throws {
        try workplace.output("record", "cycle")
        let text = try workplace.output("report")
        #expect(try workplace.output("report", "--output", "report.txt") == "")
        #expect(try workplace.read("report.txt") == text)

        try workplace.write("old", "report.txt")
        try workplace.output("report", "--format", "json", "--output", "report.txt", "--force")
        #expect(try workplace.read("report.txt").hasPrefix("{"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workplace.path).sorted() == [
                "dezero-trace.sqlite", "report.txt",
            ])
    }

    @Test(.tags(.golden)) func `scenarios are listed without a database`() throws {
        try expectGolden(workplace.output("scenarios"), "scenarios.txt")
        let listed = try #require(try workplace.json("scenarios")["scenarios"] as? [[String: Any]])
        #expect(listed.count == 18)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workplace.path) == [])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs the device that is always full"))
    func `standard output that is full is said`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Tool.path)
        process.arguments = ["scenarios"]
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }
}
