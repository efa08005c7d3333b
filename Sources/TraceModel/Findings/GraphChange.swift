/// A change that was tried on the graph of what leaked, and not run.
///
/// The references of its slots are taken out, and what then dies by counting is counted.
public struct GraphChange: Equatable, Sendable, Codable {
    /// What is to be done.
    public enum Kind: String, Sendable, Codable {
        /// The field becomes weak.
        case weakField = "weak field"
        /// The closure in the field captures weakly what it holds.
        case weakCapture = "weak capture"
        /// The field is emptied before the last reference from outside goes.
        case clear
    }

    /// What is to be done.
    public var kind: Kind
    /// The slots that become weak together; most often one.
    public var slots: [Slot]
    /// What the first of them holds, by its type.
    public var target: String
    /// How many of the leaked objects it frees.
    public var frees: Int
    /// How many leaked, closures and storages counted.
    public var of: Int
    /// Where the closure is written; nil where that is not known, and for a field.
    public var writtenAt: Finding.Moment?
    /// Whether the owner is younger than what it holds: then it refers back, and is the one to be weak.
    public var refersBack: Bool

    /// Describes a change.
    public init(
        kind: Kind, slots: [Slot], target: String, frees: Int, of: Int, refersBack: Bool,
        writtenAt: Finding.Moment? = nil
    ) {
        self.kind = kind
        self.slots = slots
        self.target = target
        self.frees = frees
        self.of = of
        self.refersBack = refersBack
        self.writtenAt = writtenAt
    }
}
