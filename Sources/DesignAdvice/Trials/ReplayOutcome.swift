public import LeakAnalysis
public import TraceModel

/// What came of one run of a program under one design and schedule.
public struct ReplayOutcome: Equatable, Sendable {
    /// Instances that leaked.
    public var leakedObjects = 0
    /// Bytes that leaked objects of every kind hold.
    public var leakedBytes = 0
    /// The leaks by cause.
    public var findings: [Finding] = []
    /// What grows with every pass of a loop without a ring; no design is tried against it.
    public var growth: [Finding] = []
    /// How often a weak slot of the design was read after its object had died, in the program's own statements.
    public var deadReadCount = 0
    /// The first of these reads for each object that died, at most ``mostDeadReads``.
    public var deadReads: [DeadRead] = []
    /// How many different objects died before their last reader.
    public var prematureDeinits = 0
    /// How often finalizers, and what runs as names are dropped, found a weak slot dead.
    public var deadReadsInFinalizers = 0
    /// Who reads the weak slots while their objects live, at most ``mostReaders``, those that read first first.
    public var readers: [WeakReader] = []
    /// How often a weak slot was read while its object lived, by the program's own statements.
    var weakReads = 0
    /// The names of the fields and variables that were read so; empty text for an element or a method's receiver.
    var readFields: Set<String> = []
    /// What the program printed, and how it ended.
    public var result: ProgramResult
    /// What finalizers printed, and what was printed as names were dropped.
    var printedByFinalizers = ""
    /// Everything that was printed until names were dropped, in its order.
    public var printed = ""
    /// Instances that only a collection of the program, or of its collector, freed.
    public var collectedObjects = 0
    /// The most bytes that were live at once.
    public var peakBytes = 0
    /// How many instances were made.
    public var allocatedObjects = 0
    /// How many events the run had.
    public var events = 0
    /// How many statements ran.
    public var statements = 0
    /// How many collections ran before the program's end.
    public var collections = 0

    /// How many dead reads are kept.
    public static let mostDeadReads = 5
    /// How many readers are kept.
    public static let mostReaders = 5

    /// Whether anything leaked, instance or not.
    public var leaks: Bool { leakedObjects > 0 || leakedBytes > 0 || !findings.isEmpty }

    /// How what finalizers print differs from another run; nil where all output is the same.
    public func outputDifference(from other: ReplayOutcome) -> OutputDifference? {
        guard printed != other.printed else { return nil }
        guard printedByFinalizers != other.printedByFinalizers else { return .moment }
        return .finalizers(
            lines: Self.lines(printedByFinalizers), instead: Self.lines(other.printedByFinalizers))
    }

    private static func lines(_ text: String) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
            - (text.isEmpty ? 1 : 0)
    }
}

/// How the output of two runs differs that is the same in what the program's own statements print.
public enum OutputDifference: Equatable, Sendable {
    /// Finalizers print other lines, so many instead of so many.
    case finalizers(lines: Int, instead: Int)
    /// They print the same at other moments.
    case moment
}
