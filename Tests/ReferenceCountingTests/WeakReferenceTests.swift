import ReferenceCounting
import Testing
import TraceModel

struct WeakReferenceTests {
    @Test func `a weak reference does not count, finds its object, and finds nothing once it died`() {
        var test = HeapUnderTest()
        test.make("a")
        test.makeWeak("w", to: "a")
        let count = test.count("a")
        let before = test.isAlive(through: "w")
        test.drop("a")
        let after = test.isAlive(through: "w")
        #expect(count == 1)
        #expect(before)
        #expect(!after)
    }

    @Test func `weak references are cleared newest first, before the fields go`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name) }
        test.set("f", of: "a", to: "b")
        test.drop("b")
        for name in ["first", "second", "third"] { test.makeWeak(name, to: "a") }
        let owners = ["third", "second", "first"].map { OwnerID(test.heap.id(of: test[$0])) }
        let before = try test.events().count
        test.drop("a")
        let events = try test.events()[before...]
        let cleared = events.filter { $0.kind == .weakCleared }
        #expect(cleared.map(\.owner) == owners)
        #expect(cleared.map(\.count) == [2, 1, 0])
        #expect(
            events.map(\.kind)
                == [.release, .weakCleared, .weakCleared, .weakCleared, .deinitialize, .release, .deinitialize])
    }

    @Test func `a reference without callback is shared, one with a callback is not`() {
        var test = HeapUnderTest()
        test.make("a")
        test.makeWeak("calling", to: "a", calls: true)
        let none = test.heap.sharedWeakReference(to: test["a"])
        test.makeWeak("plain", to: "a")
        let shared = test.heap.sharedWeakReference(to: test["a"])
        let plain = test["plain"]
        #expect(none == nil)
        #expect(shared == plain)
    }

    @Test func `a reference that is let go while its object lives is dropped, and its place is used again`() throws {
        var test = HeapUnderTest()
        test.make("a")
        for number in 0..<100 {
            test.makeWeak("w\(number)", to: "a")
            test.drop("w\(number)")
        }
        test.makeWeak("last", to: "a")
        let dropped = try test.events().filter { $0.kind == .weakDropped }
        #expect(dropped.count == 100)
        #expect(dropped.allSatisfy { $0.count == 0 })
        let alive = test.isAlive(through: "last")
        #expect(alive)
    }

    @Test func `a weak slot keeps an instance weakly and what died in it is known by name and place`() throws {
        var test = HeapUnderTest(weakFields: ["f"])
        for name in ["owner", "a"] { test.make(name) }
        test.set("f", of: "owner", to: "a")
        let count = test.count("a")
        let place = test.heap.defineSite(file: "x.py", line: 7, statement: "a = None")
        let value = test.heap.field(test.heap.defineField("f"), of: test["owner"])
        let living = test.heap.deadReferent(of: value)
        test.heap.site = place
        test.drop("a")
        let found = test.heap.read(value).handle
        let dead = test.heap.deadReferent(of: value)
        #expect(count == 1)
        #expect(living == nil)
        #expect(found == nil)
        #expect(dead?.label == "Node#2")
        #expect(dead?.site == place)
        let reads = try test.events().filter { $0.kind == .weakRead }
        #expect(reads.map(\.count) == [0])
    }

    @Test func `a tuple in a weak slot becomes a list that holds its instances weakly, later ones too`() throws {
        var test = HeapUnderTest(weakFields: ["f"])
        for name in ["owner", "a", "b", "c"] { test.make(name) }
        test.makeContainer("inner", StandardType.list, ["b"])
        test.makeContainer("all", StandardType.tuple, ["a", "inner"])
        test.set("f", of: "owner", to: "all")
        test.drop("all")
        guard let list = test.heap.field(test.heap.defineField("f"), of: test["owner"]).handle else {
            Issue.record("the slot holds no list")
            return
        }
        test.append("c", to: list)
        let type = test.heap.type(of: list)
        // The inner list is a container, which stays strong, and keeps b.
        let counts = [test.count("a"), test.count("b"), test.count("c"), test.count("inner")]
        test.drop("a")
        test.drop("inner")
        let elements = (0..<3).map { test.heap.read(test.heap.slot($0, of: list)).handle }
        let expected = [nil, test["inner"], test["c"]]
        #expect(type == StandardType.list)
        #expect(counts == [1, 2, 1, 2])
        #expect(elements == expected)
    }

    @Test func `a new instance that only a weak slot would hold dies at once`() throws {
        var test = HeapUnderTest(weakFields: ["f"])
        for name in ["owner", "a"] { test.make(name) }
        let field = test.heap.defineField("f")
        test.heap.move(test["a"], from: .module, test.heap.defineField("a"), to: .module, .temporary)
        try test.heap.setField(field, of: test["owner"], to: Value(test["a"]), movedFrom: .module)
        let found = test.heap.referent(of: test.heap.field(field, of: test["owner"]))
        #expect(found == nil)
        #expect(try test.freed() == ["a"])
    }

    @Test func `a dict in a weak slot is refused and nothing changes`() throws {
        var test = HeapUnderTest(weakFields: ["f"])
        for name in ["owner", "a"] { test.make(name) }
        test.makeContainer("d", StandardType.dict, ["a"])
        test.heap.retain(test["d"], by: .module, .temporary)
        let field = test.heap.defineField("f")
        #expect(throws: HeapError.dictInWeakSlot("f")) {
            try test.heap.setField(field, of: test["owner"], to: Value(test["d"]), movedFrom: .module)
        }
        let isSet = test.heap.position(of: field, in: test["owner"]) != nil
        let count = test.count("d")
        #expect(!isSet)
        #expect(count == 2)
    }
}
