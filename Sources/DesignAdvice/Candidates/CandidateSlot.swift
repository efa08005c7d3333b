public import TraceModel

/// A slot by which leaked objects hold one another in the strong design.
public struct CandidateSlot: Equatable, Sendable {
    /// The slot.
    public var slot: Slot
    /// Whether it is part of a cycle.
    public var isOnCycle: Bool
    /// How many references among leaked objects it is, elements of its containers counted one by one.
    public var references: Int
    /// How many of them are part of a cycle.
    public var inCycles: Int
    /// How many of those lead from an object to an older one: a parent is made before its child.
    public var backwards: Int

    /// Whether it holds objects through lists or tuples.
    public var holdsContainers = false
    /// Whether a weak slot changes anything: it does not where all that it holds is arrays, functions and the like,
    /// which stay strong.
    public var canBeWeak = false
    /// Whether it is what a function captures.
    public var isCapture = false
    /// The functions whose bound methods it holds, by their qualified names, sorted.
    public var methods: Set<String> = []

    /// The share of the references in cycles that lead back to older objects.
    public var backwardShare: Double { inCycles == 0 ? 0 : Double(backwards) / Double(inCycles) }

    /// Whether programmers use its name for a reference that points back.
    var isNamedAsBack: Bool {
        let name = slot.field.lowercased().drop { $0 == "_" }
        return Self.backNames.contains { name == $0 || name.hasPrefix("\($0)_") || name.hasSuffix("_\($0)") }
    }

    private static let backNames = [
        "parent", "prev", "previous", "back", "backref", "owner", "container", "subject", "outer", "up", "delegate",
    ]
}
