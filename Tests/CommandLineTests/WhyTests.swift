import Foundation
import GoldenFiles
import Testing

@Suite struct WhyTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.tags(.golden)) func `a leaked object is explained by its ring and its two moments`() throws {
        try workplace.output("record", "cycle", "--quiet")
        let text = try workplace.output("why", "cycle/strong", "a")
        try expectGolden(text, "why-cycle-a.txt")
        let why = try workplace.json("why", "cycle/strong", "obj#1")
        let leak = try #require(why["leak"] as? [String: Any])
        #expect((leak["closedBy"] as? [String: Any])?["line"] as? Int == 13)
        #expect((leak["orphanedBy"] as? [String: Any])?["line"] as? Int == 15)
    }

    @Test(.tags(.golden)) func `an object that is in reach is explained by the path from its root`() throws {
        try workplace.output("record", "dezero-square", "--quiet")
        // y -> creator -> inputs, the way backward walks, down to x's square.
        try expectGolden(workplace.output("why", "dezero-square/weakref", "Square#1"), "why-square.txt")
    }

    @Test func `an object that died is explained by the release that killed it`() throws {
        try workplace.write("class A:\n    pass\n\na = A()\na.b = A()\na = None\n", "falls.py")
        try workplace.output("record", "falls.py", "--quiet")
        let text = try workplace.output("why", "falls.py/strong", "A#2")
        #expect(text.contains("falls.py:6  a = None"))
        #expect(!text.contains("Leaked"))
    }

    @Test func `an object that does not exist is not found`() throws {
        try workplace.output("record", "cycle", "--quiet")
        #expect(try workplace.run("why", "cycle/strong", "obj#4").status == 66)
        #expect(try workplace.run("why", "cycle/nothing", "a").status == 66)
    }

    @Test func `unpaired is the reference that keeps a leaked object, whoever collects it later`() throws {
        try workplace.output("record", "cycle", "--quiet")
        let text = try workplace.output("history", "cycle/strong", "obj#1", "--unpaired")
        #expect(text.contains("obj#3.a"))
        #expect(text.contains("1 retain never met its release before the run was judged."))
        let entries = try #require(
            try workplace.json("history", "cycle/strong", "obj#1", "--unpaired")["entries"] as? [[String: Any]])
        #expect(entries.map { $0["holder"] as? String } == ["obj#3.a"])
        let weak = try workplace.output("history", "cycle/weakref", "obj#1", "--unpaired")
        #expect(weak.contains("Every retain met its release."))
    }

    @Test func `the self-test tells a planted leak from its repair, and leaves nothing behind`() throws {
        let text = try workplace.output("selftest")
        #expect(text.contains("ok  selftest/strong leaks both\n"))
        #expect(text.contains("ok  leaf.owner = owner is found to close it\n"))
        #expect(text.contains("ok  nothing is found in it\n"))
        #expect(text.hasSuffix("A planted leak is found, and its repair is clean.\n"))
        #expect(try workplace.contents().isEmpty)
    }
}
