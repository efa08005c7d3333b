public import Inspection
import LeakAnalysis
public import TraceModel

/// What `steps` renders: a run and its counts, statement by statement.
public struct Steps: Sendable {
    /// The run.
    public var run: RunInfo
    /// Its statements.
    public var table: StepTable

    /// Collects the parts.
    public init(run: RunInfo, table: StepTable) {
        self.run = run
        self.table = table
    }

    /// Every instance that a statement mentions, in the order of allocation.
    ///
    /// One that was born and freed inside one statement has no count anywhere; it stands behind
    /// those that came before its statement's end, in the order of its deinit.
    var labels: [String] {
        var seen: Set<String> = []
        var labels: [String] = []
        for step in table.steps {
            for label in step.counts.map(\.label) + step.deinits where seen.insert(label).inserted {
                labels.append(label)
            }
        }
        return labels
    }

    /// A count as people read it; `?` where the source of the events cannot know it.
    package static func text(_ count: Int) -> String { count < 0 ? "?" : String(count) }
}

extension StepTable.Step {
    /// The statement as deep in as it stands.
    var indented: String { String(repeating: "  ", count: min(depth, 8)) + source }
}
