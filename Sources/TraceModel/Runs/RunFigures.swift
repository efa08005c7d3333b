/// The few figures of a run that a list of many can show.
public struct RunFigures: Equatable, Sendable {
    /// How many instances of classes were made.
    public var allocated: Int
    /// How many of them leaked.
    public var leaked: Int
    /// How many findings it has.
    public var findings: Int
    /// The most bytes that were live at once.
    public var peakBytes: Int

    /// Collects the figures.
    public init(allocated: Int, leaked: Int, findings: Int, peakBytes: Int) {
        self.allocated = allocated
        self.leaked = leaked
        self.findings = findings
        self.peakBytes = peakBytes
    }
}
