/// The count of every instance after every statement of a selection, and who was freed.
public struct StepTable: Equatable, Sendable {
    /// One statement.
    public struct Step: Equatable, Sendable {
        /// The line it begins on, from 1.
        public var line: Int
        /// Its first line, trimmed.
        public var source: String
        /// The strong count of each live instance after it, in the order of allocation.
        public var counts: [(label: String, count: Int)]
        /// The instances freed while it ran, first to last.
        public var deinits: [String]
        /// What it printed.
        public var output: String
        /// The counts before it, where something ran since the step before that is no step; nil where nothing did.
        public var countsBefore: [String: Int]?
        /// How deep it stands in loops, branches and calls; 0 at top level.
        public var depth = 0

        /// Describes a step.
        public init(line: Int, source: String, counts: [(label: String, count: Int)], deinits: [String], output: String)
        {
            self.line = line
            self.source = source
            self.counts = counts
            self.deinits = deinits
            self.output = output
        }

        public static func == (left: Step, right: Step) -> Bool {
            left.line == right.line && left.depth == right.depth && left.source == right.source
                && left.deinits == right.deinits
                && left.output == right.output && left.counts.map(\.label) == right.counts.map(\.label)
                && left.counts.map(\.count) == right.counts.map(\.count)
        }
    }

    /// The statements in the order in which they ran.
    public var steps: [Step]
    /// How many instances behind the first ``mostInstances`` are told nowhere.
    public var instancesLeftOut = 0
    /// How many of these leaked.
    public var leakedLeftOut = 0
    /// The instances that leaked, in the order of allocation.
    public var leaked: [String]
    /// The instances that the final collection freed, sorted by label.
    public var collected: [String]
    /// The name that each instance was first bound to in the module, by label.
    public var names: [String: String]

    /// At most so many instances are shown, the first of the run: memory is bounded by what a reader can take in.
    public static let mostInstances = 10_000

    /// Collects the parts.
    public init(steps: [Step], leaked: [String], collected: [String], names: [String: String]) {
        self.steps = steps
        self.leaked = leaked
        self.collected = collected
        self.names = names
    }
}
