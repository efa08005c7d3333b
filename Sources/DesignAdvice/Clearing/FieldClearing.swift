public import TraceModel

/// A field that is set to None on every object of a ring that has it, each just before its own moment of loss.
public struct FieldClearing: Equatable, Sendable {
    /// A moment of the program at which objects are cleared.
    public struct Place: Equatable, Sendable {
        /// What releases it after the statement, where the statement itself does not.
        public enum End: Hashable, Sendable {
            /// The statement, or what runs it.
            case statement
            /// The function ends.
            case function
            /// The next pass of a loop begins.
            case pass
            /// The program ends.
            case program
        }

        /// The statement beside which it happens.
        public var statement: Finding.Moment
        /// On which side of it.
        public var side: Clearing.Moment
        /// What comes behind it.
        public var end: End
        /// The function whose statement it is; `<module>` at top level.
        public var function: String
        /// The label of the first object that is cleared here.
        public var object: String
        /// How many objects are cleared here.
        public var objects: Int
        /// In how many runs of the statement.
        public var runs: Int
        /// How often the statement runs in all.
        public var allRuns: Int
        /// The statement to write there: `w.button.on_click = None`; nil where no name in scope leads there each time.
        public var code: String?

        /// Whether the code can be written there, because a name leads there whenever the statement runs.
        public var isCode: Bool { code != nil && runs == allRuns }
    }

    /// The slot.
    public var slot: Slot
    /// Whether the slot is a variable that a function captures.
    public var isCapture: Bool
    /// The label of the first object whose slot is cleared.
    public var object: String
    /// How many objects have their slot cleared.
    public var objects: Int
    /// What the program's language calls nothing: `None`, or `nil`.
    public var nothing = "None"
    /// When, the most objects first.
    public var places: [Place]

    /// Whether all of it can be written as code.
    public var isCode: Bool { !places.isEmpty && places.allSatisfy(\.isCode) }
}
