public import Inspection
import LeakAnalysis
public import TraceModel

/// What `why` renders: one object of a run, and what keeps or kept it.
public struct Why: Sendable {
    /// The run.
    public var run: RunInfo
    /// The object and the answer.
    public var why: WhyAlive

    /// Collects the parts.
    public init(run: RunInfo, why: WhyAlive) {
        self.run = run
        self.why = why
    }
}
