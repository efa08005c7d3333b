/// The leaks of one cause: a cycle's slots in canonical order, without ids.
public struct Finding: Equatable, Sendable, Codable {
    /// What closes the ring.
    public enum Kind: String, Sendable, Codable {
        /// Two or more objects hold each other.
        case cycle
        /// An object holds itself.
        case selfReference = "self-reference"
        /// Nothing is closed: every pass of the program's loop leaves something within reach of a name.
        case growth
    }

    /// How sure it is that nothing reaches it.
    public enum Certainty: String, Sendable, Codable {
        /// Whatever references that may be there do.
        case certain
        /// Only if such references are what their owners hold.
        case likely
    }

    /// What grows, within reach.
    public struct Growth: Equatable, Sendable, Codable {
        /// The name that leads to what grows.
        public var root: String
        /// Over how many passes it was looked at.
        public var passes: Int

        /// Describes what grows.
        public init(root: String, passes: Int) {
            self.root = root
            self.passes = passes
        }
    }

    /// One reference of the ring, containers folded into its field.
    public struct Step: Equatable, Sendable, Codable {
        /// The owner's label.
        public var object: String
        /// The type of the slot.
        public var type: String
        /// The field, with the positions inside containers: `outputs[0]`.
        public var field: String
        /// The label of what is owned.
        public var target: String
        /// The slot that the owner holds by, without positions and what is folded behind it.
        public var slot: Slot { Slot(type: type, field: slotField ?? String(field.prefix { $0 != "[" })) }
        /// The owner's strong count where the run is judged; nil where the events do not tell.
        public var count: Int?
        /// The field of the slot that the owner holds by, where ``field`` alone does not say it.
        private var slotField: String?
        /// Where the owner was allocated; nil where the events do not tell, and inside of very long rings.
        public var born: Moment?

        /// Describes a reference.
        public init(
            object: String, type: String, field: String, target: String, slot: Slot? = nil, count: Int? = nil,
            born: Moment? = nil
        ) {
            slotField = slot?.field
            self.object = object
            self.type = type
            self.field = field
            self.target = target
            self.count = count
            self.born = born
        }
    }

    /// An event, with the statement that caused it.
    public struct Moment: Hashable, Sendable, Codable {
        /// The file as the run named it.
        public var file: String
        /// The line, from 1.
        public var line: Int
        /// The statement's first line.
        public var statement: String
        /// The run's own number of the event, from 1.
        public var seq: Int
        /// The function whose code the statement is; nil at top level.
        public var function: String?
        /// The function that returned, called by the statement; nil for what the statement itself did.
        ///
        /// ``SiteDefinition/moduleFunction`` where the program ended.
        public var returned: String?
        /// The name that held until then; nil for a holder without a name.
        public var name: String?

        /// Describes a moment.
        public init(
            file: String, line: Int, statement: String, seq: Int, function: String? = nil, returned: String? = nil,
            name: String? = nil
        ) {
            self.file = file
            self.line = line
            self.statement = statement
            self.seq = seq
            self.function = function
            self.returned = returned
            self.name = name
        }

        /// An event at a place.
        public init(_ site: SiteDefinition, seq: Int, name: String? = nil) {
            let function = site.function == SiteDefinition.moduleFunction ? nil : site.function
            self.init(
                file: site.file, line: site.line, statement: site.statement, seq: seq, function: function,
                returned: site.returned, name: name)
        }
    }

