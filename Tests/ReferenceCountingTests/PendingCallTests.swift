import ReferenceCounting
import Testing
import TraceModel

/// Code of the program in the middle of a cascade: what CPython 3.11 does with the same objects, in its order.
struct PendingCallTests {
    @Test func `the finalizer runs first, then weak references go, then callbacks run, then fields are released`()
        throws
    {
        var test = HeapUnderTest()
        test.make("a", test.finalizing)
        test.make("b")
        test.set("f", of: "a", to: "b")
        test.drop("b")
        test.makeWeak("w", to: "a", calls: true)
        test.code["a"] = { test in
            let (count, alive) = (test.count("a"), test.isAlive(through: "w"))
            test.log.append("count \(count), alive \(alive)")
        }
        test.code["w"] = { test in
            let (alive, live) = (test.isAlive(through: "w"), test.count("b"))
            test.log.append("alive \(alive), b \(live)")
        }
        test.drop("a")
        #expect(test.log == ["finalizer of a", "count 1, alive true", "callback of w", "alive false, b 1"])
        #expect(try test.freed() == ["a", "callback of w", "b"])
    }

    @Test
    func `an object that its finalizer brought back lives, keeps its weak references, and is not finalized again`()
        throws
    {
        var test = HeapUnderTest()
        test.make("a", test.finalizing)
        test.makeWeak("w", to: "a")
        test.code["a"] = { $0.hold("a") }
        test.drop("a")
        let (count, alive) = (test.count("a"), test.isAlive(through: "w"))
        #expect(count == 1)
        #expect(alive)
        #expect(try test.freed() == [])
        test.drop("a")
        #expect(test.log == ["finalizer of a"])
        #expect(try test.freed() == ["a"])
    }

