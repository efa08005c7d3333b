public import TraceModel

extension ObjectHistory {
    /// Collects the events of one object, in two readings of the run.
    ///
    /// A retain is paired with the release by the same owner and field, the latest first; weak references likewise.
    /// Throws `TraceError.Code.notFound` for an object that the run never allocated. O(events).
    public static func build(_ trace: any Trace, object: ObjectID) throws -> ObjectHistory {
        guard let history = try build(trace, objects: [object])[object] else {
            throw TraceError(
                .notFound, "the run has no object \(object.rawValue)",
                remedy: "name it by its label Type#k, its number, or a name of the module")
        }
        return history
    }

    /// Collects the events of several objects, in two readings of the run together.
    ///
    /// Objects that the run never allocated are left out. O(events).
    public static func build(_ trace: any Trace, objects: Set<ObjectID>) throws -> [ObjectID: ObjectHistory] {
        let names = NameIndex(trace.names)
        var events: [ObjectID: [(seq: Int, event: Event)]] = [:]
        var judgedAt: Int?
        try trace.forEachEvent { sequence, event in
            if objects.contains(event.object), Self.isAboutItsObject(event.kind) {
                events[event.object, default: []].append((sequence, event))
            }
            if event.kind == .mark, event.count == EndMark.namesDropped.rawValue { judgedAt = judgedAt ?? sequence }
        }
        let holders = try HolderNames(
            of: events.values.flatMap { $0.map(\.event) }, objects: objects, in: trace, names: names)
        var histories: [ObjectID: ObjectHistory] = [:]
        for (object, events) in events {
            guard let record = Self.record(of: object, events: events, holders: holders) else { continue }
            histories[object] = ObjectHistory(
                object: record, type: names.typeName(record.type),
                entries: entries(of: events, holders: holders, names: names), judgedAt: judgedAt)
        }
        return histories
    }

    private static func entries(
        of events: [(seq: Int, event: Event)], holders: HolderNames, names: NameIndex
    ) -> [Entry] {
        var entries: [Entry] = []
        var open: [Held: [Int]] = [:]
        for (sequence, event) in events {
            var entry = Entry(
                seq: sequence, kind: event.kind, holder: "", count: count(of: event), pairedWith: nil,
                site: names.site(event.site))
            if event.kind != .allocate && event.kind != .deinitialize {
                entry.holder = holders.text(event, sequence: sequence)
            }
            let held = Held(owner: event.owner, field: event.field, isStrong: [.retain, .release].contains(event.kind))
            switch event.kind {
            case .retain, .weakMade:
                open[held, default: []].append(entries.count)
            case .release, .weakDropped, .weakCleared:
                if let partner = open[held]?.popLast() {
                    entry.pairedWith = entries[partner].seq
                    entry.holder = entries[partner].holder
                    entries[partner].pairedWith = sequence
                }
            default:
                break
            }
            entries.append(entry)
        }
        return entries
    }

    private struct Held: Hashable {
        var owner: OwnerID
        var field: FieldID
        var isStrong: Bool
    }

    private static func isAboutItsObject(_ kind: EventKind) -> Bool {
        switch kind {
        case .allocate, .retain, .release, .deinitialize, .weakMade, .weakRead, .weakCleared, .weakDropped: true
        case .collectionBegan, .collectionEnded, .statement, .iteration, .mark: false
        }
    }

    private static func count(of event: Event) -> Int? {
        switch event.kind {
        case .allocate: 0
        case .retain, .release: event.count == Event.unknownCount ? nil : Int(event.count)
        default: nil
        }
    }

    private static func record(
        of object: ObjectID, events: [(seq: Int, event: Event)], holders: HolderNames
    ) -> ObjectRecord? {
        guard let (born, made) = events.first(where: { $0.event.kind == .allocate }),
            let label = holders.labels[object]
        else { return nil }
        let death = events.last { $0.event.kind == .deinitialize }
        return ObjectRecord(
            id: object, kind: UInt8(exactly: made.field.rawValue).flatMap(ObjectKind.init(rawValue:)) ?? .instance,
            type: TypeID(rawValue: made.owner.rawValue), label: label, bytes: max(0, Int(made.count)), born: born,
            died: death?.seq, freedByCollector: death.map { $0.event.count == 1 })
    }
}