    /// Equal for the same cause in every run: a hash of the canonical ring of slots, in hexadecimal.
    public var fingerprint: String
    /// What closes the ring.
    public var kind: Kind
    /// What grows, and ``path`` leads there from the name on; nil for a ring.
    public var growth: Growth?
    /// The ring of the first component, in the order of its references; of a ring of more than ``mostSteps`` its two
    /// ends.
    public var path: [Step]
    /// How many steps the whole ring has.
    public var length: Int
    /// The ring without objects, slot by slot: the same for every ring with this fingerprint.
    ///
    /// It is the shortest part whose repetition is the whole ring, from its least rotation on, at most ``mostSteps`` of
    /// it.
    public var ring: [String]
    /// How sure it is that nothing reaches it; of several components the surest.
    public var certainty = Certainty.certain
    /// The instances of its components by type, where the source tells; names without modules.
    public var types: [String: Int] = [:]
    /// The mark at which it was seen first; nil where that says nothing.
    public var seenAt: String?
    /// Other rings of the first component, slot by slot: what they tie is not freed if only the shown ring is broken.
    public var otherRings: [[String]] = []
    /// What frees its first component, tried on the graph; nil where the source tells too little for it.
    public var change: GraphChange?
    /// How many separate components with this fingerprint were still there where the run is judged.
    public var left: Int
    /// How many separate components with this fingerprint a collection of the program freed before.
    ///
    /// The counts and bytes below are of both.
    public var collected: Int
    /// How many instances of classes are members of a cycle, over all components.
    public var objectsInCycle: Int
    /// How many leaked instances are in no cycle but reached from these, over all components.
    public var objectsKept: Int
    /// The bytes of every object that these components keep, themselves included.
    public var retainedBytes: Int
    /// The store that made the ring's last reference; nil where the events do not tell.
    public var closedBy: Moment?
    /// The earliest event after which no root reached the first component; nil where the events do not tell.
    public var orphanedBy: Moment?
    /// The last release of the cascade that ``orphanedBy`` began, the one that reached the first component; nil where
    /// ``orphanedBy`` itself released it.
    public var orphanedThrough: Moment?
    /// The fingerprints of the findings whose cycles hold this one's, sorted; empty for a key cycle.
    public var heldBy: [String]
    /// How many instances nothing but these components keeps: what would be freed if they were gone, by dominators.
    public var exclusiveObjects: Int
    /// The bytes of every object that nothing but these components keeps, themselves included.
    public var exclusiveBytes: Int
    /// How many of the instances that are left were made in the iterations over which the run's growth is measured.
    public var grownObjects: Int
    /// The bytes of every kept object that is left and was made in these iterations.
    public var grownBytes: Int

    /// How many separate components have this fingerprint.
    public var instances: Int { left.addingReportingOverflow(collected).partialValue }

    /// What a pass leaves within reach, rounded to whole objects and bytes; nil for a ring.
    public var perPass: (objects: Int, bytes: Int)? {
        guard let growth, growth.passes > 0 else { return nil }
        func mean(_ sum: Int) -> Int { sum / growth.passes + (sum % growth.passes * 2 >= growth.passes ? 1 : 0) }
        return (mean(grownObjects), mean(grownBytes))
    }

    /// So many steps of a ring are kept: its first and its last half.
    public static let mostSteps = 200

    /// Describes a finding; a path without a length is the whole ring, and read from its first step where no other
    /// order is given.
    public init(
        fingerprint: String,
        kind: Kind,
        path: [Step],
        length: Int? = nil,
        ring: [String]? = nil,
        left: Int,
        collected: Int = 0,
        objectsInCycle: Int,
        objectsKept: Int,
        retainedBytes: Int,
        closedBy: Moment?,
        orphanedBy: Moment?,
        orphanedThrough: Moment? = nil,
        heldBy: [String] = [],
        exclusiveObjects: Int = 0,
        exclusiveBytes: Int = 0,
        grownObjects: Int = 0,
        grownBytes: Int = 0,
        growth: Growth? = nil
    ) {
        self.fingerprint = fingerprint
        self.kind = kind
        self.path = path
        self.length = length ?? path.count
        self.ring = ring ?? path.map { $0.slot.field.isEmpty ? "\($0.type)\($0.field)" : $0.slot.description }
        self.left = left
        self.collected = collected
        self.objectsInCycle = objectsInCycle
        self.objectsKept = objectsKept
        self.retainedBytes = retainedBytes
        self.closedBy = closedBy
        self.orphanedBy = orphanedBy
        self.orphanedThrough = orphanedThrough
        self.heldBy = heldBy
        self.exclusiveObjects = exclusiveObjects
        self.exclusiveBytes = exclusiveBytes
        self.grownObjects = grownObjects
        self.grownBytes = grownBytes
        self.growth = growth
    }
}
