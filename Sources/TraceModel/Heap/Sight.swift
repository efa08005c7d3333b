/// What of a run its source sees; a run says so, and a command that needs more says which word is missing.
public enum Sight: String, CaseIterable, Sendable, Codable {
    /// Every retain and release.
    case events
    /// The holders at every event.
    case holders
    /// The holders at marks.
    case holdersAtMarks = "holders at marks"
    /// The strong counts.
    case counts
    /// What holds without being held.
    case roots
    /// The statements of the program, as they run.
    case statements
    /// Where objects were made.
    case sites

    /// What the simulated heap sees: everything.
    public static let all = Set(allCases)
}
