/// What is told of an observed run beside its findings.
public struct ObservedFigures: Equatable, Sendable, Codable {
    /// Objects of a type that are held, and what holds one of them.
    public struct Alive: Equatable, Sendable, Codable {
        /// The type.
        public var type: String
        /// How many at the last mark that told.
        public var count: Int
        /// Their bytes; nil where the source does not know them.
        public var bytes: Int?
        /// What holds one of them; nil where the source does not say.
        public var heldBy: String?
        /// How many there were at the marks that told, the last 20 of them.
        public var counts: [Int]

        /// Describes what is alive.
        public init(type: String, count: Int, bytes: Int?, heldBy: String?, counts: [Int]) {
            self.type = type
            self.count = count
            self.bytes = bytes
            self.heldBy = heldBy
            self.counts = counts
        }

        /// Whether there were more at every mark, of three at least.
        public var grows: Bool { counts.count >= 3 && zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 } }
    }

    /// What the source sees, sorted.
    public var sees: [Sight] = []
    /// The runtime and its version.
    public var runtime: String?
    /// How many marks there were, and how many of them could be judged.
    public var marks = 0
    public var judgedMarks = 0
    /// How many objects were looked at, and how many were freed by collections that no look saw.
    public var examined = 0
    public var unexamined = 0
    /// How many objects had fewer counts than references.
    public var notUnderstood = 0
    /// How many instances are unreached only if what may be is counted.
    public var likely = 0
    /// How many unreached instances are only counted, without their rings.
    public var withoutRing = 0
    /// How many rings are no concern of the user's.
    public var libraryRings = 0
    /// What is held, by type.
    public var alive: [Alive] = []
    /// Programs that it started and that were not observed.
    public var unobserved: [String] = []
    /// What the source wants said.
    public var notes: [String] = []
    /// Whether it was watched to its end.
    public var isWhole = true
    /// Why it was not; nil where that is unknown.
    public var why: String?
    /// The status of the command that was watched, 128 and the signal where one ended it; nil where nothing waited for it.
    public var exitStatus: Int?
    /// Whether it still ran when this was seen; nil for what had ended.
    public var stillRuns: Bool?

    /// Nothing seen yet.
    public init() {}

    /// Whether everything was examined that the source could: only then is a run without a finding clean.
    public var isEverythingExamined: Bool {
        examined > 0 && unexamined == 0 && unobserved.isEmpty && isWhole && marks > 0 && judgedMarks == marks
    }
}
