/// A moment at which the heap of a running program was looked at.
public struct Mark: Equatable, Sendable, Codable {
    /// Why it was looked at.
    public enum Kind: String, Sendable, Codable {
        /// Before a collection of the runtime.
        case look
        /// Somebody asked for it.
        case asked
        /// A test ended.
        case test
        /// A scope ended.
        case scope
        /// The program ended.
        case end
        /// As if the names of the program's main module were dropped, too.
        case dropped
        /// The process ends.
        case exit
    }

    /// What becomes of what nothing reaches, where a collection follows.
    public enum Collection: String, Sendable, Codable {
        /// The runtime collects of itself.
        case automatic
        /// The program asked for it.
        case program
    }

    /// Its number in the run, from 1.
    public var number: Int
    /// Why it was looked at.
    public var kind: Kind
    /// What people call it: `look 40`, a test's name.
    public var name: String
    /// Whether the source trusts what it saw.
    public var isJudged: Bool
    /// The collection that follows; nil where none does.
    public var collection: Collection?

    /// Describes a moment.
    public init(number: Int, kind: Kind, name: String, isJudged: Bool, collection: Collection? = nil) {
        self.number = number
        self.kind = kind
        self.name = name
        self.isJudged = isJudged
        self.collection = collection
    }
}

/// What a source saw at a mark: every object that may be unreached, and what it likes to tell of the others.
public struct Look: Equatable, Sendable {
    /// What holds without being held, as far as the source can name it.
    public struct Root: Equatable, Sendable {
        /// What sort of holder.
        public enum Kind: String, Sendable {
            /// A variable of a module.
            case global
            /// A variable of a function that runs.
            case local
            /// A thread.
            case thread
            /// Something that the source cannot see.
            case outside
        }

        /// What is held.
        public var object: ObjectID
        /// What sort of holder.
        public var kind: Kind
        /// The variable.
        public var name: String?
        /// The module or function.
        public var place: String?

        /// Describes a root.
        public init(object: ObjectID, kind: Kind, name: String? = nil, place: String? = nil) {
            self.object = object
            self.kind = kind
            self.name = name
            self.place = place
        }
    }

    /// So many objects of a type.
    public struct Amount: Equatable, Sendable {
        /// The type.
        public var type: TypeID
        /// How many.
        public var count: Int
        /// Their bytes; nil where the source does not know them.
        public var bytes: Int?
        /// One of them, whose path from a root is in the snapshot.
        public var example: ObjectID?

        /// Describes an amount.
        public init(type: TypeID, count: Int, bytes: Int? = nil, example: ObjectID? = nil) {
            self.type = type
            self.count = count
            self.bytes = bytes
            self.example = example
        }
    }

    /// When.
    public var mark: Mark
    /// The objects and references.
    public var heap = HeapSnapshot()
    /// What holds without being held.
    public var roots: [Root] = []
    /// Unreached objects that are not in the snapshot.
    public var more: [Amount] = []
    /// Objects that are held, by type.
    public var alive: [Amount] = []
    /// The mark whose unreached objects are unreached here, too.
    public var same: Int?
    /// How many objects were looked at since the mark before, and for this one.
    public var examined = 0
    /// How many were freed by collections since then that no look saw.
    public var unexamined = 0

    /// An empty look.
    public init(_ mark: Mark) { self.mark = mark }
}
