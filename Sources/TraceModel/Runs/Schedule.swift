/// When a program's roots are released and when garbage is collected, where the program itself leaves it open.
///
/// A design that is right only under one schedule is right by luck.
public enum Schedule: String, CaseIterable, Sendable, Codable {
    /// As the program is recorded.
    case asIs = "as is"
    /// With a collection between every two statements.
    case collecting
    /// With the names that are left at the end dropped in the reverse order, the last bound first.
    case reversed

    /// Whether a collection runs between every two statements.
    public var collectsBetweenStatements: Bool { self == .collecting }

    /// Whether names are dropped in the reverse order of their binding.
    public var dropsNamesInReverse: Bool { self == .reversed }
}
