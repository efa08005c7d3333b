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
        // The button keeps a method of its window: the method may be kept, the window only weakly.
        Answer(program: "callback", slots: ["Button.action"]),
        // Two things that a window makes of itself tie it, and each alone would do.
        Answer(program: "window", slots: ["Button.on_click", "Window.__init__.<locals>.<lambda>.self"]),
        // A timer is kept by the list of what it runs.
        Answer(program: "timers", slots: ["Timer.run.<locals>.step.self"]),
        // A function that calls itself has no other holder than itself.
        Answer(program: "recursion", slots: nil),
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
        // `first = None` in line 23 is the statement after which nothing leads to the partners but they themselves, and
        // only by way of the first one a name leads to the second there.
        let advice = try Subject.advice(try Subject.fixture("both-needed"))
        let clearing = try #require(advice.recommended?.clearings.first)
        #expect(advice.recommended?.verdict == .fixes)
        #expect(advice.recommended?.clearings.count == 1)
        #expect(clearing.slot.description == "Partner.right")
        #expect(clearing.places.map(\.statement.line) == [23])
        #expect(clearing.places.map(\.side) == [.before])
        #expect(clearing.places.map(\.code) == ["first.left.right = None"])
    }

    @Test func `a captured variable is cleared by the function that binds it`() throws {
        let advice = try Subject.advice(try Subject.fixture("recursion"))
        let clearings = try #require(advice.recommended?.clearings)
        #expect(clearings.map(\.slot.description) == ["depth.<locals>.walk.walk"])
        #expect(clearings.map(\.isCapture) == [true])
        #expect(clearings.flatMap(\.places).map(\.code) == ["walk = None"])
    }

    @Test func `what a function captures is tried as far as it holds an instance or a method of one`() throws {
        let advice = try Subject.advice(
            try Subject.program(
                """
                class View:
                    def __init__(self, bus):
                        items = [self]
                        other = lambda: 1
                        refresh = self.refresh
                        self.on = [lambda: items, lambda: other, lambda: refresh, lambda: self, lambda: bus]
                    def refresh(self):
                        pass
                View(3)
                """))
        let captures = advice.tried.filter { $0.slots.count == 1 && $0.candidates[0].isCapture }
        #expect(
            Set(captures.map { $0.slots[0].description }) == [
                "View.__init__.<locals>.<lambda>#4.refresh", "View.__init__.<locals>.<lambda>#5.self",
            ])
        // The list, which no weak reference takes, holds the view in every design.
        #expect(captures.allSatisfy { $0.verdict == .insufficient })
        #expect(advice.recommendedSlots == nil)
        let method = try #require(captures.first { $0.slots[0].field == "refresh" })
        #expect(method.candidates[0].methods == ["View.refresh"])
        // A lambda is younger than the view that made it.
        #expect(captures.allSatisfy { $0.candidates[0].backwardShare == 1 })
    }

    @Test func `a dead capture is missed by the function that read it`() throws {
        let advice = try Subject.advice(
            try Subject.program(
                """
                class Task:
                    def __init__(self):
                        self.next = None
                def chain(task):
                    task.next = lambda: task
                    return task.next
                call = chain(Task())
                print(call().next is call)
                call = None
                """))
        let design = try #require(advice.tried.first { $0.candidates[0].isCapture })
        #expect(design.verdict == .breaks)
        #expect(design.asIs.deadReads.first?.owner == "chain.<locals>.<lambda>#1")
        #expect(design.asIs.deadReads.first?.object == "Task#1")
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
        // That no dict is held weakly is a limit of this tool, no failure of the program.
        #expect(advice.verdict("Node.parts") == .notTried)
        #expect(advice.tried.first?.reason == .holdsDict(.asIs))
    }
}
