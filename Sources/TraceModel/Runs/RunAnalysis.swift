/// A reference as the graph of a moment holds it.
public struct Reference: Equatable, Hashable, Sendable {
    /// The holder.
    public var owner: OwnerID
    /// The place in the holder.
    public var field: FieldID
    /// What is held.
    public var owned: ObjectID
    /// How it holds.
    public enum Strength: Sendable {
        /// It keeps what it holds alive.
        case strong
        /// It does not.
        case weak
        /// Whether it does, or is there at all, is not known.
        case may
    }

    /// How it holds.
    public var strength: Strength
    /// The event that made it; nil where that was not looked for.
    public var madeBy: Int?

    /// Describes a reference.
    public init(owner: OwnerID, field: FieldID, owned: ObjectID, isStrong: Bool, madeBy: Int? = nil) {
        self.init(owner: owner, field: field, owned: owned, isStrong ? .strong : .weak, madeBy: madeBy)
    }

    /// Describes a reference whose strength need not be known.
    public init(owner: OwnerID, field: FieldID, owned: ObjectID, _ strength: Strength, madeBy: Int? = nil) {
        self.owner = owner
        self.field = field
        self.owned = owned
        self.strength = strength
        self.madeBy = madeBy
    }

    /// Whether it keeps what it holds alive.
    public var isStrong: Bool { strength == .strong }
}

/// What a leaked object is to a finding.
public struct FindingMember: Equatable, Sendable {
    /// Its part in the leak.
    public enum Role: String, Sendable {
        /// A member of the cycle.
        case inCycle = "in cycle"
        /// In no cycle, but reached from one.
        case kept
    }

    /// The finding, by its place in ``RunAnalysis/findings``.
    public var finding: Int
    /// The component of that finding, from 1.
    public var component: Int
    /// The object.
    public var object: ObjectID
    /// Its part.
    public var role: Role

    /// Describes a member.
    public init(finding: Int, component: Int, object: ObjectID, role: Role) {
        self.finding = finding
        self.component = component
        self.object = object
        self.role = role
    }
}

/// Everything that analysis found in a run; a recording stores it, and can always compute it again.
public struct RunAnalysis: Equatable, Sendable {
    /// The headline figures.
    public var summary: RunSummary
    /// The leaks: the cycles that no other cycle holds first, of these those that hold the most bytes.
    public var findings: [Finding]
    /// Which leaked object belongs to which finding.
    public var members: [FindingMember]
    /// The leaked and the collected objects, and those that they hold, in the order of allocation.
    public var objects: [LiveObject]
    /// The references that leaked objects hold, strong and weak, at the mark `names dropped`, and those among collected
    /// ones when their collection began.
    public var references: [Reference]

    /// Collects the parts.
    public init(
        summary: RunSummary, findings: [Finding], members: [FindingMember], objects: [LiveObject],
        references: [Reference]
    ) {
        self.summary = summary
        self.findings = findings
        self.members = members
        self.objects = objects
        self.references = references
    }

    /// Raised whenever what analysis computes changes, so that stored rows of an older one are not used.
    public static let version = 3
}
