public import TraceModel

/// What a run comes to, gathered while its events pass: the figures, and all that a run without leaks needs.
///
/// Twelve bytes for every object, and nothing an event. ``finish(_:mostRows:progress:)`` makes an analysis
/// of it.
public final class RunTally: Tracker {
    /// The names so far.
    public private(set) var names = TraceNames()
    /// What is kept of every object.
    let objects = ObjectTable()
    /// The event of the mark `names dropped`; nil before.
    private(set) var judgedAt: Int?
    /// What was alive at that mark, where the source handed it over.
    var snapshot: HeapSnapshot?
    /// What was alive at the program's end, where its loop grows.
    private(set) var programEnd: HeapSnapshot?
    /// The references of the module's names at the program's end.
    private var namesAtEnd: [Reference] = []
    private var isDroppingNames = false
    /// The objects that died while a collection ran or by one: they may have been unreachable long before.
    private(set) var freedInCollections: [ObjectID] = []
    /// How many of these died up to the mark.
    private(set) var freedInCollectionsBeforeMark = 0
    /// What these were, and how they held each other.
    private(set) var garbage = GarbageLog()
    /// The collections so far.
    private(set) var collections: [RecordedCollection] = []
    /// The last event of every batch, and the most bytes that were live at once up to there.
    private(set) var peaks: [(event: Int, bytes: Int)] = []
    /// What is live, as the run is judged.
    private(set) var judgedLiveBytes = 0
    /// How many events there were.
    private(set) var eventCount = 0

    private var summary = RunSummary()
    private var counts = [RunSummary.Counts](repeating: RunSummary.Counts(), count: Int(UInt8.max) + 1)
    private var live = (instances: 0, bytes: 0)
    /// How many objects had been made at the end of each iteration.
    private var madeByIteration: [Int] = []
    private var isCollecting = false
    /// The objects that a finalizer brought back, with the statement in which it did.
    private var broughtBack: [ObjectID: Int] = [:]
    private var statementBegan = 0
    private var sorter = OutputSorter()
    private var digest = OutputDigest()
    private var hasPrinted = false

    /// Nothing gathered yet.
    public init() {}

    public func record(_ batch: borrowing EventBatch) throws {
        add(batch.names, batch.output)
        try add(batch.events)
    }

    public func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws {
        if mark == .namesDropped, self.snapshot == nil { self.snapshot = snapshot }
        if mark == .programEnd { keepProgramEnd(snapshot) }
    }

    /// Whether what is live still grew when the program's loop ended.
    var grows: Bool { GrowthWindow(summary.iterations)?.pattern == .grows }

    /// Keeps what was alive at the program's end, where its loop grows.
    func keepProgramEnd(_ snapshot: @autoclosure () -> HeapSnapshot) {
        if programEnd == nil, grows { programEnd = snapshot() }
    }

    /// What the passes of the loop left within reach at the program's end, and the graph of that moment.
    func reachableGrowth() -> (growth: ReachableGrowth, snapshot: GraphSnapshot)? {
        guard var heap = programEnd else { return nil }
        let named = Set(namesAtEnd.map(\.owned))
        // What a root holds beyond the module's names: attributes of classes.
        heap.roots =
            namesAtEnd
            + heap.objects.lazy
            .filter { !named.contains($0.id) && self.objects.entry(of: $0.id)?.pointee.rootReferences ?? 0 > 0 }
            .map { Reference(owner: .none, field: .temporary, owned: $0.id, isStrong: true) }
        let snapshot = GraphSnapshot(heap)
        return ReachableGrowth(snapshot, made: madeByIteration).map { ($0, snapshot) }
    }

    /// Adds names, and what was printed, before the events that they belong to.
    func add(_ names: TraceNames, _ output: [PrintedOutput]) {
        self.names.append(names)
        sorter.define(names)
        sorter.add(output)
        guard !output.isEmpty else { return }
        hasPrinted = true
        if eventCount == 0 { sorter.begin { digest.add($0) } }
    }

