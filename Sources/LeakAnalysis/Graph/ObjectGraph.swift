public import TraceModel

/// The live objects and the references between them, folded from a run's events.
///
/// Fold up to a sequence number to see the graph of that moment. Memory is bounded by what is live, and four bytes for
/// every object that was ever made.
public struct ObjectGraph: Sendable {
    /// The run's names.
    public let names: NameIndex
    /// How many objects are alive.
    public private(set) var count = 0
    /// The place in ``records`` of each object, by id; negative for the dead.
    private var places: [Int32] = []
    private var records: [Record] = []
    private var freePlaces: [Int32] = []
    private var ordinals: Ordinals
    private var held = ReferenceTable()
    private let countsRoots: Bool

    private struct Record: Sendable {
        var object: LiveObject
        var ordinal: Int
        /// How many references names and temporaries hold, where these are only counted.
        var rootReferences = 0
    }

    /// The empty graph, before the first event.
    ///
    /// Most references are temporaries of a moment. Where `countsRoots` says that it does not matter which they are,
    /// what holds without being held is only counted, which is several times faster.
    public init(names: TraceNames, countsRoots: Bool = false) {
        self.names = NameIndex(names)
        self.countsRoots = countsRoots
        ordinals = Ordinals(names)
    }

    /// The graph after event `sequence` of a run.
    ///
    /// O(events up to there).
    public init(of trace: any Trace, after sequence: Int) throws {
        self.init(names: trace.names)
        guard sequence > 0 else { return }
        var graph = self
        try trace.readEvents(from: 1) { first, events in
            for (number, event) in zip(first..., events) {
                guard number <= sequence else { return false }
                try graph.apply(event, sequence: number)
            }
            return first + events.count <= sequence
        }
        self = graph
    }

    /// How many objects were allocated so far.
    public var allocated: Int { places.count }

    /// A live object by its id; O(1).
    public func object(_ id: ObjectID) -> LiveObject? { place(of: id).map { records[$0].object } }

    /// `Type#k` of a live object; its number for one that is not alive.
    public func label(of id: ObjectID) -> String {
        guard let place = place(of: id) else { return "object \(id.rawValue)" }
        return names.label(type: records[place].object.type, ordinal: records[place].ordinal)
    }

    /// What is alive, and who holds what, the references of each owner in the order in which they were made.
    ///
    /// References that a source never reports as released do not outlive their owner here. O(n + m log m).
    public func snapshot() -> HeapSnapshot {
        let objects = places.lazy.filter { $0 >= 0 }.map { records[Int($0)].object }
        var snapshot = HeapSnapshot(objects: Array(objects))
        if countsRoots {
            snapshot.roots = snapshot.objects.lazy.filter {
                place(of: $0.id).map { records[$0].rootReferences > 0 } ?? false
            }
            .map { Reference(owner: .none, field: .temporary, owned: $0.id, isStrong: true) }
        }
        for reference in held.references where object(reference.owned) != nil {
            guard let owner = reference.owner.object else {
                snapshot.roots.append(reference)
                continue
            }
            if object(owner) != nil { snapshot.references.append(reference) }
        }
        snapshot.references.sort { ($0.owner.rawValue, $0.madeBy ?? 0) < ($1.owner.rawValue, $1.madeBy ?? 0) }
        snapshot.roots.sort { $0.madeBy ?? 0 < $1.madeBy ?? 0 }
        return snapshot
    }

    /// Takes one event in; the events of a run must come in order, from the first.
    ///
    /// Returns the object that the event is about, as it is afterwards; for a deinit, as it was. O(1) on average.
    /// Throws `TraceError.Code.badData` for an allocation or a count that cannot be.
    @discardableResult
    public mutating func apply(_ event: Event, sequence: Int) throws -> LiveObject? {
        switch event.kind {
        case .allocate:
            return try allocate(event, sequence: sequence)
        case .retain:
            hold(event, isStrong: true, sequence: sequence)
            return try recount(event, sequence: sequence)
        case .release:
            letGo(event, isStrong: true)
            return try recount(event, sequence: sequence)
        case .deinitialize:
            return free(event.object)
        case .weakMade:
            hold(event, isStrong: false, sequence: sequence)
            return object(event.object)
        case .weakCleared, .weakDropped:
            letGo(event, isStrong: false)
            return object(event.object)
        case .weakRead:
            return object(event.object)
        case .collectionBegan, .collectionEnded, .statement, .iteration, .mark:
            return nil
        }
    }

    private func place(of id: ObjectID) -> Int? {
        let index = Int(id.rawValue) - 1
        return places.indices.contains(index) && places[index] >= 0 ? Int(places[index]) : nil
    }

    private mutating func allocate(_ event: Event, sequence: Int) throws -> LiveObject {
        guard let kind = event.allocatedKind else {
            throw TraceError(.badData, "event \(sequence) allocates an object of unknown kind \(event.field.rawValue)")
        }
        guard Int(event.object.rawValue) == places.count + 1 else {
            throw TraceError(
                .badData, "event \(sequence) allocates object \(event.object.rawValue) after \(places.count) others")
        }
        let object = LiveObject(
            id: event.object, kind: kind, type: event.allocatedType, bytes: event.allocatedBytes, strongCount: 0)
        let record = Record(object: object, ordinal: ordinals.next(of: event.allocatedType))
        if let place = freePlaces.popLast() {
            records[Int(place)] = record
            places.append(place)
        } else {
            places.append(Int32(truncatingIfNeeded: records.count))
            records.append(record)
        }
        count += 1
        return object
    }

    private mutating func free(_ id: ObjectID) -> LiveObject? {
        guard let place = place(of: id) else { return nil }
        places[Int(id.rawValue) - 1] = -1
        freePlaces.append(Int32(truncatingIfNeeded: place))
        count -= 1
        return records[place].object
    }

    private mutating func hold(_ event: Event, isStrong: Bool, sequence: Int) {
        if countsRoots, event.owner.object == nil { return countRoot(event, isStrong ? 1 : 0) }
        held.insert(
            Reference(
                owner: event.owner, field: event.field, owned: event.object, isStrong: isStrong, madeBy: sequence)
        )
    }

    private mutating func letGo(_ event: Event, isStrong: Bool) {
        if countsRoots, event.owner.object == nil { return countRoot(event, isStrong ? -1 : 0) }
        held.remove(owner: event.owner, field: event.field, owned: event.object, isStrong: isStrong)
    }

    private mutating func countRoot(_ event: Event, _ change: Int) {
        if let place = place(of: event.object) { records[place].rootReferences &+= change }
    }

    private mutating func recount(_ event: Event, sequence: Int) throws -> LiveObject? {
        guard event.count >= Event.unknownCount else {
            throw TraceError(.badData, "event \(sequence) tells a strong count of \(event.count)")
        }
        guard let place = place(of: event.object) else { return nil }
        records[place].object.strongCount = event.strongCount
        return records[place].object
    }
}
