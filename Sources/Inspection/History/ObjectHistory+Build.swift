import LeakAnalysis
public import TraceModel

extension ObjectHistory {
    /// Collects the events of one object, reading only what can be about it.
    ///
    /// A retain is paired with the release by the same owner and field, the latest first; weak references likewise.
    /// Only the retains and weak references that were never let go, and releases of nothing known, where `isUnpaired`
    /// asks for these: what the final collection lets go of came too late, it shows what counting did not free.
    ///
    /// Throws `TraceError.Code.notFound` for an object that the run never allocated. O(events), memory for what is
    /// shown and what holds the object at once.
    public static func build(_ trace: any Trace, object: ObjectID, isUnpaired: Bool = false) throws -> ObjectHistory {
        guard let history = try build(trace, objects: [object], isUnpaired: isUnpaired)[object] else {
            throw TraceError(
                .notFound, "the run has no object \(object.rawValue)",
                remedy: "name it by its label Type#k, its number, or a name of the module")
        }
        return history
    }

    /// Collects the events of several objects, in one reading of the run together.
    ///
    /// Objects that the run never allocated are left out.
    public static func build(
        _ trace: any Trace, objects: Set<ObjectID>, isUnpaired: Bool = false
    ) throws -> [ObjectID: ObjectHistory] {
        let names = NameIndex(trace.names)
        let births = try trace.births(of: objects)
        let judgedAt = try trace.judgedAt()
        let wanted = births.keys.sorted()
        var folds = wanted.map { _ in HistoryFold(judgedAt: judgedAt, isUnpaired: isUnpaired) }
        let (first, last) = (wanted.first ?? .none, wanted.last ?? .none)
        let matters = { (batch: BatchOutline) in wanted.contains(where: batch.objects.mayContain) }
        try trace.forEachEvent(in: matters) { sequence, event in
            guard event.object >= first, event.object <= last, event.isAboutItsObject else { return }
            let place = wanted.count == 1 ? 0 : wanted.partitioningIndex { $0 >= event.object }
            if wanted[place] == event.object { folds[place].apply(event, sequence: sequence) }
        }
        let shown = Dictionary(uniqueKeysWithValues: zip(wanted, folds.map { $0.finish() }))
        let holders = try HolderNames(
            of: shown.values.lazy.flatMap { $0.entries.lazy.map(\.holding) }, in: trace, names: names)
        var histories: [ObjectID: ObjectHistory] = [:]
        for (object, history) in shown {
            guard let birth = births[object] else { continue }
            histories[object] = ObjectHistory(
                object: ObjectRecord(
                    id: object, kind: birth.kind, type: birth.type, label: names.label(of: birth), bytes: birth.bytes,
                    born: birth.born, died: history.death?.seq,
                    freedByCollector: history.death.map { $0.event.isByCollection }),
                type: names.typeName(birth.type),
                entries: history.entries.map { $0.entry(holders, names) }, leftOut: history.leftOut,
                judgedAt: judgedAt, openRetains: history.openRetains)
        }
        return histories
    }
}

/// An event of a history on its way to be told.
private struct HistoryEvent {
    var seq: Int
    var event: Event
    var pairedWith: Int?
    /// The event that took the reference, where that is another one: it tells the holder.
    var taken: Event?

    /// The event whose holder is told.
    var holding: (seq: Int, event: Event) { taken.map { (pairedWith ?? seq, $0) } ?? (seq, event) }

    func entry(_ holders: HolderNames, _ names: NameIndex) -> ObjectHistory.Entry {
        let hasHolder = event.kind != .allocate && event.kind != .deinitialize
        let count: Int? =
            switch event.kind {
            case .allocate: 0
            case .retain, .release: event.strongCount
            default: nil
            }
        return ObjectHistory.Entry(
            seq: seq, kind: event.kind, holder: hasHolder ? holders.text(holding.event) : "", count: count,
            pairedWith: pairedWith, site: names.site(event.site))
    }
}

/// Pairs the events of one object as they pass, and keeps the two ends of them.
private struct HistoryFold {
    /// Owner and field in one number: a million holders are a million of these.
    private typealias Held = UInt64

    private struct Open {
        var event: HistoryEvent
        /// The reference that was open before it in the same place.
        var before: Int32
    }

    private let judgedAt: Int?
    private let isUnpaired: Bool
    private var first: [HistoryEvent] = []
    private var last: [HistoryEvent] = []
    private var count = 0
    private var newest: (strong: [Held: Int32], weak: [Held: Int32]) = ([:], [:])
    private var open: [Open] = []
    private var freePlaces: [Int32] = []
    /// What is unpaired whatever comes: releases of nothing known, and what was let go too late.
    private var unpaired: [HistoryEvent] = []
    private var lateRetains = 0
    private var death: (seq: Int, event: Event)?

    init(judgedAt: Int?, isUnpaired: Bool) {
        self.judgedAt = judgedAt
        self.isUnpaired = isUnpaired
    }

