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
        /// The collector beside counting.
        public var collector: CollectorName
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
        /// The statement that closed the first cycle, for people; nil where it is not known.
        public var closedBy: String?
        /// How many cycles.
        public var instances: Int
        /// How many instances of classes they keep, themselves included.
        public var keptObjects: Int

        /// Describes a leak.
        public init(fingerprint: String, ring: [String], closedBy: String?, instances: Int, keptObjects: Int) {
            self.fingerprint = fingerprint
            self.ring = ring
            self.closedBy = closedBy
            self.instances = instances
            self.keptObjects = keptObjects
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

    /// By how many hundredths a peak may grow where nobody says otherwise.
    public static let usualPeakGrowth = 10

    /// The version of the file's keys and their meaning.
    public static let schemaVersion = 1

    /// A baseline of these entries; of two with one program and design the later counts.
    public init(peakMayGrowPercent: Int = usualPeakGrowth, entries: [Entry] = []) {
        self.peakMayGrowPercent = peakMayGrowPercent
        let bySubject = Dictionary(entries.map { ($0.subject, $0) }) { $1 }
        self.entries = bySubject.values.sorted { $0.subject < $1.subject }
    }

    /// What is known of a program and design.
    public subscript(subject: Subject) -> Entry? { entries.first { $0.subject == subject } }
}

/// What is judged: a program under a design.
public struct Subject: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The program's name.
    public var program: String
    /// The design's name.
    public var design: String

    /// Names a program and a design.
    public init(program: String, design: String) {
        self.program = program
        self.design = design
    }

    /// What a run ran.
    public init(_ run: RunInfo) { self.init(program: run.description.program, design: run.description.design.name) }

    /// `PROGRAM/DESIGN`, as the command line names it.
    public var description: String { "\(program)/\(design)" }

    /// Orders subjects by program; of one program the strong design comes first, the others by name.
    public static func < (left: Subject, right: Subject) -> Bool {
        func key(_ subject: Subject) -> (String, Int, String) {
            (subject.program, subject.design == Design.strong.name ? 0 : 1, subject.design)
        }
        return key(left) < key(right)
    }
}