    @Test func `a finalizer whose own releases end in finalizers comes back to where it was`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b", "c"] { test.make(name, test.finalizing) }
        for name in ["fieldOfA", "fieldOfB"] { test.make(name) }
        test.set("f", of: "a", to: "fieldOfA")
        test.set("f", of: "b", to: "fieldOfB")
        test.drop("fieldOfA")
        test.drop("fieldOfB")
        test.code["a"] = { test in
            test.drop("b")
            test.log.append("end of a")
        }
        test.code["b"] = { test in
            test.drop("c")
            test.log.append("end of b")
        }
        test.drop("a")
        #expect(test.log == ["finalizer of a", "finalizer of b", "finalizer of c", "end of b", "end of a"])
        #expect(try test.freed() == ["c", "b", "fieldOfB", "a", "fieldOfA"])
        let live = test.heap.liveObjects
        #expect(live == 0)
    }

    @Test func `releases before a call is served are worked off with it`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name, test.finalizing) }
        test.make("c")
        for name in ["a", "b", "c"] { test.heap.release(test[name], by: .module, test.heap.defineField(name)) }
        test.serve()
        #expect(Set(test.log) == ["finalizer of a", "finalizer of b"])
        #expect(try Set(test.freed()) == ["a", "b", "c"])
        let live = test.heap.liveObjects
        #expect(live == 0)
    }

    @Test func `finalizers in a chain run from its head to its end`() throws {
        var test = HeapUnderTest()
        let names = (0..<200).map { "o\($0)" }
        for name in names { test.make(name, test.finalizing) }
        for place in 1..<200 { test.set("next", of: names[place - 1], to: names[place]) }
        for name in names.dropFirst() { test.drop(name) }
        test.drop("o0")
        #expect(test.log == names.map { "finalizer of \($0)" })
        #expect(try test.freed() == names)
    }

    @Test func `callbacks run newest first, and several are held until the last one ran`() throws {
        var test = HeapUnderTest()
        for name in ["a", "kept1", "kept2"] { test.make(name) }
        test.makeWeak("old", to: "a", calls: true, keeps: "kept1")
        test.makeWeak("new", to: "a", calls: true, keeps: "kept2")
        test.drop("kept1")
        test.drop("kept2")
        test.code["new"] = { test in
            test.drop("old")
            test.log.append("old dropped")
        }
        test.drop("a")
        #expect(test.log == ["callback of new", "old dropped", "callback of old"])
        #expect(try test.freed() == ["a", "callback of old", "kept1", "old", "callback of new", "kept2"])
    }

    /// An instance always has the oracle's weak reference beside the program's, so CPython holds them all.
    @Test func `a weak reference that its own callback drops is held until that ran, and released once`() throws {
        var test = HeapUnderTest()
        for name in ["a", "kept"] { test.make(name) }
        test.makeWeak("w", to: "a", calls: true, keeps: "kept")
        test.drop("kept")
        test.code["w"] = { test in
            test.drop("w")
            test.make("newcomer")
        }
        test.drop("a")
        #expect(try test.freed() == ["a", "callback of w", "kept", "w"])
        let live = test.heap.liveObjects
        #expect(live == 1)
    }

    @Test func `a weak reference that died before its object is never called back`() {
        var test = HeapUnderTest()
        test.make("a")
        test.makeWeak("w", to: "a", calls: true)
        test.drop("w")
        test.drop("a")
        #expect(test.log == [])
    }

    @Test func `a collection runs callbacks before finalizers, and spares a whole ring for one member`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name, test.finalizing) }
        test.set("next", of: "a", to: "b")
        test.set("next", of: "b", to: "a")
        test.makeWeak("w", to: "a", calls: true)
        test.makeWeak("quiet", to: "b")
        test.code["b"] = { $0.hold("b") }
        test.drop("a")
        test.drop("b")
        test.collect()
        #expect(test.log == ["callback of w", "finalizer of a", "finalizer of b"])
        #expect(try test.freed() == [])
        // On the collector's path weak references are dead although their object was brought back.
        let alive = [test.isAlive(through: "w"), test.isAlive(through: "quiet")]
        #expect(alive == [false, false])
        test.drop("b")
        test.collect()
        #expect(try Set(test.freed()) == ["a", "b"])
        #expect(test.log.count == 3)
    }

    @Test func `a weak reference that is garbage itself is not called back`() throws {
        var test = HeapUnderTest()
        test.make("a")
        test.makeWeak("w", to: "a", calls: true)
        test.set("me", of: "a", to: "a")
        test.set("ref", of: "a", to: "w")
        test.drop("w")
        test.drop("a")
        test.collect()
        #expect(test.log == [])
        #expect(try Set(test.freed()) == ["a", "w", "callback of w"])
    }

    @Test func `garbage that another finalizer freed is not finalized again, nor is what came in its place`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name, test.finalizing) }
        test.set("next", of: "a", to: "b")
        test.set("next", of: "b", to: "a")
        test.drop("a")
        test.drop("b")
        test.code["a"] = { test in
            test.unset("next", of: "a")
            // These take the handle of b, which has just died.
            for number in 0..<3 { test.make("new\(number)", test.finalizing) }
        }
        test.collect()
        #expect(test.log == ["finalizer of a", "finalizer of b"])
        #expect(try Set(test.freed()) == ["a", "b"])
        let live = test.heap.liveObjects
        #expect(live == 3)
    }

    @Test func `a collection inside a finalizer does not take what is just dying`() throws {
        var test = HeapUnderTest()
        for name in ["a", "ring"] { test.make(name, name == "a" ? test.finalizing : test.node) }
        test.make("field")
        test.set("f", of: "a", to: "field")
        test.set("me", of: "ring", to: "ring")
        test.drop("field")
        test.drop("ring")
        test.code["a"] = { $0.collect() }
        test.drop("a")
        #expect(try test.freed() == ["ring", "a", "field"])
    }

    @Test func `a collection asked for during one does nothing`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name, name == "a" ? test.finalizing : test.node) }
        for name in ["a", "b"] { test.set("me", of: name, to: name) }
        test.code["a"] = { $0.collect() }
        test.drop("a")
        test.drop("b")
        test.collect()
        let events = try test.events()
        #expect(events.filter { $0.kind == .collectionBegan }.count == 1)
        #expect(try Set(test.freed()) == ["a", "b"])
    }
}
