import DesignAdvice
import LeakAnalysis
import Programs
import Testing
import TraceModel

/// What schedules do, and what counts as a program's result.
struct ScheduleTests {
    private func run(_ text: String, _ schedule: Schedule) throws -> MemoryTrace {
        try Subject.replay(try Subject.program(text)).run(.strong, schedule).trace
    }

    private let ring = """
        class A:
            pass
        a = A()
        a.me = a
        a = None
        b = 1
        print(b)
        """

    @Test func `a collection between statements frees garbage before the next statement`() throws {
        let trace = try run(ring, .collecting)
        let died = try #require(trace.events.firstIndex { $0.kind == .deinitialize && $0.object.rawValue == 1 })
        let statements = trace.events[..<died].count { $0.kind == .statement && $0.count == 0 }
        // The class, the object, the store and the drop have begun; `b = 1` has not.
        #expect(statements == 4)
        #expect(trace.events[died].count == 1)
    }

    @Test func `without a schedule nothing is collected before the end`() throws {
        let trace = try run(ring, .asIs)
        #expect(trace.events.count { $0.kind == .collectionBegan } == 1)
    }

    @Test func `names that are left are dropped in the reverse order of their binding`() throws {
        let text = """
            class A:
                pass
            a = A()
            b = A()
            """
        let deaths = { (trace: MemoryTrace) in
            trace.events.filter { $0.kind == .deinitialize }.map(\.object.rawValue)
        }
        #expect(deaths(try run(text, .asIs)) == [1, 2])
        #expect(deaths(try run(text, .reversed)) == [2, 1])
    }

    @Test func `what finalizers print is no part of the program's result`() throws {
        let text = """
            class A:
                def __init__(self, name):
                    self.name = name
                def __del__(self):
                    print("end of", self.name)
            def tell(text):
                print(text)
            a = A("a")
            a = None
            print(A("b") is None)
            tell("done")
            c = A("c")
            """
        let trace = try run(text, .asIs)
        let result = try ProgramResult(of: trace, failure: nil)
        #expect(result.text == "False\ndone\n")
        #expect(trace.output.map(\.text).joined() == "end of a\nend of b\nFalse\ndone\nend of c\n")
    }

    @Test func `a fix that lets finalizers print earlier is still a fix`() throws {
        let text = """
            class A:
                def __del__(self):
                    print("bye")
            a = A()
            b = A()
            a.next = b
            b.prev = a
            a = b = None
            print("end")
            """
        let advice = try Subject.advice(try Subject.program(text))
        // Both slots do, the run reads neither, and nothing dies early: only the age speaks for the one that leads back.
        #expect(advice.decision == .undecided)
        #expect(advice.tied.map { $0.slots.map(\.description) } == [["A.prev"], ["A.next"]])
        // In the strong design nothing is freed before names are dropped, so that `bye` is printed by no finalizer.
        #expect(advice.tied.first?.asIs.outputDifference(from: advice.strong) == .finalizers(lines: 2, instead: 0))
    }

    @Test func `a design that is right only until a collection runs is no fix`() throws {
        // The node is reached through the weak slot only, and its own ring keeps it until something collects.
        let text = """
            class Node:
                pass
            class Box:
                pass
            box = Box()
            n = Node()
            n.tag = 7
            n.me = n
            box.item = n
            n = None
            n = box.item
            print(n.tag)
            n = None
            box = None
            """
        let replay = try Subject.replay(try Subject.program(text))
        let item = try Advisor().tryDesign([Slot(type: "Box", field: "item")], replay: replay.run)
        #expect(item.verdict == .insufficient)
        #expect(item.failsAfterCollection)
        let me = try Advisor().tryDesign([Slot(type: "Node", field: "me")], replay: replay.run)
        #expect(me.verdict == .fixes)
    }
}
