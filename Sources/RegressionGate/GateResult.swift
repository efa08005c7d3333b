public import TraceModel

/// What the gate says.
public struct GateResult: Equatable, Sendable {
    /// What it says of one program under one design.
    public struct Judgement: Equatable, Sendable {
        /// What was judged.
        public var subject: Subject
        /// The run; nil where there is none.
        public var run: RunInfo?
        /// Everything to say, what weighs most first.
        public var verdicts: [Verdict]

        /// Collects what is said.
        public init(subject: Subject, run: RunInfo?, verdicts: [Verdict]) {
            self.subject = subject
            self.run = run
            self.verdicts = verdicts
        }

        /// The most that any of it weighs.
        public var weight: Verdict.Weight { verdicts.map(\.weight).max() ?? .note }

        var isFailedProgram: Bool {
            verdicts.contains { if case .programFailed = $0 { true } else { false } }
        }
    }

    /// What became of a known leak.
    public struct Entry: Equatable, Sendable {
        /// The leak.
        public var leak: KnownLeak
        /// Whether no run has it any more.
        public var isUnmatched: Bool
        /// Whether its last day is over.
        public var isExpired: Bool
        /// The fingerprint to write, where it has one as they were before version 0.2; nil for every other.
        public var newPrint: String?

        /// Collects what became of it.
        public init(leak: KnownLeak, isUnmatched: Bool, isExpired: Bool, newPrint: String? = nil) {
            self.newPrint = newPrint
            self.leak = leak
            self.isUnmatched = isUnmatched
            self.isExpired = isExpired
        }

        /// Whether somebody should look at it.
        public var isStale: Bool { isUnmatched || isExpired }
    }

    /// How it ends.
    public enum Outcome: String, Sendable {
        /// Nothing to object to.
        case passed
        /// Something is worse than before.
        case failed
        /// A run is not whole, or there is none, so nothing is proven.
        case incomplete
    }

    /// What is said of every program and design, sorted by them.
    public var judgements: [Judgement]
    /// What became of the known leaks, in the order of their file.
    public var entries: [Entry]
    /// The baseline's name; nil where there was none.
    public var baselineName: String?
    /// Whether the baseline is of version 1.
    public var isFormerBaseline: Bool
    /// Whether a stale known leak is a failure.
    public var isStrict: Bool

    /// Collects the parts.
    public init(
        judgements: [Judgement], entries: [Entry], baselineName: String?, isFormerBaseline: Bool = false, isStrict: Bool
    ) {
        self.isFormerBaseline = isFormerBaseline
        self.judgements = judgements
        self.entries = entries
        self.baselineName = baselineName
        self.isStrict = isStrict
    }

    /// How it ends: an unfinished run outweighs a worse leak.
    public var outcome: Outcome {
        let weight = judgements.map(\.weight).max()
        if weight == nil || weight == .incomplete { return .incomplete }
        return weight == .failure || (isStrict && entries.contains(where: \.isStale)) ? .failed : .passed
    }
}
