public import TraceModel

/// How what is live grows from one iteration of a run's loop to the next, and what explains it.
///
/// The rule, for the series of live bytes and that of live instances at the ends of the iterations:
/// - The last half of the iterations is cut into four blocks of equal length. The series *grows* where neither the
///   least nor the greatest value ever sinks from block to block, and both end higher than they began. A cache that
///   fills once is level by then; a collector's saw rises and falls within the blocks.
/// - The *slope* is that of the straight line through the last half, by least squares; the line is steady from the
///   first iteration on after which no value lies farther from it than the last half's greatest step.
/// - Fewer than ``leastIterations`` tell nothing.
public struct Growth: Equatable, Sendable {
    /// What the iterations, taken together, look like.
    public enum Pattern: String, Sendable {
        /// There are too few iterations to tell.
        case unknown
        /// Every iteration ends with as much as the first.
        case level
        /// It grew at first and is level since: a cache that filled, or a start that is made once.
        case fills
        /// It still grows at the end, iteration by iteration.
        case grows
    }

    /// What it looks like.
    public var pattern: Pattern
    /// The iteration after which the slope is steady.
    public var steadyAfter: Int
    /// By how much live bytes grow with an iteration, once that is steady.
    public var bytesPerIteration: Double
    /// By how much live instances grow with an iteration, once that is steady.
    public var objectsPerIteration: Double
    /// By how much live bytes grew from ``steadyAfter`` to the last iteration.
    public var bytes: Int
    /// By how much live instances grew meanwhile.
    public var objects: Int
    /// The fingerprint of the finding that explains the most of it; nil where none explains any.
    public var explainedBy: String?
    /// How many of these bytes that finding keeps.
    public var explainedBytes: Int
    /// How many of these instances that finding keeps.
    public var explainedObjects: Int

    /// With fewer iterations nothing is said about their pattern.
    public static let leastIterations = 5

    /// Looks at a run's iterations; nil where it has none.
    ///
    /// O(iterations + findings).
    public init?(_ iterations: [RunSummary.Iteration], findings: [Finding]) {
        guard let window = GrowthWindow(iterations), let last = iterations.last else { return nil }
        let first = iterations[window.place]
        pattern = window.pattern
        steadyAfter = first.index
        bytesPerIteration = window.bytes.slope
        objectsPerIteration = window.objects.slope
        (bytes, _) = last.liveBytes.subtractingReportingOverflow(first.liveBytes)
        (objects, _) = last.liveObjects.subtractingReportingOverflow(first.liveObjects)
        // Of what is within reach the findings know only a part of the passes.
        let suspect =
            findings.first { $0.kind == .growth }
            ?? findings.max { ($0.grownBytes, $0.grownObjects) < ($1.grownBytes, $1.grownObjects) }
        let explains = pattern == .grows && (suspect?.grownBytes ?? 0) > 0
        explainedBy = explains ? suspect?.fingerprint : nil
        explainedBytes = explains ? suspect?.grownBytes ?? 0 : 0
        explainedObjects = explains ? suspect?.grownObjects ?? 0 : 0
    }
}

extension RunReport {
    /// How the run's loop grows; nil for a run without iterations.
    public var growth: Growth? { Growth(summary.iterations, findings: findings) }
}
