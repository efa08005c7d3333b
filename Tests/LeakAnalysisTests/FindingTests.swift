import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

@Suite struct FindingTests {
    @Test func `a chain that loses its name leaks nothing`() throws {
        var heap = HeapBuilder()
        let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.bind("a", a)
        heap.store(a, "next", b)
        heap.end()
        let analysis = try RunAnalyzer.analyze(heap.trace)
        #expect(analysis.findings.isEmpty)
        #expect(analysis.members.isEmpty)
        #expect(analysis.references.isEmpty)
        #expect(analysis.summary.instances.allocated == 2)
        #expect(analysis.summary.instances.deinitialized == 2)
        #expect(analysis.summary.instances.leaked == 0)
        #expect(analysis.summary.bytes.leaked == 0)
        #expect(analysis.summary.bytes.peak == 96)
    }

    @Test func `an object that holds itself is a self-reference`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = Node()")
        let a = heap.allocate("Node", bytes: 100)
        heap.bind("a", a)
        heap.line(2, "a.me = a")
        heap.store(a, "me", a)
        let closed = heap.now
        heap.line(3, "a = None")
        heap.unbind("a")
        let orphaned = heap.now
        heap.end()
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        #expect(finding.kind == .selfReference)
        let born = Finding.Moment(file: "test.py", line: 1, statement: "a = Node()", seq: 2)
        #expect(
            finding.path == [
                Finding.Step(object: "Node#1", type: "Node", field: "me", target: "Node#1", count: 1, born: born)
            ])
        #expect(finding.instances == 1)
        #expect(finding.objectsInCycle == 1)
        #expect(finding.objectsKept == 0)
        #expect(finding.retainedBytes == 100)
        #expect(finding.closedBy == Finding.Moment(file: "test.py", line: 2, statement: "a.me = a", seq: closed))
        #expect(
            finding.orphanedBy
                == Finding.Moment(file: "test.py", line: 3, statement: "a = None", seq: orphaned, name: "a"))
    }

    @Test func `a ring of three is one finding`() throws {
        var heap = HeapBuilder()
        let nodes = ["a", "b", "c"].map { name in
            let node = heap.allocate("obj")
            heap.bind(name, node)
            return node
        }
        heap.line(1, "a.b = b")
        heap.store(nodes[0], "b", nodes[1])
        heap.line(2, "b.c = c")
        heap.store(nodes[1], "c", nodes[2])
        heap.line(3, "c.a = a")
        heap.store(nodes[2], "a", nodes[0])
        heap.line(4, "a = b = c = None")
        for name in ["a", "b", "c"] { heap.unbind(name) }
        heap.end()
        let analysis = try RunAnalyzer.analyze(heap.trace)
        let finding = try #require(analysis.findings.first)
        #expect(analysis.findings.count == 1)
        #expect(finding.kind == .cycle)
        #expect(finding.path.map(\.object) == ["obj#3", "obj#1", "obj#2"])
        #expect(finding.path.map(\.slot.description) == ["obj.a", "obj.b", "obj.c"])
        #expect(finding.path.map(\.target) == ["obj#1", "obj#2", "obj#3"])
        #expect(finding.closedBy?.line == 3)
        #expect(finding.orphanedBy?.line == 4)
        #expect(finding.orphanedBy?.seq == heap.now - 3, "the release of c, before the three marks")
        #expect(analysis.summary.instances.leaked == 3)
        #expect(analysis.references.count == 3)
        #expect(analysis.members.map(\.role) == [.inCycle, .inCycle, .inCycle])
    }

    // The first half of SHA-256 of "Node.next", as Python computes it.
    @Test(arguments: 1...50)
    func `a ring of any length of one slot has one fingerprint`(length: Int) throws {
        #expect(try fingerprint(ofRing: length) == "1a2f81162ffd1b3d16e7f4f2a715d274")
    }

    @Test func `a cycle inside a container is folded into the field`() throws {
        var heap = HeapBuilder()
        let (parent, list, child) = (
            heap.allocate("Parent"), heap.allocate("list", kind: .container, bytes: 64), heap.allocate("Child")
        )
        heap.store(parent, "children", list)
        heap.store(list, at: 3, child)
        heap.store(child, "parent", parent)
        heap.mark(.namesDropped)
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        #expect(
            finding.path.bare == [
                Finding.Step(object: "Child#1", type: "Child", field: "parent", target: "Parent#1"),
                Finding.Step(object: "Parent#1", type: "Parent", field: "children[3]", target: "Child#1"),
            ])
        #expect(finding.objectsInCycle == 2)
        #expect(finding.retainedBytes == 48 + 64 + 48)
    }

    @Test func `a list that holds itself is shown as it is`() throws {
        var heap = HeapBuilder()
        let list = heap.allocate("list", kind: .container, bytes: 64)
        heap.store(list, at: 0, list)
        heap.mark(.namesDropped)
        let analysis = try RunAnalyzer.analyze(heap.trace)
        let finding = try #require(analysis.findings.first)
        #expect(finding.kind == .selfReference)
        #expect(finding.path.bare == [Finding.Step(object: "list#1", type: "list", field: "[0]", target: "list#1")])
        #expect(finding.objectsInCycle == 0, "only instances are counted")
        #expect(analysis.summary.byKind["container"]?.leaked == 1)
    }

    @Test func `a closure that captures its owner is folded by the variable's name`() throws {
        var heap = HeapBuilder()
        let button = heap.allocate("Button")
        let function = heap.allocate("function", kind: .function)
        let cell = heap.allocate("cell", kind: .cell)
        heap.store(button, "callback", function)
        heap.store(function, "self", cell)
        heap.store(cell, "contents", button)
        let method = heap.allocate("method", kind: .boundMethod)
        let other = heap.allocate("Panel")
        heap.store(other, "handler", method)
        heap.store(method, "__self__", other)
        heap.mark(.namesDropped)
        let paths = try RunAnalyzer.analyze(heap.trace).findings.map(\.path)
        #expect(paths.map { $0.map(\.field) } == [["callback[self]"], ["handler[__self__]"]])
        #expect(paths.map { $0.map(\.slot.description) } == [["Button.callback"], ["Panel.handler"]])
    }

    @Test func `a captured variable is one name, however many objects stand before it`() throws {
        var heap = HeapBuilder()
        let button = heap.allocate("Button")
        // As CPython keeps it: the function's tuple of cells, and in the cell the variable.
        let function = heap.allocate("function", kind: .function)
        let (tuple, cell) = (heap.allocate("tuple", kind: .container), heap.allocate("cell", kind: .cell))
        heap.store(button, "on_click", function)
        heap.store(function, "__closure__", tuple)
        heap.store(tuple, at: 0, cell)
        heap.store(cell, "self", button)
        let (inner, cells) = (heap.allocate("function", kind: .function), heap.allocate("tuple", kind: .container))
        let itself = heap.allocate("cell", kind: .cell)
        heap.store(inner, "__closure__", cells)
        heap.store(cells, at: 0, itself)
        heap.store(itself, "down", inner)
        heap.mark(.namesDropped)
        let paths = try RunAnalyzer.analyze(heap.trace).findings.map(\.path)
        #expect(Set(paths.map { $0.map(\.field) }) == [["on_click[self]"], ["__closure__[down]"]])
        #expect(
            Set(paths.map { $0.map(\.slot.description) }) == [["Button.on_click"], ["function.__closure__"]])
    }

    @Test func `a captured variable under the function's name is the slot of a ring that begins at the function`()
        throws
    {
        var heap = HeapBuilder()
        let name = "Window.open.<locals>.<lambda>"
        let window = heap.allocate("Window")
        let function = heap.allocate(name, kind: .function)
        let (tuple, cell) = (heap.allocate("tuple", kind: .container), heap.allocate("cell", kind: .cell))
        heap.store(window, "log", function)
        heap.store(function, "__closure__", tuple)
        heap.store(tuple, "self", cell, declaredBy: name)
        heap.store(cell, "self", window)
        let inner = heap.allocate("count.<locals>.again", kind: .function)
        let (cells, itself) = (heap.allocate("tuple", kind: .container), heap.allocate("cell", kind: .cell))
        let list = heap.allocate("list", kind: .container)
        heap.store(inner, "__closure__", cells)
        heap.store(cells, "again", itself, declaredBy: "count.<locals>.again")
        heap.store(itself, "again", list)
        heap.store(list, at: 0, inner)
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings.sorted { $0.ring[0] < $1.ring[0] }
        #expect(findings.map { $0.path.map(\.field) } == [["log[self]"], ["again[0]"]])
        #expect(findings.map(\.ring) == [["Window.log"], ["count.<locals>.again.again"]])
        #expect(findings[0].fingerprint != findings[1].fingerprint)
    }

    @Test func `two cycles that share an object are one component`() throws {
        var heap = HeapBuilder()
        let (hub, a, b) = (heap.allocate("Hub"), heap.allocate("A"), heap.allocate("B"))
        for (field, spoke) in [("right", b), ("left", a)] {
            heap.store(hub, field, spoke)
            heap.store(spoke, "hub", hub)
        }
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.count == 1)
        #expect(findings.first?.objectsInCycle == 3)
        #expect(findings.first?.path.map(\.slot.description) == ["A.hub", "Hub.left"], "the least of the two")
    }

    @Test func `of cycles with equal slots the one of the oldest objects is shown`() throws {
        var heap = HeapBuilder()
        let nodes = (0..<4).map { _ in heap.allocate("Node") }
        for (owner, owned) in [(0, 3), (3, 0), (1, 2), (2, 1), (3, 2)] {
            heap.store(nodes[owner], "next", nodes[owned])
        }
        heap.store(nodes[1], "before", nodes[0])
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map { $0.path.map(\.object) } == [["Node#1", "Node#4"]])
        #expect(findings.first?.objectsInCycle == 4)
    }

    @Test func `a function that captures itself is shown by its variable`() throws {
        var heap = HeapBuilder()
        let (function, cell) = (heap.allocate("function", kind: .function), heap.allocate("cell", kind: .cell))
        heap.store(function, "fact", cell)
        heap.store(cell, "contents", function)
        heap.mark(.namesDropped)
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        #expect(finding.kind == .selfReference)
        #expect(
            finding.path.bare == [
                Finding.Step(object: "function#1", type: "function", field: "fact", target: "function#1")
            ])
    }

    @Test func `what a cycle holds is kept by it, not in it`() throws {
        var heap = HeapBuilder()
        let (a, b) = (heap.allocate("Node", bytes: 10), heap.allocate("Node", bytes: 20))
        let (tail, array) = (heap.allocate("Tail", bytes: 30), heap.allocate("ndarray", kind: .array, bytes: 1000))
        heap.store(a, "next", b)
        heap.store(b, "next", a)
        heap.store(b, "tail", tail)
        heap.store(tail, "data", array)
        heap.mark(.namesDropped)
        let analysis = try RunAnalyzer.analyze(heap.trace)
        let finding = try #require(analysis.findings.first)
        #expect(finding.objectsInCycle == 2)
        #expect(finding.objectsKept == 1, "the array is no instance")
        #expect(finding.retainedBytes == 1060)
        #expect(analysis.members.map(\.role) == [.inCycle, .inCycle, .kept, .kept])
    }

    @Test func `two components of one cause are one finding of two`() throws {
        var heap = HeapBuilder()
        for field in ["next", "next", "other"] {
            let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
            heap.store(b, field, a)
            heap.store(a, field, b)
        }
        heap.mark(.namesDropped)
        let analysis = try RunAnalyzer.analyze(heap.trace)
        #expect(analysis.findings.map(\.instances) == [2, 1])
        #expect(analysis.findings.map(\.objectsInCycle) == [4, 2])
        #expect(analysis.findings[0].path.map(\.object) == ["Node#1", "Node#2"])
        #expect(analysis.members.map(\.component) == [1, 1, 2, 2, 1, 1])
        #expect(analysis.members.map(\.finding) == [0, 0, 0, 0, 1, 1])
    }

    @Test func `a cycle that another holds is a finding of its own, and what both reach is counted once`() throws {
        var heap = HeapBuilder()
        let (a, b, shared) = (heap.allocate("A"), heap.allocate("B"), heap.allocate("Shared"))
        heap.store(b, "me", b)
        heap.store(a, "me", a)
        heap.store(a, "b", b)
        heap.store(b, "shared", shared)
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map { $0.path.map(\.object) } == [["A#1"], ["B#1"]])
        #expect(findings.map(\.objectsKept) == [1, 0])
        #expect(findings.map(\.retainedBytes) == [96, 48])
    }

    @Test func `DeZero's creator and outputs are the cycle of a square`() throws {
        var heap = HeapBuilder()
        for step in 1...3 {
            heap.line(step, "y = square(x)")
            let (x, f, y) = (heap.allocate("Variable"), heap.allocate("Square"), heap.allocate("Variable"))
            let (inputs, outputs) = (
                heap.allocate("list", kind: .container), heap.allocate("list", kind: .container)
            )
            heap.bind("y", y)
            heap.store(y, "creator", f, declaredBy: "Variable")
            heap.store(f, "inputs", inputs, declaredBy: "Function")
            heap.store(inputs, at: 0, x)
            heap.store(f, "outputs", outputs, declaredBy: "Function")
            heap.store(outputs, at: 0, y)
            heap.unbind("y")
        }
        heap.end()
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(
            finding.path.bare == [
                Finding.Step(object: "Square#1", type: "Function", field: "outputs[0]", target: "Variable#2"),
                Finding.Step(object: "Variable#2", type: "Variable", field: "creator", target: "Square#1"),
            ])
        #expect(finding.instances == 3)
        #expect(finding.objectsInCycle == 6)
        #expect(finding.objectsKept == 3, "each x")
        #expect(finding.closedBy?.line == 1)
        #expect(finding.orphanedBy?.line == 1)
    }
}

extension [Finding.Step] {
    /// The references alone, without what is known of their owners.
    var bare: [Finding.Step] {
        map { Finding.Step(object: $0.object, type: $0.type, field: $0.field, target: $0.target) }
    }
}

/// The fingerprint of a ring of `length` nodes that hold each other by `Node.next`.
private func fingerprint(ofRing length: Int) throws -> String {
    var heap = HeapBuilder()
    let nodes = (0..<length).map { _ in heap.allocate("Node") }
    for place in 0..<length { heap.store(nodes[place], "next", nodes[(place + 1) % length]) }
    heap.mark(.namesDropped)
    let findings = try RunAnalyzer.analyze(heap.trace).findings
    #expect(findings.count == 1)
    #expect(findings.first?.path.first?.object == "Node#1", "the object allocated first begins")
    return findings.first?.fingerprint ?? ""
}
