import Inspection
import LeakAnalysis
import ObjectPrograms
import Programs
import Testing
import TraceModel

@Suite("Captures")
struct CaptureTests {
    /// The first Python report of a leak by a lambda that a user sent: each A holds a lambda that captures it.
    private static let attach = """
        class A:
            def __init__(self):
                self.cb = None

        def attach(a):
            a.cb = lambda: a

        for i in range(5):
            attach(A())
        """

    private func slot(_ text: String) throws -> Slot { try #require(Slot(text)) }

    private func error(_ slot: String, in program: ObjectProgram) throws -> String {
        let slot = try self.slot(slot)
        let error = try #require(throws: TraceError.self) { try program.check(.weak([slot])) }
        return "\(error)"
    }

    @Test func `a lambda that captures its owner weakly leaks nothing`() throws {
        let program = try ObjectProgram(Self.attach)
        #expect(try ProgramRun(program).leaked.count == 5)
        let run = try ProgramRun(program, weak: [slot("attach.<locals>.<lambda>.a")])
        #expect(run.leaked.isEmpty)
        // Each dies as its pass ends, in the order of making.
        #expect(run.steps.last?.deinits == (1...5).map { "A#\($0)" })
    }

    @Test func `a function is called by its qualified name, and by a number where one function makes several of it`()
        throws
    {
        let program = try ObjectProgram(
            """
            class Window:
                def open(self, a):
                    def inner():
                        return [lambda: (i, a) for i in range(2)]
                    def other(f=lambda: a):
                        return lambda: (lambda: f, lambda: self)
                    if a:
                        def inner():
                            return self
                    return inner, other
            """)
        let names = [
            "Window.open.<locals>.inner.a", "Window.open.<locals>.inner#2.self",
            "Window.open.<locals>.inner.<locals>.<listcomp>.<lambda>.i",
            "Window.open.<locals>.inner.<locals>.<listcomp>.<lambda>.a", "Window.open.<locals>.<lambda>.a",
            "Window.open.<locals>.other.<locals>.<lambda>.f", "Window.open.<locals>.other.<locals>.<lambda>.self",
            "Window.open.<locals>.other.<locals>.<lambda>.<locals>.<lambda>.f",
            "Window.open.<locals>.other.<locals>.<lambda>.<locals>.<lambda>#2.self",
        ]
        for name in names { try program.check(.weak([slot(name)])) }
    }

    @Test func `a slot that no function captures is refused with the nearest one that is`() throws {
        let program = try ObjectProgram(Self.attach)
        #expect(
            try error("attach.<locals>.<lambda>.b", in: program)
                == "attach.<locals>.<lambda> of program captures no variable b; did you mean attach.<locals>.<lambda>.a?"
        )
        #expect(
            try error("atach.<locals>.<lambda>.a", in: program)
                == "program has no function atach.<locals>.<lambda>; did you mean attach.<locals>.<lambda>.a?")
        #expect(
            try error("attach.elsewhere", in: program)
                == "attach of program captures no variable elsewhere; name attach.<locals>.<lambda>.a")
        #expect(try error("B.cb", in: program).contains("program has no class B"))
    }

    @Test(arguments: [
        """
        def count(n):
            def again(k):
                return 0 if k == 0 else again(k - 1)
            return again(n)
        """,
        """
        def count(n):
            again = lambda k: 0 if k == 0 else again(k - 1)
            return again(n)
        """,
    ])
    func `a function that captures itself is no slot: the variable is to be cleared`(_ text: String) throws {
        let function = text.contains("lambda") ? "<lambda>" : "again"
        #expect(
            try error("count.<locals>.\(function).again", in: try ObjectProgram(text))
                == "count.<locals>.\(function).again is the function itself, which no weak capture frees; "
                + "set again to None at the end of count instead")
    }

    @Test func `a variable that a function gives a new value is not one that it can hold weakly`() throws {
        let program = try ObjectProgram(
            """
            def make(x):
                def put(v):
                    nonlocal x
                    x = v
                def outer():
                    def put(v):
                        nonlocal x
                        x = v
                    return put
                def get():
                    return x
                return put, outer, get
            """)
        for name in ["make.<locals>.put", "make.<locals>.outer", "make.<locals>.outer.<locals>.put"] {
            #expect(
                try error("\(name).x", in: program)
                    == "\(name) gives x a new value, so it cannot hold it weakly; name another slot")
        }
        try program.check(.weak([slot("make.<locals>.get.x")]))
    }

    @Test func `a capture and a function have their names in the events`() throws {
        let tracker = MemoryTracker()
        let program = try ObjectProgram(Self.attach)
        _ = try ProgramRunner.run(
            program, settings: RunSettings(design: .strong, parameters: try ParameterValues(of: program)),
            tracker: tracker)
        let names = tracker.trace.names
        let lambda = try #require(names.types.first { $0.name == "attach.<locals>.<lambda>" })
        let capture = try #require(names.fields.first { $0.name == "a" && $0.declaringType == lambda.id })
        // Five lambdas were made, and the tuple of each holds its cell in the place that is named after the variable.
        #expect(
            tracker.trace.events.count {
                $0.kind == .allocate && $0.owner.rawValue == lambda.id.rawValue
                    && $0.field.rawValue == Int32(ObjectKind.function.rawValue)
            } == 5)
        #expect(tracker.trace.events.count { $0.kind == .retain && $0.field == capture.id } == 5)
    }

    /// Two closures of one shape, as in a gate that knew the first of them.
    @Test func `rings of functions have prints of their own`() throws {
        let texts = [
            "def render(n):\n    def recurse(k):\n        return recurse\n    return n\nrender(3)\n",
            "def watch(n):\n    def handler(k):\n        return box\n    box = [handler, n]\n    return n\nwatch(3)\n",
            "def make(n):\n    def handler(k):\n        return state\n    state = {'h': handler}\n    return n\nmake(3)\n",
        ]
        let findings = try texts.map { text in
            let tracker = MemoryTracker()
            let program = try ObjectProgram(text)
            _ = try ProgramRunner.run(
                program, settings: RunSettings(design: .strong, parameters: try ParameterValues(of: program)),
                tracker: tracker)
            return try #require(try RunAnalyzer.analyze(tracker.trace).findings.first)
        }
        #expect(
            findings.map(\.ring) == [
                ["render.<locals>.recurse.recurse"], ["watch.<locals>.handler.box"], ["make.<locals>.handler.state"],
            ])
        #expect(findings.map { $0.path.map(\.field) } == [["recurse"], ["box[0]"], ["state['h']"]])
        #expect(findings.map { $0.path.map(\.object) }[1] == ["watch.<locals>.handler#1"])
        #expect(Set(findings.map(\.fingerprint)).count == 3)
    }
}
