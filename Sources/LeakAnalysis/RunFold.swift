import TraceModel

/// What one reading of a run's events gathers: the graph, every object's life, and the headline figures.
struct RunFold {
    /// The graph after the last event taken in.
    private(set) var graph: ObjectGraph
    /// Every object so far, in the order of allocation.
    private(set) var objects: [ObjectRecord] = []
    /// The graph at the mark `names dropped`; nil before.
    private(set) var judged: GraphSnapshot?
    /// The event of that mark; nil before.
    private(set) var judgedAt: Int?
    /// The places, in the order of allocation, of the objects that died while a collection ran or by one: they may
    /// have been unreachable long before.
    private(set) var freedInCollections: [Int] = []
    /// How many of these died up to that mark.
    private(set) var freedInCollectionsBeforeMark = 0
    /// The collections so far.
    private(set) var collections: [RecordedCollection] = []
    /// The event that ended each iteration.
    private(set) var iterationEvents: [Int] = []
    private var isCollecting = false
    private var summary = RunSummary()
    private var counts = [RunSummary.Counts](repeating: RunSummary.Counts(), count: Int(UInt8.max) + 1)
    private var live = (instances: 0, bytes: 0)

    init(names: TraceNames) { graph = ObjectGraph(names: names) }

    /// Takes one event in, in order.
    ///
    /// O(1) on average.
    mutating func apply(_ event: Event, sequence: Int) throws {
        let object = try graph.apply(event, sequence: sequence)
        switch event.kind {
        case .allocate:
            if let object { try add(object) }
        case .deinitialize:
            if let object { free(object, sequence: sequence, byCollector: event.count == 1) }
        case .collectionBegan:
            isCollecting = true
            collections.append(RecordedCollection(event, sequence: sequence, freedBefore: freedInCollections.count))
        case .collectionEnded:
            if isCollecting { collections[collections.count - 1].collection.lookedAt = Int(event.owner.rawValue) }
            isCollecting = false
        case .weakRead where event.count == 0:
            summary.deadWeakReads += 1
        case .iteration:
            iterationEvents.append(sequence)
            summary.iterations.append(
                RunSummary.Iteration(
                    index: Int(event.count), liveObjects: live.instances, liveBytes: live.bytes))
        case .mark where event.count == EndMark.namesDropped.rawValue && judged == nil:
            judged = GraphSnapshot(graph)
            judgedAt = sequence
        default:
            break
        }
    }

    private mutating func add(_ object: LiveObject) throws {
        let (total, isTooMuch) = summary.bytes.allocated.addingReportingOverflow(object.bytes)
        guard !isTooMuch else {
            throw TraceError(.badData, "event \(object.born) allocates \(object.bytes) bytes, more than can be summed")
        }
        summary.bytes.allocated = total
        objects.append(
            ObjectRecord(
                id: object.id, kind: object.kind, type: object.type, label: graph.names.label(of: object),
                bytes: object.bytes, born: object.born))
        counts[Int(object.kind.rawValue)].allocated += 1
        live.bytes += object.bytes
        if object.kind == .instance { live.instances += 1 }
        summary.bytes.peak = max(summary.bytes.peak, live.bytes)
        summary.peakInstances = max(summary.peakInstances, live.instances)
    }

    private mutating func free(_ object: LiveObject, sequence: Int, byCollector: Bool) {
        objects[object.allocationIndex].died = sequence
        objects[object.allocationIndex].freedByCollector = byCollector
        live.bytes -= object.bytes
        if object.kind == .instance { live.instances -= 1 }
        if byCollector || isCollecting {
            freedInCollections.append(object.allocationIndex)
            if isCollecting {
                let started = collections[collections.count - 1].freed.lowerBound
                collections[collections.count - 1].freed = started..<freedInCollections.count
            }
        }
        guard judged == nil else { return }
        freedInCollectionsBeforeMark = freedInCollections.count
        if byCollector {
            counts[Int(object.kind.rawValue)].collected += 1
        } else {
            counts[Int(object.kind.rawValue)].deinitialized += 1
        }
    }

    /// The graph to judge: that of the mark `names dropped`, or where the run never came so far, the last.
    func judgedSnapshot() -> GraphSnapshot { judged ?? GraphSnapshot(graph) }

    /// The events of the iterations over which growth is measured; nil for a run without iterations.
    var growthEvents: Range<Int>? {
        GrowthWindow(summary.iterations).map { iterationEvents[$0.place]..<(iterationEvents.last ?? 0) }
    }

    /// The headline figures, once it is known what leaked and when everything became garbage.
    func summary(leaked: LeakedPart, times: [OrphanTimes.End]) -> RunSummary {
        var (summary, counts) = (summary, counts)
        for object in leaked.objects {
            counts[Int(object.kind.rawValue)].leaked += 1
            summary.bytes.leaked += object.bytes
        }
        for kind in ObjectKind.allCases where counts[Int(kind.rawValue)].allocated > 0 {
            summary.byKind[kind.name] = counts[Int(kind.rawValue)]
        }
        summary.instances = counts[Int(ObjectKind.instance.rawValue)]
        let garbage = Garbage(times: times, objects: objects)
        summary.bytes.peakWithoutGarbage = garbage.peak()
        summary.collections = garbage.collections(collections, freed: freedInCollections)
        return summary
    }
}
