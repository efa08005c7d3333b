import GoldenFiles
import HeapExpectations
import Programs
import Reporting
import Scenarios
import Testing
import TraceModel

@Suite struct HeapExpectationTests {
    /// A tree with a parent pointer, strong or weak.
    static func tree(weak: Bool) -> Scenario {
        Scenario("tree") { heap in
            let node =
                weak
                ? heap.type("Node", fields: "children", weak: ["parent"])
                : heap.type("Node", fields: "children", "parent")
            let root = heap.bind("root", to: node(), line: 3)
            let leaf = heap.bind("leaf", to: node(), line: 4)
            root["children"].append(leaf, line: 5)
            leaf["parent", line: 6] = root
            heap.drop(root, line: 7)
            heap.use(leaf, line: 8)
        }
    }

    /// Two rings that have nothing to do with each other.
    static let twoLeaks = Scenario("two") { heap in
        for (line, name) in [(1, "A"), (2, "B")] {
            let object = heap.bind("x", to: heap.type(name, fields: "itself")(), line: line)
            object["itself", line: line] = object
        }
    }

    private func text(_ expectation: HeapExpectation, _ program: any Program) -> String {
        expectation.failure(of: program).map { $0 + "\n" } ?? "met\n"
    }

    @Test(.tags(.golden)) func `a leak is told with its ring, the store that closed it and what to make weak`() throws {
        try expectGolden(text(.noLeaks, Self.tree(weak: false)), "leaks.txt")
    }

    @Test func `a program runs under the design that it declares`() {
        #expect(text(.noLeaks, Self.tree(weak: true)) == "met\n")
        #expect(text(.noLeaks, DezeroSquare()) == "met\n")
    }

    @Test func `settings name another design, and a slot that there is not is refused`() {
        var settings = HeapSettings()
        settings.weakSlots = ["Node.parent"]
        #expect(HeapExpectation.noLeaks.failure(of: Self.tree(weak: false), settings: settings) == nil)
        settings.weakSlots = []
        #expect(HeapExpectation.noLeaks.failure(of: Self.tree(weak: true), settings: settings) != nil)
        settings.weakSlots = ["Node.paernt"]
        let refused = HeapExpectation.noLeaks.failure(of: Self.tree(weak: true), settings: settings)
        #expect(refused?.contains("did you mean Node.parent?") == true)
        settings.weakSlots = ["parent"]
        #expect(
            HeapExpectation.noLeaks.failure(of: Self.tree(weak: true), settings: settings)
                == "'parent' is no slot; give TYPE.FIELD, as Node.parent.")
        settings.collector = "boehm"
        #expect(
            HeapExpectation.noLeaks.failure(of: Self.tree(weak: true), settings: settings)?
                .contains("there is no collector boehm") == true)
    }

    @Test func `without advice nothing is run again`() {
        var settings = HeapSettings()
        settings.maximumDesigns = 0
        let unmet = HeapExpectation.noLeaks.unmet(by: Self.tree(weak: false), settings: settings)
        #expect(unmet?.cause == .leaks)
        #expect(unmet?.advice == nil)
    }

    @Test(.tags(.golden)) func `a known leak is met by its fingerprint or the beginning of it, and by no other`() throws
    {
        let leak = try #require(HeapExpectation.noLeaks.unmet(by: Self.tree(weak: false))?.findings.first)
        #expect(text(.leaks(fingerprint: leak.fingerprint), Self.tree(weak: false)) == "met\n")
        #expect(text(.leaks(fingerprint: String(leak.fingerprint.prefix(8))), Self.tree(weak: false)) == "met\n")
        #expect(text(.leaks(fingerprint: nil), Self.tree(weak: false)) == "met\n")
        #expect(text(.leaks(fingerprint: ""), Self.tree(weak: false)) != "met\n")
        try expectGolden(text(.leaks(fingerprint: "0123456789abcdef"), Self.tree(weak: false)), "other-leak.txt")
    }

    @Test(.tags(.golden)) func `a known leak that another one joins is not met`() throws {
        let leaks = try #require(HeapExpectation.noLeaks.unmet(by: Self.twoLeaks)?.findings)
        #expect(leaks.count == 2)
        let told = text(.leaks(fingerprint: leaks[0].fingerprint), Self.twoLeaks)
        #expect(told.hasPrefix("2 objects (112 bytes) leak, not only by the expected leak \(leaks[0].fingerprint)."))
        try expectGolden(text(.noLeaks, Self.twoLeaks), "two-leaks.txt")
    }

    @Test(.tags(.golden)) func `a known leak that is gone is told`() throws {
        try expectGolden(text(.leaks(fingerprint: "0123456789abcdef"), Self.tree(weak: true)), "leak-gone.txt")
        #expect(
            text(.leaks(fingerprint: nil), Self.tree(weak: true))
                .hasPrefix("Nothing leaks, where a leak was expected."))
    }

    @Test(.tags(.golden)) func `the order of deinit is by label or first name, and nothing may be missing`() throws {
        let tree = Self.tree(weak: true)
        // The root goes with its name, the leaf when its own name is dropped at the end.
        for order in [["root", "leaf"], ["Node#1", "Node#2"]] { #expect(text(.deinits(order: order), tree) == "met\n") }
        #expect(text(.deinits(order: ["root"]), tree) != "met\n")
        #expect(text(.deinits(order: []), Self.tree(weak: false)) == "met\n")
        try expectGolden(text(.deinits(order: ["leaf", "root"]), tree), "order.txt")
        try expectGolden(text(.deinits(order: ["leaf", "root"]), Self.tree(weak: false)), "order-leaked.txt")
        #expect(
            text(.deinits(order: ["roto", "leaf"]), tree).hasPrefix(
                "No object was ever called roto: did you mean root?"))
    }

    @Test func `a program that fails meets nothing`() {
        let failing = Scenario("failing") { $0.use($0.bind("a", to: nil, line: 1), line: 2) }
        for expectation in [HeapExpectation.noLeaks, .leaks(fingerprint: nil), .deinits(order: [])] {
            #expect(
                expectation.failure(of: failing)
                    == "The program failed in `use(a)` (HeapExpectationsTests/HeapExpectationTests.swift:2):\n"
                    + "NilReference: a is nil.")
        }
    }

    @Test(.tags(.golden)) func `a closure in a ring is told to capture weakly`() throws {
        let screen = Scenario("screen") { heap in
            let screen = heap.bind("screen", to: heap.type("Screen", fields: "onTap")(), line: 1)
            screen["onTap", line: 2] = heap.closure(capturing: screen)
        }
        try expectGolden(text(.noLeaks, screen), "closure.txt")
    }

    @Test func `only three rings are drawn, the rest is counted`() {
        let many = Scenario("many") { heap in
            for number in 1...5 {
                let object = heap.bind("x", to: heap.type("T\(number)", fields: "itself")())
                object["itself"] = object
            }
        }
        #expect(text(.noLeaks, many).contains("\n… and 2 findings more\n"))
    }
}
