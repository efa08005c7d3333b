import ReferenceCounting
import Testing
import TraceModel

@Suite("The collector")
struct CollectorTests {
    /// Instances made and kept, one after another; the number made when each full collection began.
    private func fullCollections(_ name: String, making total: Int) throws -> [Int] {
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker, collector: try Collector(CollectorName(text: name)))
        let type = heap.defineType("obj")
        for _ in 0..<total {
            let handle = heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance)
            heap.retain(handle, by: .module, .temporary)
            if heap.isCollectionDue { heap.collectDue() }
        }
        try heap.finishRecording()
        var made = 0
        var result: [Int] = []
        for event in tracker.trace.events {
            if event.kind == .allocate { made += 1 }
            if event.kind == .collectionBegan, event.count == 2 { result.append(made) }
        }
        return result
    }

    @Test func `a list of kept instances is collected when CPython 3.12 collects it`() throws {
        // Measured on CPython 3.12, from an empty heap after gc.freeze().
        let measured = [93_233, 186_466, 279_699, 372_932, 474_577, 601_458]
        #expect(try fullCollections("cpython-3.12", making: 610_000) == measured)
    }

    @Test func `thresholds of 2000, 10 and 10 give the first full collection after 133 young ones`() throws {
        // 11 young collections for each middle one, 11 middle ones for the first full one, and the one that is it:
        // 11 * 12 + 1, each after 2001 allocations.
        #expect(try fullCollections("cpython-3.13", making: 270_000) == [133 * 2_001])
    }

    @Test func `a collector of memory runs when live bytes pass the mark, and not before`() throws {
        let perObject = ObjectSizes.instance
        let mark = 100 * perObject
        #expect(try fullCollections("memory:\(mark)", making: 100) == [])
        #expect(try fullCollections("memory:\(mark)", making: 250) == [101, 202])
    }

    @Test func `a cycle that counting leaves is freed by the young generation's collection`() throws {
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker, collector: try Collector(CollectorName(text: "cpython-3.12")))
        let type = heap.defineType("obj")
        let field = heap.defineField("next", declaringType: type)
        for _ in 0..<1_000 {
            let handle = heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance)
            heap.retain(handle, by: .module, .temporary)
            heap.retain(handle, by: .module, .temporary)
            try heap.setField(field, of: handle, to: Value(handle), movedFrom: .module)
            heap.release(handle, by: .module, .temporary)
            if heap.isCollectionDue { heap.collectDue() }
        }
        // Due when 701 have come: each holds itself, so that collection frees all of them.
        #expect(heap.liveObjects == 1_000 - 701)
        try heap.finishRecording()
        let ends = tracker.trace.events.filter { $0.kind == .collectionEnded }
        #expect(ends.map(\.count) == [701])
        #expect(ends.map(\.owner.rawValue) == [701])
    }

    @Test func `a collector that is turned off collects nothing`() throws {
        var heap = SimulatedHeap(collector: try Collector(CollectorName(text: "memory:1")))
        heap.setCollectorEnabled(false)
        let type = heap.defineType("obj")
        let handle = heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance)
        heap.retain(handle, by: .module, .temporary)
        heap.collectDue()
        #expect(heap.lastCollectionNumber == 0)
        heap.setCollectorEnabled(true)
        #expect(heap.liveObjects == 1)
    }

    @Test(arguments: ["cpython-3.11", "memory:", "memory:-5", "memory:x", "", "cpython-3.1"])
    func `an unknown collector is wrong usage`(_ name: String) throws {
        let error = try #require(throws: TraceError.self) { try Collector(CollectorName(text: name)) }
        #expect(error.code == .usage)
        #expect(error.description.contains("cpython-3.12"))
    }
}
