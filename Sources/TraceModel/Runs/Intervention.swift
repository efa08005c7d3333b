/// What a replay does to a program that the program does not do itself.
public struct Intervention: Equatable, Sendable {
    /// Stores of None at given moments.
    public var clearings: [Clearing]
    /// Whether neither the program nor its collector collects: what counting alone frees is freed, and nothing else.
    ///
    /// `gc.collect()` returns 0 then; the collections of a schedule, and the final one, stay.
    public var leavesOutCollections: Bool

    /// Nothing.
    public static let none = Intervention()

    /// Describes an intervention.
    public init(clearings: [Clearing] = [], leavesOutCollections: Bool = false) {
        self.clearings = clearings
        self.leavesOutCollections = leavesOutCollections
    }
}