    /// Takes the next events in, in order.
    ///
    /// - Complexity: O(n).
    func add(_ events: UnsafeBufferPointer<Event>) throws {
        for event in events {
            eventCount += 1
            try apply(event, sequence: eventCount)
        }
        if !events.isEmpty { peaks.append((eventCount, summary.bytes.peak)) }
    }

    @inline(__always)
    private func apply(_ event: Event, sequence: Int) throws {
        sorter.apply(event, sequence: sequence) { digest.add($0) }
        switch event.kind {
        case .allocate:
            try allocate(event, sequence: sequence)
        case .retain:
            guard let entry = objects.entry(of: event.object) else { return }
            if event.owner.rawValue <= 0 { entry.pointee.rootReferences &+= 1 }
            if event.count == 1, entry.pointee.zeros > 0 { broughtBack[event.object] = statementBegan }
            if isCollecting { garbage.apply(event) }
        case .release:
            guard let entry = objects.entry(of: event.object) else { return }
            if event.owner.rawValue <= 0 { entry.pointee.rootReferences &-= 1 }
            if event.count == 0 { noteZero(event.object, entry) }
            if isDroppingNames, event.owner == .module, event.field.rawValue > 0 {
                namesAtEnd.append(
                    Reference(owner: event.owner, field: event.field, owned: event.object, isStrong: true))
            }
            if isCollecting { garbage.apply(event) }
        case .deinitialize:
            free(event)
        case .collectionBegan:
            isCollecting = true
            collections.append(
                RecordedCollection(
                    event, sequence: sequence, freedBefore: freedInCollections.count, madeBefore: objects.count))
        case .collectionEnded:
            if isCollecting { finishCollection(lookedAt: Int(event.owner.rawValue)) }
            isCollecting = false
        case .weakRead:
            if event.count == 0 { summary.deadWeakReads += 1 }
        case .statement:
            if event.count == 0 { statementBegan = sequence }
        case .iteration:
            madeByIteration.append(objects.count)
            summary.iterations.append(
                RunSummary.Iteration(
                    index: Int(event.count), liveObjects: live.instances, liveBytes: live.bytes))
        case .mark:
            isDroppingNames = event.endMark == .programEnd
            guard event.endMark == .namesDropped, judgedAt == nil else { return }
            judgedAt = sequence
            judgedLiveBytes = live.bytes
            freedInCollectionsBeforeMark = freedInCollections.count
        case .weakMade, .weakCleared, .weakDropped:
            break
        }
    }

    private func allocate(_ event: Event, sequence: Int) throws {
        guard let kind = event.allocatedKind else {
            throw TraceError(.badData, "event \(sequence) allocates an object of unknown kind \(event.field.rawValue)")
        }
        guard Int(event.object.rawValue) == objects.count + 1 else {
            throw TraceError(
                .badData, "event \(sequence) allocates object \(event.object.rawValue) after \(objects.count) others")
        }
        let bytes = event.allocatedBytes
        let (total, isTooMuch) = summary.bytes.allocated.addingReportingOverflow(bytes)
        guard !isTooMuch else {
            throw TraceError(.badData, "event \(sequence) allocates \(bytes) bytes, more than can be summed")
        }
        try objects.append(bytes: bytes, kind: kind, type: event.allocatedType)
        summary.bytes.allocated = total
        counts[Int(kind.rawValue)].allocated += 1
        live.bytes += bytes
        if kind == .instance { live.instances += 1 }
        if live.bytes > summary.bytes.peak { summary.bytes.peak = live.bytes }
        if live.instances > summary.peakInstances { summary.peakInstances = live.instances }
    }

    private func noteZero(_ id: ObjectID, _ entry: UnsafeMutablePointer<ObjectTable.Entry>) {
        guard entry.pointee.zeros > 0 else {
            entry.pointee.zeros = 1
            return
        }
        let isSameStatement = broughtBack.removeValue(forKey: id) == statementBegan
        entry.pointee.zeros = isSameStatement ? entry.pointee.zeros &+ (entry.pointee.zeros < .max ? 1 : 0) : 1
    }

