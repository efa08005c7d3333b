import ObjectPrograms
import Programs
import Testing
import TraceModel

@Suite("The language")
struct LanguageTests {
    @Test func `a file can be the weakref design of another program`() throws {
        let program = try ObjectProgram("# dezero-trace: program cycle design weakref\nx = 1\n")
        #expect(program.name == "cycle")
        #expect(program.writtenOutDesign == .writtenOut)
        #expect(try ObjectProgram("x = 1\n").writtenOutDesign == nil)
        #expect(try ObjectProgram("x = 1\n").name == "program")
    }

    @Test(arguments: [("1", "3"), ("1000000", "3"), ("-5", "123456789")])
    func `parameters that share a line take their values, however long those are`(_ a: String, _ b: String) throws {
        let program = try ObjectProgram("a = 1000; b = 2\nprint(a, b)\n")
        let values = try ParameterValues(of: program, set: [("a", a), ("b", b)])
        let tracker = MemoryTracker()
        let settings = RunSettings(design: .strong, parameters: values)
        #expect(try ProgramRunner.run(program, settings: settings, tracker: tracker) == .finished)
        #expect(tracker.trace.output.map(\.text) == ["\(a) \(b)\n"])
    }

    @Test func `a slot belongs to the highest class whose method stores it`() throws {
        let program = try ObjectProgram(
            "class A:\n    def f(self):\n        self.x = 1\nclass B(A):\n    def g(self):\n        self.x = self.y = 2\n"
        )
        try program.check(.weak([Slot("A.x"), Slot("B.y")].compactMap { $0 }))
        let slot = try #require(Slot("B.x"))
        let error = try #require(throws: TraceError.self) { try program.check(.weak([slot])) }
        #expect("\(error)".contains("name A.x"))
    }

    @Test func `dezero agrees with CPython's gradients in both designs`() throws {
        let program = try Fixtures.program("programs/dezero.py")
        for slots in [[], program.weakrefSlots] {
            let run = try ProgramRun(program, weak: slots)
            // d/dx of 2 (x^2)^2 at 2 is 8 x^3 = 64; of p q + p at (3, 2) it is q + 1 and p; of x^8 at 3, 8 x^7.
            #expect(run.output == "variable(32.0) 64.0\nvariable(9.0) 3.0 3.0\n17496.0\n")
            // Strong: 9, 6 and ten times 7 Variables and Functions.
            #expect(run.leaked.count == (slots.isEmpty ? 85 : 0))
        }
    }
}
