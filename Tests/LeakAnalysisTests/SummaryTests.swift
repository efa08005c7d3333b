import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

@Suite struct SummaryTests {
    @Test func `the summary counts up to the mark and every kind that occurs`() throws {
        var heap = HeapBuilder()
        let kept = heap.allocate("Node", bytes: 10)
        heap.bind("kept", kept)
        for index in 1...3 {
            let (a, b) = (heap.allocate("Node", bytes: 100), heap.allocate("list", kind: .container, bytes: 7))
            heap.bind("a", a)
            heap.store(a, "items", b)
            if index > 1 { heap.store(b, at: 0, a) }
            heap.unbind("a")
            heap.emit(Event(.iteration, count: Int64(index)))
            if index == 2 { heap.collect([a, b]) }
        }
        heap.emit(Event(.weakRead, object: kept, count: 1, owner: .module))
        heap.emit(Event(.weakRead, object: kept, count: 0, owner: .module))
        heap.mark(.programEnd)
        heap.unbind("kept")
        heap.mark(.namesDropped)
        heap.collect(heap.live.sorted())
        heap.mark(.finalCollection)

        let analysis = try RunAnalyzer.analyze(heap.trace)
        let summary = analysis.summary
        #expect(summary.instances.allocated == 4)
        #expect(summary.instances.deinitialized == 2, "the first of the loop, and the one that was kept")
        #expect(summary.instances.collected == 1, "the final collection is not in it")
        #expect(summary.instances.leaked == 1)
        #expect(summary.byKind.keys.sorted() == ["container", "instance"])
        #expect(summary.byKind["container"]?.collected == 1)
        #expect(summary.bytes.allocated == 10 + 3 * 107)
        #expect(summary.bytes.peak == 10 + 107)
        #expect(summary.bytes.leaked == 107)
        #expect(summary.peakInstances == 2)
        #expect(
            summary.iterations == [
                RunSummary.Iteration(index: 1, liveObjects: 1, liveBytes: 10),
                RunSummary.Iteration(index: 2, liveObjects: 2, liveBytes: 117),
                RunSummary.Iteration(index: 3, liveObjects: 2, liveBytes: 117),
            ])
        #expect(summary.deadWeakReads == 1)
        let objects = try ObjectRecord.all(in: heap.trace)
        #expect(
            objects.map(\.label) == ["Node#1", "Node#2", "list#1", "Node#3", "list#2", "Node#4", "list#3"])
        #expect(objects.map(\.freedByCollector) == [false, false, false, true, true, true, true])
        #expect(objects.allSatisfy { $0.died ?? 0 > $0.born })
    }

    @Test func `a run that was stopped is judged at its last event`() throws {
        var heap = HeapBuilder()
        let (named, lost) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.bind("a", named)
        heap.store(lost, "me", lost)
        let analysis = try RunAnalyzer.analyze(heap.trace)
        #expect(analysis.members.map(\.object) == [lost])
        #expect(analysis.summary.instances.leaked == 1)
    }

    @Test func `an empty trace has an empty analysis`() throws {
        let analysis = try RunAnalyzer.analyze(MemoryTrace())
        #expect(analysis.summary == RunSummary())
        #expect(analysis.objects.isEmpty)
    }

    @Test func `roots and counts that disagree are a defect, not a verdict`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("Node")
        heap.store(a, "me", a)
        heap.emit(Event(.retain, object: a, count: 3, owner: OwnerID(a), field: heap.field("me")))
        heap.mark(.namesDropped)
        let error = #expect(throws: TraceError.self) { try RunAnalyzer.analyze(heap.trace) }
        #expect(error?.code == .defect)
        #expect(error?.message.contains("Node#1") == true)
    }

    @Test func `an object that is allocated twice is bad data`() {
        let event = Event(
            .allocate, object: ObjectID(rawValue: 1), count: 1, owner: OwnerID(rawValue: 1), field: FieldID(rawValue: 1)
        )
        let error = #expect(throws: TraceError.self) {
            try RunAnalyzer.analyze(MemoryTrace(events: [event, event]))
        }
        #expect(error?.code == .badData)
    }

    @Test func `a holder's references end with it even where their releases are missing`() throws {
        var heap = HeapBuilder()
        heap.hidesCounts = true
        let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.store(a, "me", a)
        heap.store(a, "b", b)
        heap.emit(Event(.deinitialize, object: a, count: 1))
        var graph = ObjectGraph(names: heap.trace.names)
        for (place, event) in heap.trace.events.enumerated() { try graph.apply(event, sequence: place + 1) }
        #expect(graph.snapshot().references.isEmpty)
        #expect(graph.snapshot().objects.map(\.id) == [b])
    }

    @Test func `the graph of a moment is the fold up to its event`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("Node")
        heap.bind("x", a)
        let named = heap.now
        heap.bind("x", a)
        heap.unbind("x")
        heap.unbind("x")
        let before = try ObjectGraph(of: heap.trace, after: named)
        #expect(before.object(a)?.strongCount == 1)
        #expect(before.snapshot().roots.map(\.madeBy) == [2])
        let between = try ObjectGraph(of: heap.trace, after: named + 2)
        #expect(between.snapshot().roots.map(\.madeBy) == [2], "of two equal references the newest goes first")
        #expect(try ObjectGraph(of: heap.trace, after: heap.now).count == 0)
        #expect(try ObjectGraph(of: heap.trace, after: 0).count == 0)
    }

    @Test func `of many equal references the newest go first`() throws {
        var heap = HeapBuilder()
        let a = heap.allocate("Node")
        for _ in 1...100 { heap.bind("x", a) }
        for _ in 1...60 { heap.unbind("x") }
        let graph = try ObjectGraph(of: heap.trace, after: heap.now)
        #expect(graph.snapshot().roots.map(\.madeBy) == Array(2...41))
    }

    @Test func `a weak reference keeps nothing alive and is listed beside what leaked`() throws {
        var heap = HeapBuilder()
        let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.store(a, "me", a)
        heap.emit(Event(.weakMade, object: b, count: 1, owner: OwnerID(a), field: heap.field("weak")))
        heap.bind("b", b)
        heap.mark(.programEnd)
        let kept = heap.trace
        #expect(try RunAnalyzer.analyze(kept).references.map(\.isStrong) == [true, false])
        heap.emit(Event(.weakCleared, object: b, count: 0, owner: OwnerID(a), field: heap.field("weak")))
        heap.unbind("b")
        heap.mark(.namesDropped)
        #expect(try RunAnalyzer.analyze(heap.trace).references.map(\.isStrong) == [true])
    }
}
