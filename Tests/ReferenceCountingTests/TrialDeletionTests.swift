import ReferenceCounting
import Testing
import TraceModel

struct TrialDeletionTests {
    @Test func `counting leaves a ring, a collection frees it`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b", "c"] { test.make(name) }
        test.set("next", of: "a", to: "b")
        test.set("next", of: "b", to: "c")
        test.set("next", of: "c", to: "a")
        for name in ["a", "b", "c"] { test.drop(name) }
        let counts = [test.count("a"), test.count("b"), test.count("c")]
        #expect(counts == [1, 1, 1])
        #expect(try test.freed() == [])
        test.collect()
        #expect(try Set(test.freed()) == ["a", "b", "c"])
        let freed = test.heap.lastCollectionFreed
        #expect(freed == 3)
    }

    @Test func `a ring that a name holds survives, with all that it reaches`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b", "tail"] { test.make(name) }
        test.set("next", of: "a", to: "b")
        test.set("next", of: "b", to: "a")
        test.set("tail", of: "b", to: "tail")
        test.drop("b")
        test.drop("tail")
        test.collect()
        #expect(try test.freed() == [])
    }

    @Test func `a ring through a tuple is freed although a tuple cannot be emptied`() throws {
        var test = HeapUnderTest()
        test.make("a")
        test.makeContainer("t", StandardType.tuple, ["a"])
        test.set("all", of: "a", to: "t")
        test.drop("a")
        test.drop("t")
        test.collect()
        #expect(try Set(test.freed()) == ["a", "t"])
    }

    @Test func `the events tell what died by counting and what by a collection`() throws {
        var test = HeapUnderTest()
        for name in ["a", "b"] { test.make(name) }
        test.set("me", of: "a", to: "a")
        test.drop("b")
        test.drop("a")
        test.collect()
        let events = try test.events()
        #expect(events.filter { $0.kind == .deinitialize }.map(\.count) == [0, 1])
        let began = try #require(events.first { $0.kind == .collectionBegan })
        let ended = try #require(events.last)
        #expect(began.owner.rawValue == CollectionCause.called.rawValue)
        #expect(ended.kind == .collectionEnded)
        #expect(ended.count == 1)
    }

    @Test func `weak references to garbage are dead after the collection`() {
        var test = HeapUnderTest()
        test.make("a")
        test.makeWeak("w", to: "a")
        test.set("me", of: "a", to: "a")
        test.drop("a")
        let before = test.isAlive(through: "w")
        test.collect()
        let after = test.isAlive(through: "w")
        #expect(before)
        #expect(!after)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what survives on random graphs is what the roots reach`(seed: UInt64) throws {
        var random = Randomness(seed: seed)
        let count = Int.random(in: 1...60, using: &random)
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let sorts = [StandardType.list, StandardType.tuple, type, type, type]
        var objects: [Handle] = []
        for _ in 0..<count {
            let sort = sorts.randomElement(using: &random) ?? type
            let kind = sort == type ? ObjectKind.instance : .container
            let object = heap.allocate(sort, kind: kind, bytes: 56)
            heap.retain(object, by: .module, .temporary)
            objects.append(object)
        }
        var edges: [[Int]] = Array(repeating: [], count: count)
        for _ in 0..<Int.random(in: 0...(2 * count), using: &random) {
            let from = Int.random(in: 0..<count, using: &random)
            // A tuple holds what was there before it, so that no ring has only tuples.
            let isTuple = heap.type(of: objects[from]) == StandardType.tuple
            guard !isTuple || from > 0 else { continue }
            let to = Int.random(in: 0..<(isTuple ? from : count), using: &random)
            heap.retain(objects[to], by: .module, .temporary)
            if heap.kind(of: objects[from]) == .instance {
                let field = heap.defineField("f\(edges[from].count)")
                try heap.setField(field, of: objects[from], to: Value(objects[to]), movedFrom: .module)
            } else {
                heap.append(Value(objects[to]), to: objects[from], movedFrom: .module)
            }
            edges[from].append(to)
        }
        let roots = (0..<count).filter { _ in Int.random(in: 0..<10, using: &random) == 0 }
        let ids = objects.map { heap.id(of: $0) }
        for place in 0..<count where !roots.contains(place) { heap.release(objects[place], by: .module, .temporary) }
        heap.collect(cause: .called)

        var reached = Set(roots)
        var open = roots
        while let place = open.popLast() {
            for target in edges[place] where reached.insert(target).inserted { open.append(target) }
        }
        let live = heap.liveObjects
        #expect(live == reached.count, "seed \(seed)")
        // A handle that stands for its object still has the id that it had.
        for place in reached {
            let id = heap.id(of: objects[place])
            let inside = reached.reduce(0) { $0 + edges[$1].filter { $0 == place }.count }
            let references = heap.count(of: objects[place])
            #expect(id == ids[place], "seed \(seed)")
            #expect(references == inside + (roots.contains(place) ? 1 : 0), "seed \(seed)")
        }
    }
}
