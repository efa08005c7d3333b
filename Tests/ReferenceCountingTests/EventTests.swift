import ReferenceCounting
import Testing
import TraceModel

struct EventTests {
    /// A program of random steps: names bound and dropped, fields set and unset, lists, weak references, collections.
    private func randomRun(seed: UInt64) throws -> MemoryTrace {
        var random = Randomness(seed: seed)
        var test = HeapUnderTest(bufferCapacity: 7, weakFields: ["weak"])
        var names: [String] = []
        for step in 0..<300 {
            let some = names.randomElement(using: &random)
            let other = names.randomElement(using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0...2:
                test.make("o\(step)", Bool.random(using: &random) ? test.node : test.finalizing)
                names.append("o\(step)")
            case 3:
                test.makeContainer("o\(step)", StandardType.tuple, names.suffix(3))
            case 4...6:
                if let some, let other { test.set("f\(step % 3)", of: some, to: other) }
            case 7:
                if let some, let other { test.set("weak", of: some, to: other) }
            case 8:
                if let some { test.unset("f\(step % 3)", of: some) }
            case 9, 10:
                if let some {
                    names.removeAll { $0 == some }
                    test.drop(some)
                }
            default:
                if Bool.random(using: &random) { test.collect() }
            }
        }
        test.heap.mark(.programEnd)
        for name in names { test.drop(name) }
        test.heap.mark(.namesDropped)
        test.heap.collect(cause: .final)
        test.serve()
        test.heap.mark(.finalCollection)
        _ = try test.events()
        return test.tracker.trace
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `at every event the count is the retains less the releases, and holders balance`(seed: UInt64) throws {
        var counts: [ObjectID: Int64] = [:]
        var held: [[Int64]: Int] = [:]
        var live: Set<ObjectID> = []
        try randomRun(seed: seed).forEachEvent { sequence, event in
            let place = [Int64(event.owner.rawValue), Int64(event.field.rawValue), Int64(event.object.rawValue)]
            switch event.kind {
            case .allocate:
                #expect(live.insert(event.object).inserted, "seed \(seed), event \(sequence)")
            case .retain, .release:
                counts[event.object, default: 0] += event.kind == .retain ? 1 : -1
                held[place, default: 0] += event.kind == .retain ? 1 : -1
                #expect(event.count == counts[event.object], "seed \(seed), event \(sequence)")
                #expect(live.contains(event.object), "seed \(seed), event \(sequence)")
                #expect(held[place, default: 0] >= 0, "seed \(seed), event \(sequence): a release without a retain")
            case .deinitialize:
                #expect(live.remove(event.object) != nil, "seed \(seed), event \(sequence)")
                #expect(counts[event.object] == 0, "seed \(seed), event \(sequence)")
            default: break
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `at every mark allocations less deinits is what the retains say is alive`(seed: UInt64) throws {
        let trace = try randomRun(seed: seed)
        var (allocated, freed, marks) = (0, 0, 0)
        var counts: [ObjectID: Int64] = [:]
        try trace.forEachEvent { _, event in
            switch event.kind {
            case .allocate: allocated += 1
            case .deinitialize: freed += 1
            case .retain, .release: counts[event.object] = event.count
            case .mark:
                marks += 1
                #expect(allocated - freed == counts.values.filter { $0 > 0 }.count, "seed \(seed)")
            default: break
            }
        }
        #expect(marks == 3)
    }

    @Test func `without a tracker nothing is an event, and the heap does the same`() {
        var heap = SimulatedHeap()
        let type = heap.defineType("Node")
        let a = heap.allocate(type, kind: .instance, bytes: 56)
        heap.retain(a, by: .module, .temporary)
        heap.release(a, by: .module, .temporary)
        heap.print("nobody reads this")
        let (events, live) = (heap.sequence, heap.liveObjects)
        #expect(events == 0)
        #expect(live == 0)
    }

    @Test func `every name is handed over once, at the latest with the first event that uses it`() throws {
        var test = HeapUnderTest(bufferCapacity: 1)
        test.make("a")
        test.make("b")
        test.set("f", of: "a", to: "b")
        _ = try test.events()
        let names = test.tracker.trace.names
        #expect(names.types.map(\.id.rawValue) == Array(1...Int32(names.types.count)))
        #expect(names.types.map(\.name).suffix(2) == ["Node", "Finalizing"])
        #expect(names.fields.map(\.name) == ["a", "b", "f"])
    }

    @Test func `what a tracker throws stops the run at its next statement`() throws {
        struct DiskFull: Error {}
        final class FullTracker: Tracker {
            func record(_ batch: borrowing EventBatch) throws { throw DiskFull() }
        }
        let tracker = FullTracker()
        var heap = SimulatedHeap(tracker: tracker, bufferCapacity: 2)
        let type = heap.defineType("Node")
        let site = heap.defineSite(file: "x.py", line: 1, statement: "pass")
        try heap.beginStatement(site, depth: 0, frame: .module)
        for _ in 0..<5 {
            let a = heap.allocate(type, kind: .instance, bytes: 56)
            heap.retain(a, by: .module, .temporary)
            heap.release(a, by: .module, .temporary)
        }
        let live = heap.liveObjects
        #expect(live == 0)
        #expect(throws: DiskFull.self) { try heap.beginStatement(site, depth: 0, frame: .module) }
        #expect(throws: DiskFull.self) { try heap.finishRecording() }
    }

    @Test func `a run that does not end is stopped at its limit`() throws {
        var heap = SimulatedHeap(maximumStatements: 3)
        let site = heap.defineSite(file: "x.py", line: 1, statement: "while True:")
        for _ in 0..<3 { try heap.beginStatement(site, depth: 0, frame: .module) }
        #expect(throws: HeapError.tooManyStatements(3)) {
            try heap.beginStatement(site, depth: 0, frame: .module)
        }
    }

    @Test func `what is printed stands behind the event that was newest`() throws {
        var test = HeapUnderTest(bufferCapacity: 2)
        test.make("a")
        test.heap.print("one\n")
        test.make("b")
        test.make("c")
        test.heap.print("two\n")
        _ = try test.events()
        // Each object is an allocation and a retain.
        #expect(
            test.tracker.trace.output == [
                PrintedOutput(sequence: 2, text: "one\n"), PrintedOutput(sequence: 6, text: "two\n"),
            ])
    }
}
