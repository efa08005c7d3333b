import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@Suite struct ObjectHistoryTests {
    @Test func `without holders a function is paired with itself, and code that nobody knows with nothing`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("obj")
        let (add, remove) = (heap.field("add()"), heap.field("remove()"))
        for (kind, field) in [
            (EventKind.retain, add), (.retain, remove), (.retain, .temporary), (.release, remove),
            (.release, .temporary),
        ] {
            heap.emit(Event(kind, object: a, count: 1, field: field))
        }
        let history = try ObjectHistory.build(heap.trace, object: a)
        #expect(history.entries.map(\.holder) == ["", "add()", "remove()", "", "remove()", ""])
        #expect(history.entries.map(\.pairedWith) == [nil, nil, 5, nil, 3, nil])
        #expect(try ObjectHistory.build(heap.trace, object: a, isUnpaired: true).entries.map(\.seq) == [2, 4, 6])
    }

    @Test func `holders are named and every retain is paired with its release`() throws {
        var heap = HeapBuilder()
        let frame = OwnerID(rawValue: -2)
        heap.line(1, "a = obj()")
        let a = heap.allocate("obj")
        heap.hold(a, by: .module, .temporary)
        heap.bind("a", a)
        heap.release(by: .module, .temporary)
        heap.line(2, "square(a)")
        heap.hold(a, by: frame, heap.field("x"))
        heap.line(8, "y = x", depth: 1, function: "square", frame: frame)
        heap.hold(a, by: frame, heap.field("y"))
        heap.release(by: frame, heap.field("x"))
        heap.release(by: frame, heap.field("y"))
        heap.line(3, "b.a = [a]")
        let (b, list) = (heap.allocate("obj"), heap.allocate("list", kind: .container))
        heap.bind("b", b)
        heap.store(list, at: 0, a)
        heap.store(b, "a", a)
        heap.bind("list", list)
        heap.hold(a, by: OwnerID(rawValue: -3), heap.field("shared", declaredBy: "Config"))
        heap.emit(Event(.weakMade, object: a, count: 1, owner: OwnerID(b), field: heap.field("peer")))

        let history = try ObjectHistory.build(heap.trace, object: a)
        #expect(history.object.label == "obj#1")
        #expect(history.type == "obj")
        #expect(
            history.entries.map(\.holder) == [
                "", "temporary", "a", "temporary", "square(): x", "square(): y", "square(): x", "square(): y",
                "list#1[0]", "obj#2.a", "Config.shared", "obj#2.peer",
            ])
        #expect(history.entries.map(\.count) == [0, 1, 2, 1, 2, 3, 2, 1, 2, 3, 4, nil])
        for entry in history.entries {
            guard let paired = entry.pairedWith else { continue }
            #expect(history.entries.first { $0.seq == paired }?.pairedWith == entry.seq)
        }
        #expect(history.unpaired.map(\.holder) == ["a", "list#1[0]", "obj#2.a", "Config.shared", "obj#2.peer"])
        #expect(history.entries[2].site?.statement == "a = obj()")
    }

    @Test func `of equal references the latest is paired first`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.bind("a", a)
        heap.unbind("a")
        let entries = try ObjectHistory.build(heap.trace, object: a).entries
        #expect(entries.map(\.pairedWith) == [nil, nil, 4, 3])
    }

    @Test func `what only the final collection lets go of never met its release`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.store(a, "me", a)
        heap.unbind("a")
        heap.mark(.namesDropped)
        heap.collect([a])
        heap.mark(.finalCollection)
        let history = try ObjectHistory.build(heap.trace, object: a)
        #expect(history.unpaired.map(\.holder) == ["obj#1.me"])
        // Beside the release that came too late, which is no riddle of its own.
        #expect(history.unpaired.first?.pairedWith == history.entries.last { $0.kind == .release }?.seq)
    }

    @Test func `an object is found by label, by number and by name`() throws {
        var heap = HeapBuilder()
        let (first, second) = (heap.allocate("Variable"), heap.allocate("Variable"))
        let list = heap.allocate("list", kind: .container)
        heap.bind("x", first)
        heap.bind("x", second)
        heap.bind("x", list)
        heap.bind("items", list)
        #expect(try ObjectHistory.resolve("Variable#1", in: heap.trace) == first)
        #expect(try ObjectHistory.resolve("2", in: heap.trace) == second)
        #expect(try ObjectHistory.resolve("x", in: heap.trace) == second, "the last instance, not the list")
        #expect(try ObjectHistory.resolve("items", in: heap.trace) == list)
    }

    @Test(arguments: [("Varable#2", "Variable#2"), ("variable#1", "Variable#1"), ("item", "items")])
    func `an unknown object is answered with close labels`(text: String, suggestion: String) throws {
        var heap = HeapBuilder()
        for _ in 1...3 { heap.bind("items", heap.allocate("Variable")) }
        let error = #expect(throws: TraceError.self) { try ObjectHistory.resolve(text, in: heap.trace) }
        #expect(error?.code == .notFound)
        #expect(error?.remedy?.hasPrefix("did you mean \(suggestion)") == true)
    }

    @Test func `an object that the run never made has no history`() {
        let error = #expect(throws: TraceError.self) {
            try ObjectHistory.build(MemoryTrace(), object: ObjectID(rawValue: 9))
        }
        #expect(error?.code == .notFound)
    }
}
