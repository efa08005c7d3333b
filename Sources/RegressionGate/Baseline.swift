import LeakAnalysis
public import TraceModel

/// What the runs of a project are known to do: the measure for the next ones.
///
/// It holds nothing that recording the same program again would change: no numbers of runs or events, no times, no lines.
public struct Baseline: Equatable, Sendable {
    /// One program under one design.
    public struct Entry: Equatable, Sendable {
        /// What was run.
        public var subject: Subject
        /// The parameters that the program ran with, by name.
        public var parameters: [String: String]
        /// How many iterations its loop made; 0 for a program without one.
        public var iterations: Int
        /// The most bytes that were live at once.
        public var peakBytes: Int
        /// The leaks, by fingerprint.
        public var leaks: [Leak]
        /// The statements that read dead weak references, sorted.
        public var deadWeakReads: [DeadReads]
    }

    /// A finding, as far as it is the same in every recording.
    public struct Leak: Equatable, Sendable {
        /// The finding's fingerprint.
        public var fingerprint: String
        /// Its slots, `Type.field` each, for people.
        public var ring: [String]
        /// The statement that closed the first cycle; nil where it is not known.
        public var closedBy: String?
        /// The function in whose code that is; nil at top level, and in a baseline of version 1.
        public var closedIn: String?
        /// How many cycles were left.
        public var left: Int
        /// How many cycles a collection of the program freed; nil in a baseline of version 1, which did not look.
        public var collected: Int?
        /// How many instances of classes they keep, themselves included.
        public var keptObjects: Int
        /// How many of these the iterations made over which growth is measured; nil in a baseline of version 1.
        public var grownObjects: Int?
        /// What every pass leaves within reach; nil for a ring.
        public var perPass: PerPass?

        /// Describes a leak.
        public init(
            fingerprint: String, ring: [String], closedBy: String?, closedIn: String? = nil, left: Int,
            collected: Int? = 0, keptObjects: Int, grownObjects: Int? = 0, perPass: PerPass? = nil
        ) {
            self.fingerprint = fingerprint
            self.ring = ring
            self.closedBy = closedBy
            self.closedIn = closedIn
            self.left = left
            self.collected = collected
            self.keptObjects = keptObjects
            self.grownObjects = grownObjects
            self.perPass = perPass
        }

        /// How many cycles in all.
        public var instances: Int { left.addingReportingOverflow(collected ?? 0).partialValue }
    }

    /// What a pass of a loop leaves within reach.
    public struct PerPass: Equatable, Sendable {
        /// Whole instances of classes.
        public var objects: Int
        /// Bytes of every kind of object.
        public var bytes: Int

        /// Describes what a pass leaves.
        public init(objects: Int, bytes: Int) {
            self.objects = objects
            self.bytes = bytes
        }
    }

    /// The vain reads of a statement.
    public struct DeadReads: Equatable, Comparable, Sendable {
        /// The statement's file.
        public var file: String
        /// The statement.
        public var statement: String
        /// How often it read in vain.
        public var reads: Int

        /// Orders reads by file, then statement.
        public static func < (left: DeadReads, right: DeadReads) -> Bool {
            (left.file, left.statement) < (right.file, right.statement)
        }
    }

    /// By how many hundredths a peak may grow before that is a regression.
    public var peakMayGrowPercent: Int
    /// What is known of each program and design, sorted by them.
    public private(set) var entries: [Entry]

    /// By how many hundredths a peak may grow by default.
    public static let usualPeakGrowth = 10

    /// The version of the file's keys and their meaning.
    public static let schemaVersion = 2

    /// Whether its file is of version 1: programs are called by their file's name without suffix there, and prints are
    /// computed again from the rings.
    public var isFormer: Bool

    /// A baseline of these entries; of two with one program and design the later counts.
    public init(peakMayGrowPercent: Int = usualPeakGrowth, entries: [Entry] = [], isFormer: Bool = false) {
        self.isFormer = isFormer
        self.peakMayGrowPercent = peakMayGrowPercent
        let bySubject = Dictionary(entries.map { ($0.subject, $0) }) { $1 }
        self.entries = bySubject.values.sorted { $0.subject < $1.subject }
    }

    /// What is known of a program and design.
    public subscript(subject: Subject) -> Entry? {
        if let entry = entries.first(where: { $0.subject == subject }) { return entry }
        var subject = subject
        if isFormer { subject.program = subject.formerName }
        // With another collector it is another run, of which at least that is known.
        return entries.first { $0.subject == subject }
            ?? entries.first { $0.subject.program == subject.program && $0.subject.design == subject.design }
    }
}

/// What is judged: a program under a design, with what ran beside counting.
public struct Subject: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The program's name.
    public var program: String
    /// The design's name.
    public var design: String
    /// The collector beside counting.
    public var collector: CollectorName

    /// Names a program and a design.
    public init(program: String, design: String, collector: CollectorName = .none) {
        self.program = program
        self.design = design
        self.collector = collector
    }

    /// What a run ran.
    public init(_ run: RunInfo) {
        self.init(
            program: run.description.program, design: run.description.design.name,
            collector: run.description.collector)
    }

    /// `PROGRAM/DESIGN`, as the command line names it.
    public var description: String { "\(program)/\(design)" }

    /// The same, with its collector where it has one.
    public var fullName: String { collector == .none ? description : "\(description) with \(collector.text)" }

    /// What version 1 called the program: its file's name without folder and suffix.
    var formerName: String {
        let file = program.split(separator: "/").last.map(String.init) ?? program
        return file.hasSuffix(".py") && file != ".py" ? String(file.dropLast(3)) : file
    }

    /// Orders subjects by program; of one program the strong design comes first, the others by name.
    public static func < (left: Subject, right: Subject) -> Bool {
        func key(_ subject: Subject) -> (String, Int, String, String) {
            (subject.program, subject.design == Design.strong.name ? 0 : 1, subject.design, subject.collector.text)
        }
        return key(left) < key(right)
    }
}
