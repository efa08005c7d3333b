public import TraceModel

/// An object that is alive at a moment.
public struct LiveObject: Equatable, Sendable {
    /// Its id in the run.
    public var id: ObjectID
    /// What sort it is.
    public var kind: ObjectKind
    /// Its type.
    public var type: TypeID
    /// The k of its label `Type#k`, from 1.
    public var ordinal: Int
    /// How many objects of any kind the run had made before it.
    public var allocationIndex: Int
    /// Its size.
    public var bytes: Int
    /// The event that allocated it.
    public var born: Int
    /// Its strong count: as its last event told, or where events do not tell, as the graph counts.
    public var strongCount: Int
    /// Whether ``strongCount`` is what the events told.
    public var isCountKnown: Bool
}

/// The live objects and the references between them, folded from a run's events.
///
/// Fold up to a sequence number to see the graph of that moment. Memory is bounded by what is live.
public struct ObjectGraph: Sendable {
    /// The run's names.
    public let names: NameIndex
    /// How many objects were allocated so far.
    public private(set) var allocated = 0
    private var index = SlotIndex()
    private var slots: [LiveObject] = []
    private var made: [TypeID: Int] = [:]
    private var held = ReferenceTable()

    /// The empty graph, before the first event.
    public init(names: TraceNames) { self.names = NameIndex(names) }

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

    /// A live object by its id.
    ///
    /// O(1) on average.
    public func object(_ id: ObjectID) -> LiveObject? { slot(of: id).map { slots[$0] } }

    /// How many objects are alive.
    public var count: Int { index.count }

    /// Every live object in the order of allocation.
    ///
    /// O(n log n).
    public var objects: [LiveObject] {
        slots.filter { $0.id != .none }.sorted { $0.allocationIndex < $1.allocationIndex }
    }

    /// Every reference whose owned object is alive and whose owner, if it is an object, is too, in the order in
    /// which they were made.
    ///
    /// O(m log m).
    ///
    /// References that a source never reports as released do not outlive their owner here.
    public var references: [Reference] {
        held.sorted.filter { object($0.owned) != nil && ($0.owner.object.map { object($0) != nil } ?? true) }
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
            return try recount(event, change: 1, sequence: sequence)
        case .release:
            let wasHeld = letGo(event, isStrong: true)
            return try recount(event, change: wasHeld ? -1 : 0, sequence: sequence)
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

    private func slot(of id: ObjectID) -> Int? {
        var slot = index.first(SlotIndex.hash(id))
        while slot >= 0 {
            if slots[slot].id == id { return slot }
            slot = index.after(slot)
        }
        return nil
    }

    private mutating func allocate(_ event: Event, sequence: Int) throws -> LiveObject {
        guard let kind = UInt8(exactly: event.field.rawValue).flatMap(ObjectKind.init(rawValue:)) else {
            throw TraceError(.badData, "event \(sequence) allocates an object of unknown kind \(event.field.rawValue)")
        }
        guard event.object != .none, object(event.object) == nil else {
            throw TraceError(.badData, "event \(sequence) allocates object \(event.object.rawValue), which is alive")
        }
        let type = TypeID(rawValue: event.owner.rawValue)
        let ordinal = made[names.numberingType(type), default: 0] + 1
        made[names.numberingType(type)] = ordinal
        let new = LiveObject(
            id: event.object, kind: kind, type: type, ordinal: ordinal, allocationIndex: allocated,
            bytes: max(0, Int(event.count)), born: sequence, strongCount: 0, isCountKnown: true
        )
        allocated += 1
        let slot = index.insert(SlotIndex.hash(event.object))
        if slot == slots.count { slots.append(new) } else { slots[slot] = new }
        return new
    }

    private mutating func free(_ id: ObjectID) -> LiveObject? {
        guard let slot = slot(of: id) else { return nil }
        let old = slots[slot]
        index.remove(slot)
        slots[slot].id = .none
        return old
    }

    private mutating func hold(_ event: Event, isStrong: Bool, sequence: Int) {
        held.insert(
            Reference(
                owner: event.owner, field: event.field, owned: event.object, isStrong: isStrong, madeBy: sequence)
        )
    }

    @discardableResult
    private mutating func letGo(_ event: Event, isStrong: Bool) -> Bool {
        held.remove(owner: event.owner, field: event.field, owned: event.object, isStrong: isStrong) != nil
    }

    private mutating func recount(_ event: Event, change: Int, sequence: Int) throws -> LiveObject? {
        guard event.count >= Event.unknownCount else {
            throw TraceError(.badData, "event \(sequence) tells a strong count of \(event.count)")
        }
        guard let slot = slot(of: event.object) else { return nil }
        let isKnown = event.count != Event.unknownCount
        slots[slot].strongCount = isKnown ? Int(event.count) : slots[slot].strongCount + change
        slots[slot].isCountKnown = isKnown
        return slots[slot]
    }
}