    private func free(_ event: Event) {
        guard let kind = objects.entry(of: event.object)?.pointee.kind else { return }
        live.bytes &-= objects.bytes(of: event.object)
        if kind == .instance { live.instances &-= 1 }
        if event.isByCollection || isCollecting {
            freedInCollections.append(event.object)
            if isCollecting {
                let started = collections[collections.count - 1].freed.lowerBound
                collections[collections.count - 1].freed = started..<freedInCollections.count
            }
        }
        guard judgedAt == nil else { return }
        if event.isByCollection {
            counts[Int(kind.rawValue)].collected += 1
        } else {
            counts[Int(kind.rawValue)].deinitialized += 1
        }
    }

    /// What a collection freed before the run is judged is kept; what the final one frees is the program's
    /// own leak, which is reported already.
    private func finishCollection(lookedAt: Int) {
        let place = collections.count - 1
        collections[place].collection.lookedAt = lookedAt
        let made = collections[place].madeBefore
        let freed = freedInCollections[collections[place].freed].filter { $0.rawValue <= made }
        garbage.finish(freed: judgedAt == nil ? freed : [])
    }

    /// Ends the tally of a run that never came to the mark: it is judged as it stands.
    func judgeNow() {
        guard judgedAt == nil else { return }
        judgedLiveBytes = live.bytes
        freedInCollectionsBeforeMark = freedInCollections.count
    }

    /// The numbers of the objects that were made while growth is measured; nil for a run without iterations.
    var growth: Range<UInt32>? {
        GrowthWindow(summary.iterations).map { window in
            let (first, last) = (madeByIteration[window.place], madeByIteration.last ?? 0)
            return UInt32(clamping: first + 1)..<UInt32(clamping: last + 1)
        }
    }

    /// The headline figures, once it is known what leaked and when everything became garbage.
    func summary(leaked: LeakedPart, sweep: LeakSweep?) -> RunSummary {
        var (summary, counts) = (summary, counts)
        for object in leaked.objectsLeft {
            counts[Int(object.kind.rawValue)].leaked += 1
            summary.bytes.leaked += object.bytes
        }
        for kind in ObjectKind.allCases where counts[Int(kind.rawValue)].allocated > 0 {
            summary.byKind[kind.name] = counts[Int(kind.rawValue)]
        }
        summary.instances = counts[Int(ObjectKind.instance.rawValue)]
        summary.bytes.peakWithoutGarbage = sweep?.peakWithoutGarbage
        summary.unexaminedCollected = garbage.unexamined == 0 ? nil : garbage.unexamined
        summary.collections = collections.map { $0.finished(freed: freedInCollections, sweep) }
        if hasPrinted { summary.output = digest.summary }
        return summary
    }
}

/// A collection as its events describe it.
struct RecordedCollection {
    /// What its events tell.
    var collection: RunSummary.Collection
    /// Where the objects that died meanwhile stand in the list of all these.
    var freed: Range<Int>
    /// How many objects had been made before it.
    let madeBefore: Int

    /// A collection that begins.
    init(_ event: Event, sequence: Int, freedBefore: Int, madeBefore: Int) {
        self.madeBefore = madeBefore
        collection = RunSummary.Collection(
            seq: sequence, cause: CollectionCause(rawValue: event.owner.rawValue), generation: Int(event.count),
            lookedAt: 0, freed: 0, garbageEvents: 0, longestGarbage: 0)
        freed = freedBefore..<freedBefore
    }

    /// The collection with how long what it freed had been garbage.
    func finished(freed all: [ObjectID], _ sweep: LeakSweep?) -> RunSummary.Collection {
        var collection = collection
        for object in all[freed] {
            guard let end = sweep?.end(of: object) else { continue }
            let age = max(0, collection.seq - end.moment)
            collection.garbageEvents += age
            collection.longestGarbage = max(collection.longestGarbage, age)
        }
        collection.freed = freed.count
        return collection
    }
}
