public import TraceModel

/// What was tried to free a program's leaks, and what to do.
public struct Advice: Equatable, Sendable {
    /// What to do.
    public enum Recommendation: Equatable, Sendable {
        /// Nothing: the strong design leaks nothing.
        case nothingLeaks
        /// Make the slots of this design weak, which stands at this place of ``Advice/tried``.
        case weaken(Int)
        /// No weak slots fix it: clear these fields.
        case clear([Clearing])
        /// The bound was reached before a fix was found; clearing these fields would do.
        case undecided([Clearing])
    }

    /// A field to clear, and when.
    public struct Clearing: Equatable, Sendable {
        /// The label of the object whose field it is.
        public var object: String
        /// The name that the program bound the object to first; nil for one without a name.
        public var name: String?
        /// The slot.
        public var slot: Slot
        /// Whether the slot is a variable that a function captures, which no other code can clear.
        public var isCapture = false
        /// The field with the positions inside containers: `children[0]`.
        public var field: String
        /// The label of what the field leads to.
        public var target: String
        /// The statement after which nothing reaches the object any more; nil where the events do not tell.
        public var before: Finding.Moment?
        /// How many cycles are like this one.
        public var instances: Int
    }

    /// The program's name.
    public var program: String
    /// The strong design's run, as the program is recorded.
    public var strong: ReplayOutcome
    /// The designs in the order in which they were tried.
    public var tried: [TriedDesign]
    /// What to do.
    public var recommendation: Recommendation
    /// How many designs might be tried.
    public var maximumDesigns: Int
    /// Whether that bound left designs untried.
    public var isLimited: Bool

    /// The design that is recommended; nil where none is.
    public var recommended: TriedDesign? {
        if case .weaken(let place) = recommendation { tried[place] } else { nil }
    }

    /// Whether a list of fixes of the same size stands behind the recommended one.
    public var otherFixes: [TriedDesign] {
        guard let recommended else { return [] }
        return tried.filter { $0.verdict == .fixes && $0.slots != recommended.slots }
    }
}
