public import LeakAnalysis
public import TraceModel

/// What is known of one run when it is judged.
public struct Evidence: Equatable, Sendable {
    /// What was found.
    public enum Content: Equatable, Sendable {
        /// The run's figures and findings, and the statements that read dead weak references.
        case report(RunReport, deadWeakReads: [DeadWeakRead])
        /// The recording of the run is damaged; why, in one line.
        case damaged(String)
    }

    /// The run.
    public var run: RunInfo
    /// What was found.
    public var content: Content
    /// The whole paths of other files that the recording has under the same name.
    public var otherPaths: [String]

    /// Describes a run.
    public init(run: RunInfo, content: Content, otherPaths: [String] = []) {
        self.otherPaths = otherPaths
        self.run = run
        self.content = content
    }
}
