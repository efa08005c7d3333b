import ReferenceCounting
import Testing
import TraceModel

/// Throws what it is told to as soon as it is asked.
private final class AskedTracker: Tracker {
    struct Refusal: Error {}
    var refuses = false
    var asked: [Int] = []
    var events = 0

    func record(_ batch: borrowing EventBatch) throws { events += batch.events.count }

    func checkpoint(taking bytes: Int) throws {
        asked.append(bytes)
        if refuses { throw Refusal() }
    }
}

@Suite struct WorkTests {
    @Test func `steps inside a statement count as statements`() throws {
        var heap = SimulatedHeap(maximumStatements: 5)
        let site = heap.defineSite(file: "x.py", line: 1, statement: "x = [i for i in y]")
        try heap.beginStatement(site, depth: 0, frame: .module)
        for _ in 0..<4 { try heap.step() }
        #expect(throws: HeapError.tooManyStatements(5)) { try heap.step() }
        #expect(throws: HeapError.tooManyStatements(5)) {
            try heap.beginStatement(site, depth: 0, frame: .module)
        }
    }

    @Test func `sixteen elements and 64 bytes of text are one step`() throws {
        var heap = SimulatedHeap(maximumStatements: 10)
        try heap.prepare(elements: 15)
        try heap.prepare(elements: 16 * 9)
        try heap.prepare(text: 64)
        #expect(throws: HeapError.tooManyStatements(10)) { try heap.prepare(text: 64) }
    }

    @Test func `the tracker is asked now and then, and before much memory is taken`() throws {
        let tracker = AskedTracker()
        var heap = SimulatedHeap(tracker: tracker)
        for _ in 0..<100_000 { try heap.step() }
        #expect((5...100).contains(tracker.asked.count))
        #expect(tracker.asked.allSatisfy { $0 == 0 })
        tracker.asked = []
        try heap.prepare(text: 1_000)
        #expect(tracker.asked == [])
        try heap.prepare(text: 5_000_000)
        // A block of slots is a power of two: 2^20 of 16 bytes.
        try heap.prepare(container: 1_000_000)
        try heap.prepare(array: [1_000, 1_000])
        #expect(tracker.asked.filter { $0 > 0 } == [5_000_000, 16 << 20, 8_000_000])
    }

    @Test func `a list that grows asks where its block does`() throws {
        let tracker = AskedTracker()
        var heap = SimulatedHeap(tracker: tracker)
        let list = heap.makeContainer(StandardType.list, count: 0, frame: .module)
        for _ in 0..<300_000 {
            try heap.prepare(adding: 1, to: list)
            heap.append(.none, to: list, movedFrom: .module)
        }
        #expect(tracker.asked.filter { $0 > 0 } == [1 << 20, 2 << 20, 4 << 20, 8 << 20])
        heap.release(list, by: .module, .temporary)
    }

    @Test func `a tracker that refuses has heard of everything before, and the run goes no further`() throws {
        let tracker = AskedTracker()
        var heap = SimulatedHeap(tracker: tracker)
        let type = heap.defineType("Node")
        let node = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(node, by: .module, .temporary)
        #expect(tracker.events == 0)
        tracker.refuses = true
        #expect(throws: AskedTracker.Refusal.self) { try heap.prepare(text: 5_000_000) }
        #expect(tracker.events == 2)
        tracker.refuses = false
        let site = heap.defineSite(file: "x.py", line: 1, statement: "pass")
        #expect(throws: AskedTracker.Refusal.self) { try heap.beginStatement(site, depth: 0, frame: .module) }
        #expect(throws: AskedTracker.Refusal.self) { try heap.finishRecording() }
        heap.release(node, by: .module, .temporary)
    }

    @Test func `an array of more numbers than there may be is refused before there is one`() throws {
        let shape = try #require(ArrayShape([100_000, 100_000]))
        var heap = SimulatedHeap()
        #expect(throws: HeapError.arrayTooLarge(shape)) { try heap.prepare(array: shape) }
    }

    @Test func `no shape has more numbers than can be counted`() {
        #expect(ArrayShape([.max]) == nil)
        #expect(ArrayShape([-1]) == nil)
        #expect(ArrayShape([2_147_483_647, 2_147_483_647])?.size == 4_611_686_014_132_420_609)
        #expect(ArrayShape([2_147_483_647, 2_147_483_647, 3]) == nil)
        #expect(ArrayShape([2_147_483_647, 2_147_483_647, 0, 3])?.size == 0)
        #expect(ArrayShape(Int.max).size == 2_147_483_647)
        #expect(ArrayShape(-5).size == 0)
    }

    @Test func `much output does not wait for a full buffer`() throws {
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker)
        let text = String(repeating: "x", count: 600_000)
        heap.print(text)
        #expect(tracker.trace.output.isEmpty)
        heap.print(text)
        #expect(tracker.trace.output.map(\.text) == [text, text])
    }
}
