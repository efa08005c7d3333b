import DesignAdvice
import LeakAnalysis
import Testing
import TraceModel

/// Programs whose right answer is known from how they are written.
struct KnownAnswerTests {
    /// A program, and the slots that a programmer would make weak; none where no weak slot can help.
    struct Answer: Sendable {
        var program: String
        var slots: [String]?
    }

    static let answers = [
        // The back reference, as every textbook has it.
        Answer(program: "parent", slots: ["Node.parent"]),
        Answer(program: "linked-list", slots: ["Item.prev"]),
        Answer(program: "observers", slots: ["Observer.subject"]),
        // The session must keep its server, which has no other holder, so the list gives way.
        Answer(program: "session", slots: ["Server.sessions"]),
        Answer(program: "self-reference", slots: ["Registry.known"]),
        // Two cycles without a common slot.
        Answer(program: "two-lists", slots: ["Page.book", "Wheel.owner"]),
        Answer(program: "crossed", slots: ["Player.team", "Team.league"]),
        // Three rings without a common slot; what the hub holds has no other holder.
        Answer(program: "three-rings", slots: ["Spoke.back_one", "Spoke.back_three", "Spoke.back_two"]),
        // A bound method keeps its receiver whatever holds it, and nothing else holds the button.
        Answer(program: "callback", slots: nil),
        // Each is at some time reached only through the other.
        Answer(program: "both-needed", slots: nil),
    ]

    @Test(arguments: answers)
    func `advise finds what a programmer would choose`(_ answer: Answer) throws {
        let advice = try Subject.advice(try Subject.fixture(answer.program))
        #expect(advice.recommendedSlots == answer.slots)
        #expect(!advice.isLimited)
    }

    @Test(arguments: ["two-lists", "crossed", "three-rings"])
    func `where no single slot fixes it every single one was tried`(_ program: String) throws {
        let advice = try Subject.advice(try Subject.fixture(program))
        let singles = advice.tried.filter { $0.slots.count == 1 }
        #expect(singles.count >= 4)
        #expect(singles.allSatisfy { $0.verdict != .fixes })
    }

    @Test func `where no weak slot fixes it the field to clear and the statement to clear it before are named`() throws
    {
        // `window = None` is the only statement that lets the window go; the button's action leads back to it.
        let advice = try Subject.advice(try Subject.fixture("callback"))
        guard case .clear(let clearings) = advice.recommendation else {
            Issue.record("something else is recommended: \(advice.recommendation)")
            return
        }
        let clearing = try #require(clearings.first)
        #expect(clearings.count == 1)
        #expect(clearing.slot.description == "Button.action")
        #expect(clearing.before?.line == 22)
        #expect(clearing.before?.statement == "window = None")
    }

    @Test func `a program that leaks nothing needs no design`() throws {
        let advice = try Subject.advice(try Subject.builtIn("chain"))
        #expect(advice.recommendation == .nothingLeaks)
        #expect(advice.tried.isEmpty)
    }

    @Test func `a dict in the only slot that could be weak is told as the reason`() throws {
        let text = """
            class Node:
                pass
            a = Node()
            b = Node()
            a.parts = {"b": b}
            b.parts = {"a": a}
            a = b = None
            """
        let advice = try Subject.advice(try Subject.program(text))
        #expect(advice.recommendedSlots == nil)
        #expect(advice.verdict("Node.parts") == .breaks)
        guard case .fails(_, let failure) = try #require(advice.tried.first).reason else {
            Issue.record("no failure: \(advice.tried)")
            return
        }
        #expect(failure.contains("dict"))
    }
}
