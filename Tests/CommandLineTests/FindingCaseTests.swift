import Foundation
import Testing

/// Small programs of `fixtures/findings`, each the smallest that was once told wrongly; what is right stands beside it.
@Suite struct FindingCaseTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Records programs of the folder, and returns what `record` says.
    @discardableResult
    private func record(_ names: String..., design: [String] = ["--design", "strong"]) throws -> String {
        for name in names { try workplace.write(try Repository.text("fixtures/findings/\(name).py"), "\(name).py") }
        let outcome = try workplace.run(["record"] + names.map { "\($0).py" } + design)
        try #require(outcome.status == 0, "\(outcome)")
        return outcome.output
    }

    private func findings() throws -> [[String: Any]] {
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.last)
        return try #require(run["findings"] as? [[String: Any]])
    }

    /// CPython's collector frees as many: c20gc makes ten trees, c11g one sequence.
    @Test(arguments: [("c20gc", 10), ("c11g", 1)])
    func `what only a collection of the program freed is a finding, and fails the gate`(
        name: String, cycles: Int
    ) throws {
        #expect(try record(name).contains("freed by a collection alone"))
        let finding = try #require(try findings().first)
        #expect(finding["fate"] as? [String: Int] == ["left": 0, "collected": cycles])
        #expect(finding["closedBy"] is [String: Any])
        #expect(try !workplace.output("report").contains("leaks nothing"))
        #expect(try workplace.run("check").status == 1)
        #expect(try workplace.run("check", "--collected", "ignore").status == 0)
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        #expect(try workplace.run("check", "--baseline", "b.json").status == 0)
    }

    @Test func `what a program's collector profile freed is found as well`() throws {
        try workplace.write(
            "class A:\n    pass\nfor i in range(3000):\n    a = A()\n    a.me = a\na = None\n", "many.py")
        try workplace.output("record", "many.py", "--design", "strong", "--collector", "cpython-3.12")
        let fate = try #require(try findings().first?["fate"] as? [String: Int])
        #expect(fate["collected"] ?? 0 > 0)
        #expect((fate["left"] ?? 0) + (fate["collected"] ?? 0) == 3000)
        #expect(try workplace.run("check").status == 1)
    }

    @Test func `record says that something leaked where only a list did`() throws {
        #expect(try record("e12").contains("0 objects, 0 leaked, and 72 bytes of other kinds"))
    }

    @Test func `rings of different functions have different fingerprints`() throws {
        try record("e2")
        let prints = try findings().compactMap { $0["fingerprint"] as? String }
        #expect(prints.count == 2)
        #expect(Set(prints).count == 2)
    }

    @Test func `a known closure does not accept another one`() throws {
        try record("g1")
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        for other in ["g2", "g3"] {
            try workplace.write(try Repository.text("fixtures/findings/\(other).py"), "g1.py")
            try workplace.output("record", "g1.py", "--design", "strong")
            let outcome = try workplace.run("check", "--baseline", "b.json")
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("new leak"), "\(other): \(outcome.output)")
        }
    }

    @Test func `an object that a function's end loses is lost by its caller's statement`() throws {
        try record("e3")
        let lost = try #require(try findings().first?["orphanedBy"] as? [String: Any])
        #expect(lost["line"] as? Int == 13)
        #expect(lost["returned"] as? String == "pair")
        #expect(try workplace.output("report").contains("`pair()` returned, called at e3.py:13"))
    }

    @Test func `an argument is held by the function that was called`() throws {
        try record("fr")
        let history = try workplace.output("history", "1", "Bus#1")
        #expect(history.contains("__init__(): self"))
        #expect(history.contains("on(): self"))
        #expect(!history.contains("main(): self"))
    }

    @Test func `growth is a finding of its own, with the path that holds it`() throws {
        try record("grow")
        let growth = try #require(try findings().first { $0["kind"] as? String == "growth" })
        #expect(growth["heldBy"] as? String == "bus.handlers['refresh']")
        // A View and three Nodes; a View is 56 bytes and one field, and so on: 456 bytes are what each pass adds to what
        // is live.
        #expect(growth["perPass"] as? [String: Int] == ["objects": 4, "bytes": 456])
    }

    @Test func `a design that frees everything at the end is not praised while memory grows`() throws {
        try record("grow", design: ["--weak", "View.bus", "--weak", "Node.parent"])
        let report = try workplace.output("report")
        #expect(!report.contains("frees everything"))
        #expect(!report.contains("leaks nothing"))
        #expect(report.contains("bus.handlers['refresh']"))
        #expect(try workplace.output("report", "--format", "markdown").contains("❌"))
        #expect(try workplace.run("check").status == 1)
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        #expect(try workplace.run("check", "--baseline", "b.json").status == 0)
    }

    @Test func `every ring that ties what is shown is told`() throws {
        try record("e13")
        let finding = try #require(try findings().first)
        let rings = try #require(finding["otherRings"] as? [[String]])
        #expect(rings.flatMap(\.self).contains { $0.hasPrefix("View.") }, "\(rings)")
        #expect(try workplace.output("report").contains("also tied by"))
    }

    @Test func `two files of one base name are two programs, and none hides a built-in one`() throws {
        for folder in ["a", "b"] {
            try FileManager.default.createDirectory(at: workplace.place(folder), withIntermediateDirectories: false)
        }
        try workplace.write(GateRow.leaking, "a/app.py")
        try workplace.write(GateRow.clean, "b/app.py")
        try workplace.write(GateRow.clean, "cycle.py")
        try workplace.output("record", "a/app.py", "b/app.py", "cycle", "cycle.py", "--design", "strong")
        let outcome = try workplace.run("check")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("a/app.py/strong  new leak"))
        #expect(outcome.output.contains("cycle/strong  new leak"))
        let sarif = try workplace.run("check", "--format", "sarif").output
        #expect(sarif.contains("\"uri\": \"a/app.py\""), "a forge finds the file")
        #expect(try workplace.output("steps", "b/app").contains("a = Node()"))
        #expect(try workplace.run("report", "app").status == 66, "there are two")
    }
}
