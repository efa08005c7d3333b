import TraceModel

extension Comparison {
    /// The run of the strong design that the others' results are compared with: the newest that finished.
    public var reference: RunReport? {
        runs.last { $0.run.description.design == .strong && !$0.isPartial }
    }

    /// Whether a run printed what the strong design's run printed.
    ///
    /// Nil where that cannot be told: there is no finished run of the strong design, it had other parameters or another
    /// text that is not its design written out, or the run is itself only a part.
    public func hasSameResult(_ report: RunReport) -> Bool? {
        guard let reference, !report.isPartial || report.run.status == .failed else { return nil }
        let (mine, theirs) = (report.run.description, reference.run.description)
        guard mine.parameters == theirs.parameters,
            mine.programText == theirs.programText || mine.design == .writtenOut
        else { return nil }
        if report.run.status == .failed { return false }
        return report.summary.output?.digest == reference.summary.output?.digest
    }

    /// The finished runs whose result differs from the strong design's.
    public var changedResults: [RunReport] { runs.filter { !$0.isPartial && hasSameResult($0) == false } }
}
