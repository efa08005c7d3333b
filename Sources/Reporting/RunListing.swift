public import TraceModel

/// A row of `runs`.
public struct RunListing: Sendable {
    /// The run.
    public var run: RunInfo
    /// Its figures; nil where nobody has computed them.
    public var summary: RunSummary?

    /// Lists a run.
    public init(run: RunInfo, summary: RunSummary? = nil) {
        self.run = run
        self.summary = summary
    }
}
