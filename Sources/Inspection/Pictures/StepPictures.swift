import LeakAnalysis
public import TraceModel

/// The pictures of a run, one after each of some statements: the same few objects in all of them.
public struct StepPictures: Equatable, Sendable {
    /// What one statement left behind.
    public struct Frame: Equatable, Sendable {
        /// The number of the statement among those that one steps through, from 1, loops pass by pass; nil for the end of
        /// the run, where the names are dropped.
        public var number: Int?
        /// The statement, with the event that began it; nil where the source does not know it.
        public var statement: Finding.Moment?
        /// The drawn objects that are alive, and who holds them.
        public var picture: ObjectPicture
        /// The drawn objects that were freed since the frame before, first to last.
        public var freed: [String]
        /// What was printed since the frame before.
        public var output: String
        /// How often the statement has begun: in which pass of a loop, or call of a function, it stands.
        public var pass: Int

        /// Describes a frame.
        public init(
            number: Int?, statement: Finding.Moment?, picture: ObjectPicture, freed: [String], output: String,
            pass: Int = 1
        ) {
            self.pass = pass
            self.number = number
            self.statement = statement
            self.picture = picture
            self.freed = freed
            self.output = output
        }
    }

    /// The frames, oldest first.
    public var frames: [Frame]
    /// How many statements ran that one steps through.
    public var statementCount: Int
    /// How many objects there were that would be boxes.
    public var objectCount: Int
    /// The labels of the objects that are drawn, in the order of allocation.
    public var drawn: [String]

    /// Collects the parts.
    public init(frames: [Frame], statementCount: Int, objectCount: Int, drawn: [String]) {
        self.frames = frames
        self.statementCount = statementCount
        self.objectCount = objectCount
        self.drawn = drawn
    }
}
