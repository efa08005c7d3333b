/// What a source says of a process that it watched, beside what it saw of the heap.
public struct Observation: Equatable, Sendable {
    /// How the watching ended.
    public enum End: String, Sendable {
        /// To the last look.
        case finished
        /// The source gave up, and the program went on.
        case stopped
        /// The source does not observe this program at all.
        case refused
        /// There was no program to run: no such script, no such module.
        case absent
    }

    /// What the source is called: `cpython`.
    public var source: String
    /// What it sees.
    public var sees: Set<Sight> = []
    /// What the program is: `script`, `module`, `command`, `input`, `executable`, `test`.
    public var programKind: String?
    /// The program: a script's path, a module, an executable.
    public var program: String?
    /// The process's command, an argument each.
    public var command: [String] = []
    /// The folder in which it ran.
    public var folder: String?
    /// The runtime and its version.
    public var runtime: String?
    /// The programs that it started and that nobody observed.
    public var unobserved: [String] = []
    /// What became of the fields that the run had weak.
    public var tried: [TriedSlot] = []
    /// What a report should say, in the source's words.
    public var notes: [String] = []
    /// How the watching ended; nil where it broke off.
    public var end: End?
    /// Why it ended before its end.
    public var why: String?

    /// What a source of this name says.
    public init(source: String) { self.source = source }
}

/// What became of a field that a run had weak.
public struct TriedSlot: Equatable, Sendable {
    /// The slot, as it was asked for.
    public var slot: String
    /// On how many classes it was made weak.
    public var installed: Int
    /// How often something was stored in it.
    public var stores: Int
    /// How much of that stayed strong.
    public var strong: Int
    /// How often it was read while its object lived.
    public var reads: Int
    /// How often its object had died.
    public var dead: Int

    /// Describes what became of it.
    public init(slot: String, installed: Int, stores: Int, strong: Int, reads: Int, dead: Int) {
        self.slot = slot
        self.installed = installed
        self.stores = stores
        self.strong = strong
        self.reads = reads
        self.dead = dead
    }
}

/// Takes in what a source sees of a run, as it sees it.
public protocol RunSink: AnyObject {
    /// What is known of the run before anything is seen of it.
    func begin(_ observation: Observation) throws
    /// Names that what follows uses.
    func define(_ names: TraceNames) throws
    /// What was seen at a mark.
    func record(_ look: Look) throws
    /// What a statement did to watched objects.
    func record(_ step: WatchedStep) throws
}

extension RunSink {
    /// Most do not ask.
    public func record(_ step: WatchedStep) throws {}
}

/// Where the objects of a run come from.
public protocol TraceSource {
    /// Hands over everything that is seen of the run, and says what it was.
    ///
    /// - Throws: what the sink throws; `TraceError` where the source cannot go on.
    func run(into sink: any RunSink) throws -> Observation
}
