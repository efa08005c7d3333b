import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@Suite struct PictureTests {
    /// The arrows as text: `a -> obj#1`, `obj#1 -b-> obj#2`, weak ones with tildes, those of a cycle with a star.
    private func arrows(_ picture: ObjectPicture) -> [String] {
        let labels = Dictionary(uniqueKeysWithValues: picture.boxes.map { ($0.id, $0.label) })
        return picture.arrows.map { arrow in
            let holder =
                switch arrow.holder {
                case .root(let place): picture.roots[place]
                case .object(let id): labels[id] ?? "?"
                }
            let shaft = arrow.isStrong ? "-" : "~"
            let field = arrow.field.isEmpty ? "" : arrow.field + shaft
            return "\(holder) \(shaft)\(field)> \(labels[arrow.owned] ?? "?")\(arrow.isInCycle ? " *" : "")"
        }
    }

    private func picture(_ heap: HeapBuilder, at request: GraphMoment.Request = .end, most: Int = 100) throws
        -> ObjectPicture
    { ObjectPicture(try MomentGraph(heap.trace, at: request), mostBoxes: most) }

    /// Two objects that hold each other, and a third that one of them keeps.
    private func leak() -> HeapBuilder {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.line(2, "b = obj()")
        let b = heap.allocate("obj")
        heap.bind("b", b)
        heap.line(3, "a.b = b; b.a = a; b.kept = obj()")
        heap.store(a, "b", b)
        heap.store(b, "a", a)
        heap.store(b, "kept", heap.allocate("obj"))
        heap.end()
        return heap
    }

    @Test func `what leaked is drawn after the names were dropped, in a cycle or kept by one`() throws {
        let picture = try picture(leak())
        #expect(picture.moment.mark == .namesDropped)
        #expect(picture.roots == [])
        #expect(picture.boxes.map(\.label) == ["obj#1", "obj#2", "obj#3"])
        #expect(picture.boxes.map(\.name) == ["a", "b", nil])
        #expect(picture.boxes.map(\.count) == [1, 1, 1])
        #expect(picture.boxes.map(\.state) == [.inCycle, .inCycle, .kept])
        #expect(arrows(picture) == ["obj#1 -b-> obj#2 *", "obj#2 -a-> obj#1 *", "obj#2 -kept-> obj#3"])
    }

    @Test func `what does not leak is drawn at the program's end, below its names`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.bind("again", a)
        heap.end()
        let picture = try picture(heap)
        #expect(picture.moment.mark == .programEnd)
        #expect(arrows(picture) == ["a -> obj#1", "again -> obj#1"])
        #expect(picture.boxes.map(\.count) == [2])
        #expect(picture.boxes.map(\.state) == [.reached])
    }

    @Test func `a run that came to no mark is drawn at its last event`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        heap.bind("a", heap.allocate("obj"))
        let picture = try picture(heap)
        #expect(picture.moment == GraphMoment(seq: heap.now))
        #expect(arrows(picture) == ["a -> obj#1"])
    }

    @Test func `a line is drawn as its last statement left it`() throws {
        let heap = leak()
        // Statement, allocation and binding of each line; the third line begins with event 7.
        let second = try picture(heap, at: .line(2))
        #expect(second.moment.seq == 6)
        #expect(second.moment.isEndOfStatement)
        #expect(second.moment.statement?.statement == "b = obj()")
        #expect(arrows(second) == ["a -> obj#1", "b -> obj#2"])
        // The last statement ends at the mark, not with the run.
        #expect(try picture(heap, at: .line(3)).roots == ["a", "b"])
    }

    @Test func `a call belongs to the statement that made it, and the last pass counts`() throws {
        var heap = HeapBuilder()
        for _ in 1...2 {
            heap.line(1, "f()")
            heap.line(9, "x = obj()", depth: 1, function: "f", frame: OwnerID(rawValue: -2))
            heap.hold(heap.allocate("obj"), by: OwnerID(rawValue: -2), heap.field("x"))
        }
        let calledTwice = heap.now
        heap.line(2, "pass")
        heap.end()
        #expect(try MomentGraph(heap.trace, at: .line(1)).moment.seq == calledTwice)
        let inside = try picture(heap, at: .line(9))
        #expect(inside.moment.seq == calledTwice)
        #expect(arrows(inside) == ["f(): x -> obj#1", "f(): x -> obj#2"])
    }

    @Test func `an event or a line that the run does not have is wrong usage`() {
        for request: GraphMoment.Request in [.event(0), .event(-1), .event(10_000), .line(77), .line(0)] {
            let error = #expect(throws: TraceError.self) { try MomentGraph(leak().trace, at: request) }
            #expect(error?.code == .usage)
        }
        #expect(throws: TraceError.self) { try MomentGraph(MemoryTrace(), at: .event(1)) }
    }

    @Test func `lists and weak references are folded into the field`() throws {
        var heap = HeapBuilder()
        heap.line(1, "outputs")
        let (f, x) = (heap.allocate("Square"), heap.allocate("Variable"))
        let (list, weak) = (heap.allocate("list", kind: .container), heap.allocate("ref", kind: .weakReference))
        heap.bind("f", f)
        heap.store(f, "outputs", list)
        heap.store(list, at: 0, x)
        heap.store(list, at: 1, weak)
        let made = Event(.weakMade, object: x, count: 1, owner: OwnerID(weak), field: heap.field("referent"))
        heap.emit(made)
        let picture = try picture(heap)
        #expect(picture.boxes.map(\.label) == ["Square#1", "Variable#1"])
        #expect(
            arrows(picture) == [
                "f -> Square#1", "Square#1 -outputs[0]-> Variable#1", "Square#1 ~outputs[1][referent]~> Variable#1",
            ])
    }

    @Test func `a name that holds a list shows where in the list`() throws {
        var heap = HeapBuilder()
        heap.line(1, "nodes = [Node()]")
        let list = heap.allocate("list", kind: .container)
        heap.store(list, at: 0, heap.allocate("Node"))
        heap.bind("nodes", list)
        #expect(arrows(try picture(heap)) == ["nodes -[0]-> Node#1"])
    }

    @Test func `a temporary is drawn only where no name holds the object`() throws {
        var heap = HeapBuilder()
        heap.line(1, "f(a, Node())")
        let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.hold(a, by: .module, .temporary)
        heap.hold(b, by: .module, .temporary)
        heap.bind("a", a)
        #expect(arrows(try picture(heap)) == ["a -> Node#1", "temporary -> Node#2"])
    }

    @Test func `a cycle without instances has boxes of its own`() throws {
        var heap = HeapBuilder()
        heap.line(1, "xs.append(xs); n = Node()")
        let list = heap.allocate("list", kind: .container)
        heap.bind("xs", list)
        heap.store(list, at: 0, list)
        heap.bind("n", heap.allocate("Node"))
        heap.end()
        #expect(arrows(try picture(heap)) == ["list#1 -[0]-> list#1 *"])
    }

    @Test func `where no instance lives everything is a box`() throws {
        var heap = HeapBuilder()
        heap.line(1, "xs = [[]]")
        let (outer, inner) = (heap.allocate("list", kind: .container), heap.allocate("list", kind: .container))
        heap.store(outer, at: 0, inner)
        heap.bind("xs", outer)
        #expect(arrows(try picture(heap)) == ["xs -> list#1", "list#1 -[0]-> list#2"])
    }

    @Test func `of many cycles one of every finding is drawn first, and the rest is counted`() throws {
        var heap = HeapBuilder()
        heap.line(1, "loop")
        // Ten rings of Node.next and, later, one of Leaf.me: two findings.
        for _ in 1...10 {
            let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
            heap.store(a, "next", b)
            heap.store(b, "next", a)
        }
        let leaf = heap.allocate("Leaf")
        heap.store(leaf, "me", leaf)
        heap.end()
        let picture = try picture(heap, most: 5)
        #expect(picture.boxes.map(\.label) == ["Node#1", "Node#2", "Node#3", "Node#4", "Leaf#1"])
        #expect(picture.boxesLeftOut == 16)
        #expect(picture.arrows.count == 5)
    }

    @Test func `many arrows are counted, not drawn`() throws {
        var heap = HeapBuilder()
        heap.line(1, "xs")
        let (node, list) = (heap.allocate("Node"), heap.allocate("list", kind: .container))
        heap.bind("n", node)
        heap.store(node, "xs", list)
        for position in 0..<100 { heap.store(list, at: position, node) }
        let picture = try picture(heap, most: 5)
        // Four a box at most, the name's among them.
        #expect(picture.arrows.count == 20)
        #expect(picture.arrowsLeftOut == 81)
    }

    @Test func `a deep nest of lists ends somewhere`() throws {
        var heap = HeapBuilder()
        heap.line(1, "nest")
        let node = heap.allocate("Node")
        heap.bind("n", node)
        var outer = heap.allocate("list", kind: .container)
        heap.store(node, "xs", outer)
        for _ in 1...10_000 {
            let inner = heap.allocate("list", kind: .container)
            heap.store(outer, at: 0, inner)
            outer = inner
        }
        heap.store(outer, at: 0, node)
        #expect(arrows(try picture(heap)) == ["n -> Node#1"])
        #expect(try picture(heap).arrowsLeftOut == 1)
    }

    @Test func `everything that no root reaches is reached from the entries`() throws {
        let graph = try MomentGraph(leak().trace)
        #expect(graph.unreachedEntries == [0])
        let starts = graph.unreachedEntries.map { Int32($0) }
        #expect(graph.snapshot.graph.breadthFirst(from: starts).count == 3)
    }
}
