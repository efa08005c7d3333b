public import TraceModel

/// What `report` says of one run.
public struct RunReport: Equatable, Sendable {
    /// The run.
    public var run: RunInfo
    /// Its headline figures.
    public var summary: RunSummary
    /// Its leaks.
    public var findings: [Finding]

    /// Collects the parts.
    public init(run: RunInfo, summary: RunSummary, findings: [Finding]) {
        self.run = run
        self.summary = summary
        self.findings = findings
    }

    /// Whether the run proves nothing although nothing was found: it is only a part, or it was observed and not
    /// everything was examined.
    public var isUnproven: Bool {
        if isPartial { return true }
        guard let observed = summary.observed, !leaks else { return false }
        return !observed.isEverythingExamined
    }

    /// Whether the run stopped before its end, so that its findings tell only of a part.
    public var isPartial: Bool { run.status != .finished }
}
