import DezeroTraceTesting
import Testing

@Suite struct ExpectationTests {
    /// An object that holds itself, or would.
    private static func loop(_ heap: ScenarioHeap, weak: Bool = false) {
        let node = weak ? heap.type("Node", weak: ["itself"]) : heap.type("Node", fields: "itself")
        let a = heap.bind("a", to: node())
        a["itself"] = a
    }

    /// Expects one issue at the line before the call, whose comment contains a text.
    private func expectIssue(_ text: String, line: Int, _ body: () -> Void) {
        withKnownIssue {
            body()
        } matching: { issue in
            issue.sourceLocation?.line == line && issue.sourceLocation?.fileID == #fileID
                && issue.comments.contains { $0.rawValue.contains(text) }
        }
    }

    @Test func `what is as expected says nothing`() {
        expectNoLeaks { Self.loop($0, weak: true) }
        expectLeaks { Self.loop($0) }
        expectDeinit(order: ["a"]) { Self.loop($0, weak: true) }
        expectDeinit(order: []) { Self.loop($0) }
    }

    @Test func `an issue stands at the caller and tells the ring`() {
        let closed = "closed by           DezeroTraceTestingTests/ExpectationTests.swift:9  a.itself = a"
        expectIssue(closed, line: #line + 1) {
            expectNoLeaks { Self.loop($0) }
        }
        expectIssue("The leak 0123 is gone", line: #line + 1) {
            expectLeaks("0123") { Self.loop($0, weak: true) }
        }
        expectIssue("No object was ever called b", line: #line + 1) {
            expectDeinit(order: ["b"]) { Self.loop($0, weak: true) }
        }
    }

    @Test(arguments: 1...20) func `many tests at once do not see one another`(count: Int) {
        expectDeinit(order: (1...count).map { "Node#\($0)" }) { heap in
            let node = heap.type("Node")
            heap.loop(times: count) { $0.bind("a", to: node()) }
        }
        expectIssue("\(count) object", line: #line + 1) {
            expectNoLeaks { heap in heap.loop(times: count) { Self.loop($0) } }
        }
    }

    @Test func `a scenario that throws throws`() {
        struct Failure: Error {}
        #expect(throws: Failure.self) { try expectNoLeaks { _ in throw Failure() } }
    }

    @Suite(.heap(weak: ["Node.itself"])) struct UnderADesign {
        @Test func `a suite says what is weak in all of its tests`() { expectNoLeaks { loop($0) } }

        @Test(.heap(weak: [])) func `and a test says otherwise`() { expectLeaks { loop($0) } }

        @Test(.heap(collector: "memory:1")) func `each trait changes what it names`() {
            #expect(HeapSettings.current.weakSlots == ["Node.itself"])
            #expect(HeapSettings.current.collector == "memory:1")
        }
    }

    @Test func `outside of the suite nothing is set`() { #expect(HeapSettings.current == HeapSettings()) }
}
