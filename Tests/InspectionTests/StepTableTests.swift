import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@Suite struct StepTableTests {
    /// Two passes of a loop, each with a call.
    private static let passes: HeapBuilder = {
        var heap = HeapBuilder()
        heap.line(1, "for i in range(2):")
        for _ in 1...2 {
            heap.line(2, "n = f()", depth: 1)
            heap.line(9, "x = obj()", depth: 2, function: "A.f", frame: OwnerID(rawValue: -2))
            heap.hold(heap.allocate("obj"), by: OwnerID(rawValue: -2), heap.field("x"))
            heap.line(3, "print(n)", depth: 1)
            heap.release(by: OwnerID(rawValue: -2), heap.field("x"))
            heap.emit(Event(.iteration, count: 1))
        }
        heap.line(5, "end()")
        heap.end()
        return heap
    }()

    @Test(arguments: [
        (StepSelection(), [1, 5]), (StepSelection(depth: 1), [1, 2, 3, 2, 3, 5]),
        (StepSelection(depth: 2), [1, 2, 9, 3, 2, 9, 3, 5]), (StepSelection(function: "f"), [9, 9]),
        (StepSelection(iteration: 2), [2, 3]), (StepSelection(function: "f", iteration: 2), [9]),
        (StepSelection(function: "A.f"), [9, 9]), (StepSelection(function: "g"), []), (StepSelection(iteration: 3), []),
    ])
    func `a selection takes statements by depth, function and pass`(selection: StepSelection, lines: [Int]) throws {
        let steps = try StepTable.build(from: Self.passes.trace, selection).steps
        #expect(steps.map(\.line) == lines)
    }

    @Test func `a step of a function ends where the function returns`() throws {
        let steps = try StepTable.build(from: Self.passes.trace, StepSelection(function: "f")).steps
        #expect(steps.map { $0.counts.map(\.label) } == [["obj#1"], ["obj#2"]])
        #expect(steps.map(\.deinits) == [[], []], "it dies in the statement that follows")
        #expect(steps.map(\.depth) == [2, 2])
    }

    @Test func `what stands before the loop is in no pass, and without a loop there is none`() throws {
        var heap = HeapBuilder()
        heap.line(1, "class A:")
        heap.line(2, "pass", depth: 1)
        heap.line(3, "for i in range(1):")
        heap.line(4, "f()", depth: 1)
        #expect(try StepTable.build(from: heap.trace, StepSelection(iteration: 1)).steps.isEmpty)
        heap.emit(Event(.iteration, count: 1))
        heap.line(6, "if b:")
        heap.line(7, "g()", depth: 1)
        heap.end()
        #expect(try StepTable.build(from: heap.trace, StepSelection(iteration: 1)).steps.map(\.line) == [4])
        #expect(
            try StepTable.build(from: heap.trace, StepSelection(iteration: 2)).steps.isEmpty, "it is behind the loop")
    }

    @Test func `what happened between two steps is no effect of the second`() throws {
        var heap = HeapBuilder()
        let frame = OwnerID(rawValue: -2)
        heap.line(1, "f()")
        heap.line(9, "x = obj()", depth: 1, function: "f", frame: frame)
        heap.bind("a", heap.allocate("obj"))
        heap.line(2, "b = a")
        heap.bind("b", ObjectID(rawValue: 1))
        heap.line(3, "f()")
        heap.line(9, "pass", depth: 1, function: "f", frame: frame)
        heap.end()
        let steps = try StepTable.build(from: heap.trace, StepSelection(function: "f")).steps
        #expect(steps.map { $0.counts.map(\.count) } == [[1], [2]])
        #expect(steps[1].countsBefore == ["obj#1": 2], "the name b was bound meanwhile")
    }

    @Test func `what has a column is asked for by its kind`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = array()")
        heap.bind("a", heap.allocate("ndarray", kind: .array))
        heap.end()
        #expect(try StepTable.build(from: heap.trace).steps[0].counts.isEmpty)
        let table = try StepTable.build(from: heap.trace, StepSelection(kinds: [.array]))
        #expect(table.steps[0].counts.map(\.label) == ["ndarray#1"])
        #expect(table.names == ["ndarray#1": "a"])
    }

    @Test func `every top-level statement is a step with counts, deaths and output`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.line(2, "f()")
        heap.line(5, "inside", depth: 1, function: "f", frame: OwnerID(rawValue: -2))
        let b = heap.allocate("obj")
        heap.hold(b, by: OwnerID(rawValue: -2), heap.field("x"))
        heap.store(a, "me", a)
        heap.printed("in f\n")
        heap.release(by: OwnerID(rawValue: -2), heap.field("x"))
        heap.line(3, "b = obj(); xs = []")
        let c = heap.allocate("obj")
        heap.bind("b", c)
        heap.bind("again", c)
        heap.bind("xs", heap.allocate("list", kind: .container))
        heap.printed("made\n")
        heap.mark(.programEnd)
        heap.printed("too late\n")
        for name in ["a", "b", "again", "xs"] { heap.unbind(name) }
        heap.mark(.namesDropped)
        heap.collect([a])
        heap.mark(.finalCollection)

        let table = try StepTable.build(from: heap.trace)
        #expect(
            table.steps == [
                StepTable.Step(line: 1, source: "a = obj()", counts: [("obj#1", 1)], deinits: [], output: ""),
                StepTable.Step(line: 2, source: "f()", counts: [("obj#1", 2)], deinits: ["obj#2"], output: "in f\n"),
                StepTable.Step(
                    line: 3, source: "b = obj(); xs = []", counts: [("obj#1", 2), ("obj#3", 2)], deinits: [],
                    output: "made\n"),
            ])
        #expect(table.leaked == ["obj#1"])
        #expect(table.collected == ["obj#1"])
        #expect(table.names == ["obj#1": "a", "obj#3": "b"])
    }

    @Test func `counts that the events do not tell are said to be unknown`() throws {
        var heap = HeapBuilder()
        heap.hidesCounts = true
        heap.line(1, "a = b = Node()")
        let a = heap.allocate("Node")
        heap.bind("a", a)
        heap.bind("b", a)
        heap.line(2, "a = None")
        heap.unbind("a")
        let table = try StepTable.build(from: heap.trace)
        #expect(table.steps.map { $0.counts.map(\.count) } == [[-1], [-1]])
        #expect(table.leaked.isEmpty)
    }

    @Test func `what is collected is sorted as text`() throws {
        var heap = HeapBuilder()
        let nodes = (0..<10).map { _ in heap.allocate("Node") }
        for node in nodes { heap.store(node, "me", node) }
        heap.mark(.namesDropped)
        heap.collect(Array(nodes.suffix(2) + nodes.prefix(2)))
        heap.mark(.finalCollection)
        let table = try StepTable.build(from: heap.trace)
        #expect(table.collected == ["Node#1", "Node#10", "Node#2", "Node#9"])
        #expect(table.leaked.count == 10)
    }

    @Test func `of very many objects the first are told, and the others are not passed over in silence`() throws {
        var heap = HeapBuilder()
        heap.line(1, "make many")
        let made = StepTable.mostInstances + 5
        for _ in 1..<made { heap.bind("a", heap.allocate("Node")) }
        let last = heap.allocate("Node")
        heap.store(last, "me", last)
        heap.end()
        let table = try StepTable.build(from: heap.trace)
        #expect(table.steps.map(\.counts.count) == [StepTable.mostInstances])
        #expect(table.instancesLeftOut == 5)
        #expect(table.leaked.isEmpty)
        #expect(table.leakedLeftOut == 1)
    }
}
