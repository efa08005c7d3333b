import DesignAdvice
import Foundation
import ObjectPrograms
import Programs
import Reporting
import Testing
import TraceModel

/// Programs about which advice once was wrong, silent or impossible to follow, with the answer that is right.
struct ReportedTests {
    private func program(_ name: String) throws -> any Program {
        let file = Subject.folder.appending(path: "reported/\(name).py")
        return try ObjectProgram(name: name, file: "\(name).py", bytes: [UInt8](try Data(contentsOf: file)))
    }

    private func advice(_ name: String) throws -> Advice { try Subject.advice(try program(name)) }

    private func text(_ advice: Advice) -> String {
        AdviceText().text(advice).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func `the cells of the book with their strong line get the book's answer`() throws {
        // A function is held by nothing but the creator of its output, so that with a weak creator all 60 but the
        // newest graph's die in the call that makes them; with weak outputs nothing dies early.
        let advice = try advice("step17_strong")
        #expect(advice.decision == .one)
        #expect(advice.recommendedSlots == ["Function.outputs"])
        #expect(advice.recommended?.earlyDeathCount == 0)
        let creator = try #require(advice.tried.first { $0.slots.map(\.description) == ["Variable.creator"] })
        #expect(creator.verdict == .fixes)
        #expect(creator.earlyDeathCount == 59)
        // The loop never goes backward, which is what would prove it.
        let read = try #require(advice.unrunReads.first)
        #expect(read.function == "Variable.backward")
        #expect(read.statement.contains("output.grad for output in f.outputs"))
        #expect(text(advice).contains("a call of `Variable.backward` would prove it"))
    }

    @Test(arguments: ["e1"])
    func `a program that comes to no end has no verdict, and it is said why`(_ name: String) throws {
        let advice = try advice(name)
        #expect(advice.decision == .noVerdict)
        #expect(advice.tried.isEmpty && !advice.isClean)
        #expect(text(advice).contains("No verdict: the program fails: Unsupported: "))
        #expect(AdviceJSON().text(advice).contains("\"decision\": \"no verdict\""))
    }

    @Test func `a program that is stopped has no verdict`() throws {
        let program = try Subject.program("while True:\n    x = 1\n")
        let replay = ProgramReplay(
            program, parameters: try ParameterValues(of: program), maximumStatements: 1_000)
        let advice = try Advisor().advise("test", replay: replay.run)
        #expect(advice.decision == .noVerdict)
    }

    @Test func `two rings through the same objects are told together`() throws {
        // The button keeps a method of its window, and the window's own lambda keeps the window: neither alone frees.
        let advice = try advice("closure")
        #expect(advice.recommendedSlots == ["Button.on_click", "Window.__init__.<locals>.<lambda>.self"])
        #expect(advice.verdict("Button.on_click") == .insufficient)
        let text = text(advice)
        #expect(text.contains("keep `weakref.WeakMethod(self.close)`"))
        #expect(text.contains("Write `ref = weakref.ref(self)` before the lambda in `Window.__init__`"))
        // The program calls the one, and never the other.
        #expect(advice.recommended?.unreadSlots.map(\.description) == ["Window.__init__.<locals>.<lambda>.self"])
    }

    @Test func `a dict is no failure of the program, and the field that ends the ring is found beside it`() throws {
        let context = try advice("c24_fix1")
        #expect(context.recommendedSlots == ["View.request"])
        #expect(context.verdict("Request.parser_context") == .notTried)
        let rings = try advice("e13")
        #expect(rings.recommendedSlots == ["Request.me", "Request.view"])
        #expect(rings.verdict("View.context") == .notTried)
        #expect(text(rings).contains("it holds a dict, which this tool cannot hold weakly"))
        #expect(!text(rings).contains("cannot be stored"))
    }

    @Test func `functions that capture themselves are cleared by those that bind them, all of them`() throws {
        // Each returns what the inner one computes, which must still be there: only then it is cleared.
        let advice = try advice("e2")
        let clearings = try #require(advice.recommended?.clearings)
        #expect(
            clearings.map(\.slot.description) == [
                "harmless.<locals>.again.again", "costly.<locals>.walk.walk",
            ])
        #expect(clearings.flatMap(\.places).map(\.code) == ["again = None", "walk = None"])
        #expect(clearings.flatMap(\.places).map(\.side) == [.after, .after])
        let text = text(advice)
        #expect(text.contains("write `value = walk(n)`, then `walk = None`, then `return value`"))
        // A function's `__closure__` is read-only.
        #expect(!text.contains("__closure__"))
    }

    @Test func `a cell that leads back to its function by a dict is cleared by its variable`() throws {
        let advice = try advice("e9")
        #expect(advice.recommended?.clearings.flatMap(\.places).map(\.code) == ["state = None"])
    }

    @Test func `no advice speaks of the line that begins a function`() throws {
        for name in ["e3", "e11"] { #expect(!text(try advice(name)).contains("`def")) }
        #expect(try advice("e3").recommendedSlots == ["Node.other"])
        #expect(try advice("e11").recommendedSlots == ["attach.<locals>.<lambda>.a"])
    }

    @Test func `a list in itself has no slot, and that is no all-clear`() throws {
        let advice = try advice("e12")
        #expect(advice.recommendation == .nothingFixes)
        #expect(!advice.isClean)
    }

    @Test func `what only a collection freed is advised on without that collection`() throws {
        // Three nodes each pass, ten passes: `Node.parent` ties them, and nothing reads it.
        let advice = try advice("c20gc")
        #expect(advice.collectedObjects == 30)
        #expect(advice.strong.leakedObjects == 30)
        #expect(advice.recommendedSlots == ["Node.parent"])
        #expect(text(advice).hasPrefix("c20gc ───── Only a collection freed 30 objects of this program"))
        #expect(try self.advice("c11g").collectedObjects > 0)
    }

    @Test func `that finalizers print more is told, and that the program itself prints the same`() throws {
        // Counting frees the pair in the strong design never, so that `del` is printed by no finalizer of it.
        let advice = try Subject.advice(
            try Subject.program(
                """
                class A:
                    def __del__(self):
                        print("del")
                def tie():
                    a = A()
                    b = A()
                    a.child = b
                    b.parent = a
                    print(a.child is b, b.parent is a)
                tie()
                """))
        #expect(advice.recommendedSlots == ["A.parent"])
        #expect(
            text(advice).contains(
                "the program itself prints the same, but finalizers print 2 lines instead of 0"))
    }
}
