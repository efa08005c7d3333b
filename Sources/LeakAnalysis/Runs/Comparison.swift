/// The designs of one program, side by side.
public struct Comparison: Equatable, Sendable {
    /// What the designs, taken together, say about the program.
    public enum Verdict: Equatable, Sendable {
        /// No design leaks.
        case clean
        /// Some designs leak and others do not: the cycles of the first are gone in the second.
        case fixed(leaking: [String], clean: [String])
        /// Every design leaks.
        case leaks
        /// A run is not finished, so nothing can be concluded; these are the designs that are not.
        case incomplete([String])
    }

    /// The program's name.
    public var program: String
    /// One run a design, the strong design first.
    public var runs: [RunReport]
    /// What they say together.
    public var verdict: Verdict
    /// The whole paths of other files that the recording has under the program's name.
    public var otherPaths: [String] = []

    /// Collects the parts.
    public init(program: String, runs: [RunReport], verdict: Verdict) {
        self.program = program
        self.runs = runs
        self.verdict = verdict
    }
}
