public import TraceModel

extension Finding {
    /// The references of the ring that reports draw: all of a short one, else the first and the last ones.
    public var shownSteps: [Step] { FindingText.shownSteps(path.count).map { path[$0] } }
}
