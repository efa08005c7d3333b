/// The headline figures of a run.
public struct RunSummary: Equatable, Sendable, Codable {
    /// How many objects came and went.
    public struct Counts: Equatable, Sendable, Codable {
        /// Came into being.
        public var allocated = 0
        /// Freed by counting, up to the mark `names dropped`.
        public var deinitialized = 0
        /// Freed by collections during the run; the final collection is not in it.
        public var collected = 0
        /// Reached by no root at the mark `names dropped`, and not freed.
        public var leaked = 0

        /// Nothing counted yet.
        public init() {}
    }

    /// Sizes of everything, by the documented size table.
    public struct Bytes: Equatable, Sendable, Codable {
        /// The sum of all allocations.
        public var allocated = 0
        /// The most that was live at once.
        public var peak = 0
        /// What the leaked objects of every kind hold.
        public var leaked = 0
        /// The most that had been live at once if everything were freed in the moment in which it became garbage.
        ///
        /// The difference to ``peak`` is what waiting cost. Nil where counting alone freed everything.
        public var peakWithoutGarbage: Int?

        /// Nothing counted yet.
        public init() {}
    }

    /// What was live at the end of one iteration of the program's loop.
    public struct Iteration: Equatable, Sendable, Codable {
        /// Its number, from 1.
        public var index: Int
        /// Live instances of classes.
        public var liveObjects: Int
        /// Live bytes of everything.
        public var liveBytes: Int
        /// What the recording process held in memory then; nil where it was not measured.
        ///
        /// The one figure that no event tells: it is another one every time.
        public var residentBytes: Int?

        /// Describes an iteration.
        public init(index: Int, liveObjects: Int, liveBytes: Int, residentBytes: Int? = nil) {
            self.index = index
            self.liveObjects = liveObjects
            self.liveBytes = liveBytes
            self.residentBytes = residentBytes
        }
    }

    /// One collection of the run.
    public struct Collection: Equatable, Sendable, Codable {
        /// The event that began it.
        public var seq: Int
        /// Why it began; nil where the events do not tell.
        public var cause: CollectionCause?
        /// The oldest generation that it looked at, from 0.
        public var generation: Int
        /// How many objects it looked at.
        public var lookedAt: Int
        /// How many objects of every kind died while it ran.
        public var freed: Int
        /// Over these objects, how many events each had been garbage before the collection began.
        public var garbageEvents: Int
        /// The most of these.
        public var longestGarbage: Int

        /// Describes a collection.
        public init(
            seq: Int, cause: CollectionCause?, generation: Int, lookedAt: Int, freed: Int, garbageEvents: Int,
            longestGarbage: Int
        ) {
            self.seq = seq
            self.cause = cause
            self.generation = generation
            self.lookedAt = lookedAt
            self.freed = freed
            self.garbageEvents = garbageEvents
            self.longestGarbage = longestGarbage
        }
    }

    /// What the program's own statements printed; what finalizers print is not in it.
    public struct Output: Equatable, Sendable, Codable {
        /// How many lines.
        public var lines: Int
        /// The last line, at most 80 characters of it; nil where nothing was printed.
        public var last: String?
        /// Equal for equal texts.
        public var digest: String

        /// Describes what was printed.
        public init(lines: Int, last: String?, digest: String) {
            self.lines = lines
            self.last = last
            self.digest = digest
        }
    }

    /// Instances of classes: the headline.
    public var instances = Counts()
    /// Every kind of object, by its name.
    public var byKind: [String: Counts] = [:]
    /// Sizes of everything.
    public var bytes = Bytes()
    /// The most instances that were live at once.
    public var peakInstances = 0
    /// The run's loop, iteration by iteration.
    public var iterations: [Iteration] = []
    /// Every collection, the final one included, oldest first.
    public var collections: [Collection] = []
    /// How many objects that collections freed were not looked at for rings, for there were too many.
    public var unexaminedCollected: Int?
    /// What is told of a run that was observed; nil for a simulated one.
    public var observed: ObservedFigures?
    /// Weak references that were read after their object had died.
    public var deadWeakReads = 0
    /// What the program printed; nil where it printed nothing.
    public var output: Output?

    /// Nothing counted yet.
    public init() {}

    /// Whether counting alone did not free everything: something leaked, or only a collection of the program freed it.
    public var leavesGarbage: Bool {
        bytes.leaked > 0 || instances.leaked > 0 || instances.collected > 0
            || byKind.values.contains { $0.collected > 0 }
    }
}

/// One object's life.
public struct ObjectRecord: Equatable, Sendable {
    /// Its id in the run.
    public var id: ObjectID
    /// What sort it is.
    public var kind: ObjectKind
    /// Its type.
    public var type: TypeID
    /// `Type#k`.
    public var label: String
    /// Its size.
    public var bytes: Int
    /// The event that allocated it.
    public var born: Int
    /// The event that freed it; nil while it lives.
    public var died: Int?
    /// Whether a collection freed it; nil while it lives.
    public var freedByCollector: Bool?

    /// Describes an object.
    public init(
        id: ObjectID, kind: ObjectKind, type: TypeID, label: String, bytes: Int, born: Int,
        died: Int? = nil, freedByCollector: Bool? = nil
    ) {
        self.id = id
        self.kind = kind
        self.type = type
        self.label = label
        self.bytes = bytes
        self.born = born
        self.died = died
        self.freedByCollector = freedByCollector
    }
}