    mutating func apply(_ event: Event, sequence: Int) {
        var new = HistoryEvent(seq: sequence, event: event)
        let held =
            Held(UInt32(bitPattern: event.owner.rawValue)) << 32 | Held(UInt32(bitPattern: event.field.rawValue))
        let isStrong = event.kind == .retain || event.kind == .release
        switch event.kind {
        case .retain, .weakMade:
            begin(new, held, isStrong)
        case .release, .weakDropped, .weakCleared:
            // Code that nobody knows the function of has nothing in common with other such code.
            let isKnown = event.owner != .none || event.field != .temporary
            if let taken = isKnown ? end(held, isStrong) : nil {
                new.pairedWith = taken.seq
                new.taken = taken.event
                pair(taken.seq, with: sequence)
                if isLate(sequence), !isLate(taken.seq) { noteLate(taken, sequence) }
            } else if event.kind != .weakCleared, !isLate(sequence) {
                keepUnpaired(new)
            }
        case .deinitialize:
            death = (sequence, event)
        default:
            break
        }
        keep(new)
    }

    /// What is shown, and what is told of the rest.
    func finish() -> (
        entries: [HistoryEvent], leftOut: Int, openRetains: Int, death: (seq: Int, event: Event)?
    ) {
        let still = [newest.strong.values, newest.weak.values].joined().flatMap { place in
            sequence(first: place, next: { self.open[Int($0)].before }).prefix { $0 >= 0 }.map { open[Int($0)].event }
        }.filter { !isLate($0.seq) }
        let openRetains = lateRetains + still.count { $0.event.kind == .retain }
        let end = ObjectHistory.mostEntries / 2
        guard isUnpaired else {
            let shown = first + last.suffix(end)
            return (shown, count - shown.count, openRetains, death)
        }
        let all = (unpaired + still).sorted { $0.seq < $1.seq }
        let isWhole = all.count <= ObjectHistory.mostEntries
        return (
            isWhole ? all : Array(all.prefix(end) + all.suffix(end)), isWhole ? 0 : all.count - 2 * end, openRetains,
            death
        )
    }

    /// Whether an event came after leaks were judged.
    private func isLate(_ seq: Int) -> Bool { judgedAt.map { seq > $0 } ?? false }

    private mutating func noteLate(_ taken: HistoryEvent, _ sequence: Int) {
        if taken.event.kind == .retain { lateRetains += 1 }
        var taken = taken
        taken.pairedWith = sequence
        keepUnpaired(taken)
    }

    private mutating func keepUnpaired(_ event: HistoryEvent) { if isUnpaired { unpaired.append(event) } }

    private mutating func begin(_ event: HistoryEvent, _ held: Held, _ isStrong: Bool) {
        let place = freePlaces.popLast() ?? Int32(truncatingIfNeeded: open.count)
        let before =
            isStrong ? newest.strong.updateValue(place, forKey: held) : newest.weak.updateValue(place, forKey: held)
        let new = Open(event: event, before: before ?? -1)
        if Int(place) == open.count { open.append(new) } else { open[Int(place)] = new }
    }

    private mutating func end(_ held: Held, _ isStrong: Bool) -> HistoryEvent? {
        let newestPlace = isStrong ? newest.strong.removeValue(forKey: held) : newest.weak.removeValue(forKey: held)
        guard let place = newestPlace else { return nil }
        let found = open[Int(place)]
        if found.before >= 0 {
            if isStrong { newest.strong[held] = found.before } else { newest.weak[held] = found.before }
        }
        freePlaces.append(place)
        return found.event
    }

    private mutating func keep(_ event: HistoryEvent) {
        count += 1
        guard !isUnpaired else { return }
        let end = ObjectHistory.mostEntries / 2
        if first.count < end { return first.append(event) }
        last.append(event)
        // In one go now and then, for taking the first away moves all others.
        if last.count == 2 * end { last.removeFirst(end) }
    }

    private mutating func pair(_ seq: Int, with partner: Int) {
        for place in [first.partner(of: seq)].compactMap(\.self) { first[place].pairedWith = partner }
        for place in [last.partner(of: seq)].compactMap(\.self) { last[place].pairedWith = partner }
    }
}

extension [HistoryEvent] {
    /// The place of an event by its number, by which the events are in order.
    fileprivate func partner(of seq: Int) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].seq < seq { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].seq == seq ? low : nil
    }
}

extension Event {
    /// Whether the column `object` names what the event is about.
    var isAboutItsObject: Bool {
        switch kind {
        case .allocate, .retain, .release, .deinitialize, .weakMade, .weakRead, .weakCleared, .weakDropped: true
        case .collectionBegan, .collectionEnded, .statement, .iteration, .mark: false
        }
    }
}

extension Trace {
    /// The event of the mark `names dropped`; nil where the run never came so far.
    func judgedAt() throws -> Int? { try event(of: .namesDropped) }

    /// The event of a mark, looked for from the end: behind the first of them the module runs no statement.
    func event(of mark: EndMark) throws -> Int? {
        var found: Int?
        try readBackwards(from: eventCount) { first, events in
            var isBeforeEnd = false
            for (place, event) in events.enumerated() {
                if event.endMark == mark, found == nil { found = first + place }
                isBeforeEnd = isBeforeEnd || event.kind == .statement && event.owner == .module
            }
            return found == nil && !isBeforeEnd
        }
        return found
    }
}
