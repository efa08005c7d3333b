public import Inspection
import LeakAnalysis
public import TraceModel

/// What `history` renders: one object of a run.
public struct History: Sendable {
    /// The run.
    public var run: RunInfo
    /// The object and its events.
    public var history: ObjectHistory
    /// Whether only what never met its partner is shown.
    public var isUnpairedOnly: Bool

    /// Collects the parts.
    public init(run: RunInfo, history: ObjectHistory, isUnpairedOnly: Bool = false) {
        self.run = run
        self.history = history
        self.isUnpairedOnly = isUnpairedOnly
    }

    /// Whether its source sees no holders: then a retain is paired with a release of the same function.
    var isPairedByFunction: Bool { !run.description.sees.contains(.holders) }

    /// The events that are shown.
    var entries: [ObjectHistory.Entry] { isUnpairedOnly ? history.unpaired : history.entries }
}
