import ReferenceCounting
import Testing
import TraceModel

/// The order in which CPython 3.11 frees what a dying object held.
struct CascadeTests {
    @Test func `a chain of a million objects dies without using the stack`() throws {
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let next = heap.defineField("next", declaringType: type)
        var head = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(head, by: .module, .temporary)
        for _ in 1..<1_000_000 {
            let node = heap.allocate(type, kind: .instance, bytes: 56)
            heap.retain(node, by: .module, .temporary)
            try heap.setField(next, of: node, to: Value(head), movedFrom: .module)
            head = node
        }
        let before = heap.liveObjects
        heap.release(head, by: .module, .temporary)
        let after = heap.liveObjects
        #expect(before == 1_000_000)
        #expect(after == 0)
    }

    @Test func `fields go in the order in which the class first saw them, not the instance`() throws {
        var test = HeapUnderTest()
        for name in ["first", "x", "y", "second", "p", "q"] { test.make(name) }
        test.set("left", of: "first", to: "x")
        test.set("right", of: "first", to: "y")
        test.set("right", of: "second", to: "q")
        test.set("left", of: "second", to: "p")
        for name in ["p", "q", "second"] { test.drop(name) }
        #expect(try test.freed() == ["second", "p", "q"])
    }

    @Test func `overwriting a field keeps its place, and deleting it does too`() throws {
        var test = HeapUnderTest()
        for name in ["a", "x", "y", "z", "w"] { test.make(name) }
        test.set("left", of: "a", to: "x")
        test.set("right", of: "a", to: "y")
        test.set("left", of: "a", to: "z")
        test.unset("left", of: "a")
        test.set("left", of: "a", to: "w")
        for name in ["w", "z", "y", "x"] { test.drop(name) }
        test.drop("a")
        #expect(try test.freed() == ["z", "x", "a", "w", "y"])
    }

    @Test func `from the thirtieth name on an instance keeps its own order`() throws {
        var test = HeapUnderTest()
        for name in ["first", "second", "x", "y"] { test.make(name) }
        for number in 0..<30 { test.set("f\(number)", of: "first", to: "first") }
        test.set("late", of: "first", to: "x")
        test.set("later", of: "first", to: "y")
        // The class knows f0 to f29; the other two go in the order in which this instance got them.
        test.set("later", of: "second", to: "x")
        test.set("late", of: "second", to: "y")
        for number in 0..<30 { test.unset("f\(number)", of: "first") }
        test.drop("first")
        test.drop("y")
        test.drop("x")
        test.drop("second")
        #expect(try test.freed() == ["first", "second", "x", "y"])
    }

    @Test(arguments: [
        (StandardType.list, ["all", "c", "b", "a"]), (StandardType.tuple, ["all", "c", "b", "a"]),
        (StandardType.dict, ["all", "a", "b", "c"]),
    ])
    func `lists and tuples go last to first, dicts first to last`(type: TypeID, order: [String]) throws {
        var test = HeapUnderTest()
        for name in ["a", "b", "c"] { test.make(name) }
        test.makeContainer("all", type, ["a", "b", "c"])
        for name in ["a", "b", "c", "all"] { test.drop(name) }
        #expect(try test.freed() == order)
    }

    @Test func `storing over a field releases what stood there after the new value is in place`() throws {
        var test = HeapUnderTest()
        for name in ["owner", "old", "new"] { test.make(name) }
        test.set("f", of: "owner", to: "old")
        test.drop("old")
        test.set("f", of: "owner", to: "new")
        let events = try test.events().filter { $0.owner == OwnerID(test.heap.id(of: test["owner"])) }
        #expect(events.map(\.kind) == [.retain, .retain, .release])
        #expect(try test.freed() == ["old"])
    }

    @Test func `an element that is taken out of the middle is held by who took it`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b", "c"] { test.make(name) }
        let list = test.makeContainer("all", StandardType.list, ["a", "b", "c"])
        for name in ["a", "b", "c"] { test.drop(name) }
        let taken = test.heap.removeElement(1, of: list, to: .module)
        let isB = taken.handle == test["b"]
        let left = (0..<test.heap.slotCount(of: list)).map { test.heap.slot($0, of: list).handle }
        let expected = [test["a"], test["c"]]
        #expect(isB)
        #expect(left == expected)
        #expect(try test.freed() == [])
        test.heap.release(taken, by: .module, .temporary)
        #expect(try test.freed() == ["b"])
    }
}
