import LeakAnalysis
public import TraceModel

/// Why an object was alive at a run's end, or how it died.
public struct WhyAlive: Equatable, Sendable {
    /// One reference of a path, containers folded into its field.
    public typealias Step = Finding.Step

    /// References one after another; of more than `Finding.mostSteps` the two ends.
    public struct Path: Equatable, Sendable {
        /// The steps that are kept.
        public var steps: [Step]
        /// How many there are.
        public var length: Int

        /// A path that is whole, or the ends of one of so many steps.
        public init(_ steps: [Step] = [], length: Int? = nil) {
            self.steps = steps
            self.length = length ?? steps.count
        }
    }

    /// A cycle that no root reaches, and how it leads to the object.
    public struct Leak: Equatable, Sendable {
        /// The fingerprint of the finding that the cycle belongs to; nil for an object that no cycle keeps.
        public var fingerprint: String?
        /// The ring, in the order of its references; empty for an object that no cycle keeps.
        public var ring: Path
        /// The references from the ring to the object; empty where the object is in the ring.
        public var path: Path
        /// The store that made the ring's last reference.
        public var closedBy: Finding.Moment?
        /// The event after which no root reached the object.
        public var orphanedBy: Finding.Moment?
        /// The last release of the cascade that ``orphanedBy`` began; nil where that was none.
        public var orphanedThrough: Finding.Moment?

        /// Collects the parts.
        public init(
            fingerprint: String?, ring: Path = Path(), path: Path = Path(), closedBy: Finding.Moment? = nil,
            orphanedBy: Finding.Moment? = nil, orphanedThrough: Finding.Moment? = nil
        ) {
            self.fingerprint = fingerprint
            self.ring = ring
            self.path = path
            self.closedBy = closedBy
            self.orphanedBy = orphanedBy
            self.orphanedThrough = orphanedThrough
        }
    }

    /// How an object died.
    public struct Death: Equatable, Sendable {
        /// The event that freed it; without a place where the source does not know it.
        public var seq: Int
        /// Where it died.
        public var at: Finding.Moment?
        /// Whether a collection freed it, not counting.
        public var byCollector: Bool
        /// The holder that released it last: `a`, `obj#1.b`; empty where the events name none.
        public var lastHolder: String
        /// The release that began its death: its own last one, or that of whatever held it and died first.
        public var cause: Finding.Moment?
        /// The event after which no root reached it, where that was before a collection found it.
        public var orphanedBy: Finding.Moment?

        /// Collects the parts.
        public init(
            seq: Int, at: Finding.Moment?, byCollector: Bool, lastHolder: String, cause: Finding.Moment? = nil,
            orphanedBy: Finding.Moment? = nil
        ) {
            self.seq = seq
            self.at = at
            self.byCollector = byCollector
            self.lastHolder = lastHolder
            self.cause = cause
            self.orphanedBy = orphanedBy
        }
    }

    /// What keeps it, or kept it until it died.
    public enum Answer: Equatable, Sendable {
        /// A root reaches it: the root as people name it, and the references from what the root holds to the object.
        case reached(root: String, path: Path)
        /// No root reaches it, and it was not freed.
        case leaked(Leak)
        /// It was freed before anyone could ask.
        case freed(Death)
    }

    /// The object.
    public var object: ObjectRecord
    /// Its type's name.
    public var type: String
    /// The strong count at the moment that was looked at; nil where the events do not tell, and for the dead.
    public var count: Int?
    /// The mark that was looked at; nil for the last event of a run that did not come so far.
    public var mark: EndMark?
    /// The answer.
    public var answer: Answer
    /// What became of an object that a root reached, once the names were dropped: the leak, if it leaked.
    public var later: Leak?

    /// Collects the parts.
    public init(
        object: ObjectRecord, type: String, count: Int?, mark: EndMark?, answer: Answer, later: Leak? = nil
    ) {
        self.object = object
        self.type = type
        self.count = count
        self.mark = mark
        self.answer = answer
        self.later = later
    }
}
