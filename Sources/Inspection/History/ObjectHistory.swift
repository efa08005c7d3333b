import LeakAnalysis
public import TraceModel

/// The events of one object, with its holders by name and each retain beside its release.
public struct ObjectHistory: Equatable, Sendable {
    /// One event of the object.
    public struct Entry: Equatable, Sendable {
        /// The run's own number of the event, from 1.
        public var seq: Int
        /// What happened.
        public var kind: EventKind
        /// Who held or let go: `a`, `obj#1.b`, `Function#2.outputs`, `list#1[0]`, `temporary`; empty where nobody did.
        public var holder: String
        /// The strong count afterwards; nil where the event does not tell.
        public var count: Int?
        /// The event that undoes this one or is undone by it; nil for what never met its partner.
        public var pairedWith: Int?
        /// Where it happened; nil where the events do not tell.
        public var site: SiteDefinition?

        /// Describes an entry.
        public init(seq: Int, kind: EventKind, holder: String, count: Int?, pairedWith: Int?, site: SiteDefinition?) {
            self.seq = seq
            self.kind = kind
            self.holder = holder
            self.count = count
            self.pairedWith = pairedWith
            self.site = site
        }
    }

    /// The object.
    public var object: ObjectRecord
    /// Its type's name.
    public var type: String
    /// Its events, oldest first; of more than ``mostEntries`` the two ends.
    public var entries: [Entry]
    /// How many events in the middle are left out.
    public var leftOut: Int
    /// The event at which leaks are judged, the mark `names dropped`; nil where the run never came so far.
    public var judgedAt: Int?
    /// How many retains never met their release before leaks were judged, those left out among them.
    public var openRetains: Int

    /// So many events are kept: a reader sees no more, and memory is bounded by what is shown.
    public static let mostEntries = 2_000

    /// Collects the parts; where all entries are there, they tell how many retains are open.
    public init(
        object: ObjectRecord, type: String, entries: [Entry], leftOut: Int = 0, judgedAt: Int? = nil,
        openRetains: Int? = nil
    ) {
        self.object = object
        self.type = type
        self.entries = entries
        self.leftOut = leftOut
        self.judgedAt = judgedAt
        self.openRetains = 0
        self.openRetains = openRetains ?? unpaired.count { $0.kind == .retain }
    }

    /// Of the entries only the retains and weak references that were never let go, and releases of nothing known.
    ///
    /// What the final collection lets go of came too late: it shows what counting did not free.
    public var unpaired: [Entry] {
        entries.filter { entry in
            !isLate(entry.seq) && (entry.pairedWith.map(isLate) ?? true)
                && [.retain, .release, .weakMade, .weakDropped].contains(entry.kind)
        }
    }

    /// Whether an event came after leaks were judged.
    private func isLate(_ seq: Int) -> Bool { judgedAt.map { seq > $0 } ?? false }
}
