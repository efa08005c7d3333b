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
    /// What the program printed, and how it ended.
    public var result: ProgramResult
    /// The most bytes that were live at once.
    public var peakBytes = 0
    /// How many instances came into being.
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
}
