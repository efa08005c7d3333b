public import TraceModel

extension EventLog {
    /// Hands everything on as the events of a run.
    ///
    /// Objects are numbered as they were made. Who held them is not known: an event has no owner, and its field is the
    /// function whose code took the reference or let it go. One that is made is held by the function that makes it.
    ///
    /// - Parameter tracker: what takes the events.
    /// - Returns: what they come to.
    /// - Throws: what the tracker throws.
    /// - Complexity: O(events); memory for the objects that are alive at once.
    public func replay(into tracker: any Tracker) throws -> EventTotals {
        let replay = EventReplay(self, into: tracker)
        try forEachEvent(replay.apply)
        return try replay.finish(leftOut: leftOut)
    }
}

/// What the events of a program's watched objects come to.
public struct EventTotals: Equatable, Sendable {
    /// How many objects were made.
    public var objects = 0
    /// How many events tell of them.
    public var events = 0
    /// How many objects have another count in the end than their retains and releases come to.
    public var open = 0
    /// How many events there were that the log had no room for.
    public var leftOut = 0

    /// What a report should say of them, besides that they are there.
    public var notes: [String] {
        var notes: [String] = []
        if open > 0 {
            notes.append(
                "the counts of \(open) of \(objects) watched objects do not close: something took or let go of a "
                    + "reference where no retain and no release is seen")
        }
        if leftOut > 0 { notes.append("there was no room for \(leftOut) more retains and releases") }
        return notes
    }
}

/// The events of a log on their way.
private final class EventReplay {
    /// What lies at an address.
    private struct Watched {
        var id = ObjectID.none
        var type = 0
        var bytes = 0
        /// The references that were taken, less those that were let go.
        var balance = 0
        var isDead = false
        /// By how much the runtime's count differed when it was looked at before.
        var difference = 0
    }

    private let tracker: any Tracker
    private let types: Range<Int>
    private let code: LoggedCode
    private var objects: [UInt64: Watched] = [:]
    private var totals = EventTotals()
    private var events: [Event] = []
    private var names: TraceNames

    private static let batchSize = 16_384

    init(_ log: EventLog, into tracker: any Tracker) {
        self.tracker = tracker
        types = log.types.indices
        code = LoggedCode(log)
        names = code.names
        names.types = log.types
        events.reserveCapacity(Self.batchSize + 4)
    }

    func apply(_ event: LoggedEvent) throws {
        if events.count >= Self.batchSize { try send() }
        guard event.kind != .typed else { return begin(event) }
        guard let place = objects.index(forKey: event.address) else { return }
        let stack = event.detail
        switch event.kind {
        case .typed: break
        case .made: make(&objects.values[place], at: stack)
        case .retain: count(&objects.values[place], .retain, 1, at: stack)
        case .release: count(&objects.values[place], .release, -1, at: stack)
        case .lastRelease:
            count(&objects.values[place], .release, -1, at: stack)
            die(&objects.values[place], at: stack)
        case .gone:
            die(&objects.values[place], at: 0)
            close(objects.remove(at: place).value)
        case .left:
            let difference = Int(event.detail) - objects.values[place].balance
            if difference != 0, difference == objects.values[place].difference { totals.open += 1 }
            objects.values[place].difference = difference
        }
    }

    func finish(leftOut: Int) throws -> EventTotals {
        for object in objects.values where object.isDead { close(object) }
        totals.leftOut = leftOut
        try send()
        return totals
    }

    private func begin(_ event: LoggedEvent) {
        let (type, bytes) = event.type
        guard types.contains(type), totals.objects < Int(Int32.max) else { return }
        let before = objects.updateValue(Watched(type: type, bytes: bytes), forKey: event.address)
        guard var before else { return }
        // Its memory is used again, so what was there before has died, seen or not.
        die(&before, at: 0)
        close(before)
    }

    private func make(_ object: inout Watched, at stack: UInt16) {
        guard object.id == .none else { return }
        totals.objects += 1
        object.id = ObjectID(rawValue: UInt32(totals.objects))
        events.append(
            Event(
                .allocate, object: object.id, count: Int64(object.bytes),
                owner: OwnerID(rawValue: Int32(object.type + 1)),
                field: FieldID(rawValue: Int32(ObjectKind.instance.rawValue)), site: code[stack].site))
        count(&object, .retain, 1, at: stack)
    }

    private func count(_ object: inout Watched, _ kind: EventKind, _ change: Int, at stack: UInt16) {
        guard object.id != .none else { return }
        object.balance += change
        let (site, function) = code[stack]
        events.append(Event(kind, object: object.id, count: Int64(object.balance), field: function, site: site))
    }

    private func die(_ object: inout Watched, at stack: UInt16) {
        guard object.id != .none, !object.isDead else { return }
        object.isDead = true
        events.append(Event(.deinitialize, object: object.id, site: code[stack].site))
    }

    /// What is dead has no references.
    private func close(_ object: Watched) {
        if object.id != .none, object.balance != 0 { totals.open += 1 }
    }

    private func send() throws {
        totals.events += events.count
        let names = names
        self.names = TraceNames()
        try events.withUnsafeBufferPointer { try tracker.record(EventBatch(events: $0, names: names, output: [])) }
        events.removeAll(keepingCapacity: true)
    }
}
