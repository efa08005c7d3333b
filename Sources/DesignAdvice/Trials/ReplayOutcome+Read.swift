import LeakAnalysis
public import TraceModel

extension ReplayOutcome {
    /// Reads what came of a run from its events.
    ///
    /// - Parameters:
    ///   - trace: the run's events.
    ///   - failure: why the program failed; nil where it ran to its end.
    /// - Throws: `TraceError` for events that cannot be.
    /// - Complexity: O(events), and as `RunAnalyzer` for what leaked.
    public init(of trace: any Trace, failure: String?) throws {
        try self.init(of: trace, failure: failure, analysis: try RunAnalyzer.analyze(trace))
    }

    init(of trace: any Trace, failure: String?, analysis: RunAnalysis) throws {
        var reads = WeakReads(trace)
        try trace.forEachEvent { sequence, event in reads.apply(event, sequence: sequence) }
        reads.finish()
        self.init(result: ProgramResult(text: reads.reader.text, failure: failure))
        printed = reads.printed
        printedByFinalizers = reads.printedByFinalizers
        weakReads = reads.aliveReads
        let index = NameIndex(trace.names)
        readFields = Set(reads.readFields.map { index.field($0).map { $0.name.hasPrefix("__") ? "" : $0.name } ?? "" })
        collectedObjects = analysis.summary.instances.collected
        leakedObjects = analysis.summary.instances.leaked
        leakedBytes = analysis.summary.bytes.leaked
        findings = analysis.findings.filter { $0.kind != .growth }
        growth = analysis.findings.filter { $0.kind == .growth }
        peakBytes = analysis.summary.bytes.peak
        allocatedObjects = analysis.summary.instances.allocated
        events = trace.eventCount
        statements = reads.reader.clock.statement
        collections = reads.collections
        deadReadCount = reads.dead.reduce(0) { $0 + $1.count }
        prematureDeinits = reads.dead.count
        deadReadsInFinalizers = reads.deadInFinalizers
        deadReads = try reads.deadReads(in: trace)
        readers = reads.readers(in: trace)
    }
}

/// Gathers the reads of weak slots; those through weak references that the program made itself are its own business.
struct WeakReads {
    /// The dead reads of one object.
    struct Dead {
        var object: ObjectID
        var owner: OwnerID
        var sequence: Int
        var count: Int
    }

    private(set) var reader: ProgramResult.Reader
    private(set) var printed = ""
    private(set) var printedByFinalizers = ""
    private(set) var aliveReads = 0
    private(set) var readFields: Set<FieldID> = []
    private var output: ArraySlice<PrintedOutput>
    private var areNamesDropped = false
    private(set) var dead: [Dead] = []
    private(set) var deadInFinalizers = 0
    private(set) var collections = 0
    private var placeOfDead: [ObjectID: Int] = [:]
    private var alive: [(site: SiteID, sequence: Int, count: Int)] = []
    private var placeOfSite: [SiteID: Int] = [:]
    /// The weak reference objects that live.
    private var ownReferences: Set<ObjectID> = []
    private var hasEnded = false

    init(_ trace: any Trace) {
        reader = ProgramResult.Reader(trace)
        output = trace.output.sorted { $0.sequence < $1.sequence }[...]
        takeOutput(upTo: 0)
    }

    /// Takes what was printed behind the last event.
    mutating func finish() { takeOutput(upTo: .max) }

    private mutating func takeOutput(upTo sequence: Int) {
        while let next = output.first, next.sequence <= sequence {
            output.removeFirst()
            if areNamesDropped { continue }
            printed += next.text
            if hasEnded || reader.clock.isInFinalizer { printedByFinalizers += next.text }
        }
    }

    mutating func apply(_ event: Event, sequence: Int) {
        reader.apply(event, sequence: sequence)
        defer {
            if !output.isEmpty { takeOutput(upTo: sequence) }
            if event.endMark == .namesDropped { areNamesDropped = true }
        }
        switch event.kind {
        case .allocate where event.field.rawValue == Int32(ObjectKind.weakReference.rawValue):
            ownReferences.insert(event.object)
        case .deinitialize where !ownReferences.isEmpty:
            ownReferences.remove(event.object)
        case .collectionBegan:
            if !hasEnded { collections += 1 }
        case .mark:
            hasEnded = true
        case .weakRead:
            guard let owner = event.owner.object, !ownReferences.contains(owner) else { return }
            read(event, sequence: sequence)
        default:
            break
        }
    }

    private mutating func read(_ event: Event, sequence: Int) {
        if hasEnded || reader.clock.isInFinalizer {
            if event.count == 0 { deadInFinalizers += 1 }
            return
        }
        if event.count == 0 {
            if let place = placeOfDead[event.object] {
                dead[place].count += 1
            } else {
                placeOfDead[event.object] = dead.count
                dead.append(Dead(object: event.object, owner: event.owner, sequence: sequence, count: 1))
            }
            return
        }
        aliveReads += 1
        readFields.insert(event.field)
        if let place = placeOfSite[event.site] {
            alive[place].count += 1
        } else if alive.count < ReplayOutcome.mostReaders {
            placeOfSite[event.site] = alive.count
            alive.append((event.site, sequence, 1))
        }
    }

    func readers(in trace: any Trace) -> [WeakReader] {
        let names = NameIndex(trace.names)
        return alive.compactMap { read in
            names.moment(read.site, sequence: read.sequence).map { WeakReader(moment: $0, reads: read.count) }
        }
    }

    /// The kinds of what people see their slots through: lists of weak references, bound methods, cells.
    private static let connectors: Set<ObjectKind> = [.container, .boundMethod, .cell]

    /// Puts in place of a connector what held it last before the read: the instance, or the function.
    private func foldConnectors(_ reads: inout [Dead], in trace: any Trace) throws {
        let last = reads.map(\.sequence).max() ?? 0
        // From a cell it is two steps to the function, through its tuple of cells.
        for _ in 0..<2 {
            let owners = Set(reads.compactMap(\.owner.object))
            let births = try trace.births(of: owners)
            let open = owners.filter { births[$0].map { Self.connectors.contains($0.kind) } ?? false }
            guard !open.isEmpty else { return }
            var holders: [ObjectID: OwnerID] = [:]
            try? trace.forEachEvent { sequence, event in
                guard sequence < last, event.kind == .retain, event.field != .temporary, event.owner.object != nil,
                    open.contains(event.object)
                else { return }
                holders[event.object] = event.owner
            }
            for place in reads.indices {
                if let owner = reads[place].owner.object.flatMap({ holders[$0] }) { reads[place].owner = owner }
            }
        }
    }

    func deadReads(in trace: any Trace) throws -> [DeadRead] {
        guard !dead.isEmpty else { return [] }
        let names = NameIndex(trace.names)
        var kept = Array(dead.prefix(ReplayOutcome.mostDeadReads))
        try foldConnectors(&kept, in: trace)
        var records: [ObjectID: ObjectRecord] = [:]
        let wanted = Set(kept.flatMap { [$0.object] + ($0.owner.object.map { [$0] } ?? []) })
        for record in try ObjectRecord.all(in: trace) where wanted.contains(record.id) { records[record.id] = record }
        return kept.map { read in
            let record = records[read.object]
            return DeadRead(
                object: record?.label ?? "object \(read.object.rawValue)",
                owner: read.owner.object.flatMap { records[$0]?.label } ?? "",
                died: record?.died.flatMap { names.moment(of: $0, in: trace) },
                diedInCollection: record?.freedByCollector ?? false,
                needed: names.moment(of: read.sequence, in: trace))
        }
    }
}
