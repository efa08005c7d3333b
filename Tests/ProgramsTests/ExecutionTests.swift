import Programs
import ReferenceCounting
import Testing
import TraceModel

struct ExecutionTests {
    /// An execution on a recorded heap, with a class of its own.
    struct Subject: ~Copyable {
        let tracker = MemoryTracker()
        var execution: Execution
        let node: TypeID

        init() {
            var heap = SimulatedHeap(tracker: tracker)
            node = heap.defineType("Node")
            execution = Execution(heap)
        }

        mutating func make() -> Handle { execution.makeInstance(of: node, fields: 1) }

        mutating func events(_ kind: EventKind) throws -> [Event] {
            try execution.heap.finishRecording()
            return tracker.trace.events.filter { $0.kind == kind }
        }
    }

    @Test func `temporaries end with their statement, newest first`() throws {
        var subject = Subject()
        let node = subject.node
        try subject.execution.statement("f(Node(), Node())") { execution in
            _ = execution.makeInstance(of: node, fields: 0)
            _ = execution.makeInstance(of: node, fields: 0)
            #expect(execution.heap.liveObjects == 2)
        }
        let live = subject.execution.heap.liveObjects
        #expect(live == 0)
        #expect(try subject.events(.deinitialize).map(\.object.rawValue) == [2, 1])
    }

    @Test func `a statement that throws lets its temporaries go too`() throws {
        struct Failure: Error {}
        var subject = Subject()
        let node = subject.node
        #expect(throws: Failure.self) {
            try subject.execution.statement("raise") { execution in
                _ = execution.makeInstance(of: node, fields: 0)
                throw Failure()
            }
        }
        let live = subject.execution.heap.liveObjects
        #expect(live == 0)
    }

    @Test func `binding a name keeps an object, and lets go what it was bound to after the new one is held`() throws {
        var subject = Subject()
        let a = subject.execution.name("a")
        for _ in 0..<2 {
            let object = subject.make()
            subject.execution.bind(a, to: object)
            subject.execution.endStatement()
        }
        let live = subject.execution.heap.liveObjects
        #expect(live == 1)
        let references = try subject.events(.retain) + subject.events(.release)
        #expect(references.filter { $0.field == a }.map(\.object.rawValue) == [1, 2, 1])
        subject.execution.drop(a)
        let none = subject.execution.named(a)
        #expect(none == nil)
        #expect(try subject.events(.deinitialize).count == 2)
    }

    @Test func `giving away what a name holds takes a reference of its own`() throws {
        var subject = Subject()
        let (a, b) = (subject.execution.name("a"), subject.execution.name("b"))
        let object = subject.make()
        subject.execution.bind(a, to: object)
        subject.execution.bind(b, to: object)
        let count = subject.execution.heap.count(of: object)
        #expect(count == 2)
        subject.execution.drop(a)
        let left = subject.execution.heap.count(of: object)
        #expect(left == 1)
    }

    @Test func `a call takes its argument over, releases its names in order, and hands its result out`() throws {
        var subject = Subject()
        let names = ["x", "first", "second"].map { subject.execution.name($0) }
        let (x, first, second) = (names[0], names[1], names[2])
        let argument = subject.make()
        let node = subject.node
        let result = subject.execution.call { execution, caller in
            execution.pass(argument, as: x, from: caller)
            #expect(execution.heap.count(of: argument) == 1)
            #expect(execution.depth == 1)
            execution.bind(first, to: execution.makeInstance(of: node, fields: 0))
            execution.bind(second, to: execution.makeInstance(of: node, fields: 0))
            return execution.named(second)
        }
        // The argument and `first` died with the frame, in that order; `second` was returned.
        #expect(try subject.events(.deinitialize).map(\.object.rawValue) == [1, 2])
        let (depth, frame) = (subject.execution.depth, subject.execution.frame)
        #expect(depth == 0)
        #expect(frame == .module)
        #expect(result != nil)
        subject.execution.endStatement()
        #expect(try subject.events(.deinitialize).map(\.object.rawValue) == [1, 2, 3])
    }

    @Test func `a call that throws leaves its frame, innermost first`() throws {
        struct Failure: Error {}
        var subject = Subject()
        let (x, node) = (subject.execution.name("x"), subject.node)
        #expect(throws: Failure.self) {
            _ = try subject.execution.call { execution, _ in
                execution.bind(x, to: execution.makeInstance(of: node, fields: 0))
                return try execution.call { execution, _ in
                    execution.bind(x, to: execution.makeInstance(of: node, fields: 0))
                    throw Failure()
                }
            }
        }
        #expect(try subject.events(.deinitialize).map(\.object.rawValue) == [2, 1])
        let frame = subject.execution.frame
        #expect(frame == .module)
    }

    @Test func `an argument that the caller only names is shared, one passed twice is held twice`() {
        var subject = Subject()
        let (a, x, y) = (subject.execution.name("a"), subject.execution.name("x"), subject.execution.name("y"))
        let object = subject.make()
        subject.execution.bind(a, to: object)
        _ = subject.execution.call { execution, caller in
            execution.pass(object, as: x, from: caller)
            execution.pass(object, as: y, from: caller)
            #expect(execution.heap.count(of: object) == 3)
            return nil
        }
        let count = subject.execution.heap.count(of: object)
        #expect(count == 1)
    }

    @Test func `a place is one site however often its statement runs, and a line may have several`() throws {
        var subject = Subject()
        let here: (inout Execution, String) -> SiteID = { execution, text in execution.site(text, line: 5) }
        let sites = ["a", "b", "a", "b"].map { here(&subject.execution, $0) }
        #expect(sites[0] == sites[2])
        #expect(sites[1] == sites[3])
        #expect(sites[0] != sites[1])
        let found = subject.execution.heap.definition(of: sites[1])
        let definition = try #require(found)
        #expect(definition.file == "ProgramsTests/ExecutionTests.swift")
        #expect(definition.line == 5)
        #expect(definition.statement == "b")
    }

    @Test func `each pass of a loop is an iteration, and its statements are nested`() throws {
        var subject = Subject()
        try subject.execution.loop("for i in range(3):", times: 3) { execution, _ in
            try execution.statement("pass") { _ in }
        }
        try subject.execution.statement("pass") { _ in }
        #expect(try subject.events(.iteration).map(\.count) == [1, 2, 3])
        #expect(try subject.events(.statement).map(\.count) == [0, 1, 1, 1, 0])
    }

    @Test func `the end has three marks, and names are dropped in the order of their first binding`() throws {
        var subject = Subject()
        let names = ["a", "b", "c"].map { subject.execution.name($0) }
        for name in [names[1], names[0], names[2], names[1]] {
            let object = subject.make()
            subject.execution.bind(name, to: object)
        }
        try subject.execution.finish()
        #expect(try subject.events(.mark).map(\.count) == [1, 2, 3])
        let releases = try subject.events(.release).suffix(3)
        #expect(releases.map(\.field) == [names[1], names[0], names[2]])
        let last = try #require(subject.tracker.trace.events.last)
        #expect(last.kind == .mark)
    }
}
