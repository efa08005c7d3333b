import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

/// What collections did, and what waiting for them cost.
@Suite struct CollectionTests {
    @Test func `a collection tells what it freed and how long that had been garbage`() throws {
        var heap = HeapBuilder()
        let (ring, tail, other) = (
            heap.allocate("Ring", bytes: 100), heap.allocate("Tail", bytes: 10), heap.allocate("Other", bytes: 5)
        )
        heap.bind("ring", ring)
        heap.store(ring, "me", ring)
        heap.store(ring, "tail", tail)
        heap.bind("other", other)
        heap.unbind("ring")
        let orphaned = heap.now
        for name in ["x", "y", "z"] { heap.bind(name, other) }
        let began = heap.now + 1
        heap.collect([ring])
        let late = heap.allocate("Late", bytes: 90)
        heap.bind("late", late)
        heap.end()
        let summary = try RunAnalyzer.analyze(heap.trace).summary
        let collection = try #require(summary.collections.first)
        #expect(summary.collections.count == 1)
        #expect(collection.seq == began)
        #expect(collection.cause == .called)
        #expect(collection.generation == 2)
        #expect(collection.freed == 2, "the tail died by it, too")
        #expect(collection.longestGarbage == began - orphaned)
        #expect(collection.garbageEvents == 2 * (began - orphaned))
        #expect(summary.bytes.peak == 115)
        #expect(summary.bytes.peakWithoutGarbage == 115, "all three lived before any was garbage")
    }

    @Test func `garbage that waits costs peak bytes`() throws {
        var heap = HeapBuilder()
        for round in 1...3 {
            let ring = heap.allocate("Ring", bytes: 100)
            heap.bind("ring", ring)
            heap.store(ring, "me", ring)
            heap.unbind("ring")
            if round == 2 { heap.collect(heap.live.sorted()) }
        }
        heap.end()
        let bytes = try RunAnalyzer.analyze(heap.trace).summary.bytes
        #expect(bytes.peak == 200, "two rings before the collection")
        #expect(bytes.peakWithoutGarbage == 100, "one ring at a time")
    }

    @Test func `where counting frees everything there is nothing to wait for`() throws {
        var heap = HeapBuilder()
        heap.bind("a", heap.allocate("Node"))
        heap.unbind("a")
        heap.end()
        let summary = try RunAnalyzer.analyze(heap.trace).summary
        #expect(summary.bytes.peakWithoutGarbage == nil)
        #expect(summary.collections.isEmpty)
    }

    @Test func `progress is told for every chunk, never backwards, to its end`() throws {
        var heap = HeapBuilder()
        let ring = heap.allocate("Ring")
        heap.store(ring, "me", ring)
        heap.end()
        var told: [Int] = []
        var totals: Set<Int> = []
        _ = try RunAnalyzer.analyze(heap.trace) { read, total in
            told.append(read)
            totals.insert(total)
        }
        #expect(told == told.sorted())
        #expect(totals == [2 * heap.trace.eventCount])
        #expect(told.last == 2 * heap.trace.eventCount)
    }
}
