public import LeakAnalysis
public import TraceModel

/// One thing to say of a program under a design.
public enum Verdict: Equatable, Sendable {
    /// A leak that neither the baseline nor the known leaks have.
    case newLeak(Finding)
    /// A leak of the baseline that has more cycles, or keeps more objects.
    case moreLeaks(Change)
    /// What leaks if references that may be there are: a failure only where everything stale is.
    case likely(Finding)
    /// Not everything was examined, so that nothing is proven; why.
    case notExamined(String?)
    /// A leak of the baseline that other code closes now.
    case moved(Change)
    /// The recording has another program of the same name, in the files at these paths.
    case sameName([String])
    /// The most live bytes, past their bound.
    case peakGrew(bytes: Int, before: Int, bound: Int)
    /// A statement whose weak reads began to find nothing, or find nothing more often.
    case deadWeakReads(DeadWeakRead, before: Int)
    /// The run had another collector than the baseline's, so nothing can be compared.
    case otherCollector(is: CollectorName, was: CollectorName)
    /// The program itself failed; why.
    case programFailed(String?)

    /// The run stopped before its end.
    case interrupted(events: Int)
    /// The run was stopped, for what grew past its limit.
    case stopped(reason: String?, events: Int)
    /// A recorder is still at work on the run.
    case stillRecording(events: Int)
    /// The baseline has it, the recording does not.
    case missing
    /// The recording of the run is damaged; how.
    case damaged(String)

    /// A leak of the baseline that is gone.
    case fixed(Baseline.Leak)
    /// A leak that somebody answers for.
    case known(Finding, KnownLeak)
    /// A leak of the baseline that is no worse.
    case accepted(Finding)
    /// The run had other parameters than the baseline's.
    case otherParameters(is: [String: String], was: [String: String])
    /// The baseline does not have the program and design.
    case notInBaseline

    /// The leak that it is about; nil where it is not a leak, or gone.
    public var finding: Finding? {
        switch self {
        case .newLeak(let finding), .accepted(let finding), .likely(let finding), .known(let finding, _): finding
        case .moreLeaks(let change), .moved(let change): change.finding
        default: nil
        }
    }

    /// How a leak of the baseline grew.
    public struct Change: Equatable, Sendable {
        /// The leak now.
        public var finding: Finding
        /// How many iterations there are now; 0 for a program without a loop.
        public var iterations: Int
        /// The leak as the baseline has it.
        public var before: Baseline.Leak
        /// How many iterations there were then.
        public var iterationsBefore: Int

        /// Describes a change.
        public init(finding: Finding, iterations: Int, before: Baseline.Leak, iterationsBefore: Int) {
            self.finding = finding
            self.iterations = iterations
            self.before = before
            self.iterationsBefore = iterationsBefore
        }
    }

    /// How much a verdict weighs.
    public enum Weight: Int, Comparable, Sendable {
        /// Nothing to object to.
        case note
        /// A regression.
        case failure
        /// Nothing can be concluded.
        case incomplete

        /// Orders weights by what they outweigh.
        public static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
    }

    /// What it weighs.
    public var weight: Weight {
        switch self {
        case .newLeak, .moreLeaks, .moved, .sameName, .peakGrew, .deadWeakReads, .otherCollector, .programFailed:
            .failure
        case .notExamined, .interrupted, .stopped, .stillRecording, .missing, .damaged: .incomplete
        case .likely, .fixed, .known, .accepted, .otherParameters, .notInBaseline: .note
        }
    }
}
