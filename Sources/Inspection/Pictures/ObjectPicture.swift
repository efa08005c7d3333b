import LeakAnalysis
public import TraceModel

/// The graph of a moment as people draw it: instances as boxes, the names that hold them, and the references between
/// them, with lists and the like folded into the field that leads through them.
public struct ObjectPicture: Equatable, Sendable {
    /// How an object stands at the moment.
    public enum State: String, Sendable {
        /// A root reaches it.
        case reached
        /// No root reaches it, and it is in a cycle that counting cannot free.
        case inCycle
        /// No root reaches it, and a cycle keeps it.
        case kept
    }

    /// An object.
    public struct Box: Equatable, Sendable {
        /// Its id in the run.
        public var id: ObjectID
        /// `Type#k`.
        public var label: String
        /// The name that it was first bound to; nil for one that never had a name in the module.
        public var name: String?
        /// Its strong count; nil where the events do not tell.
        public var count: Int?
        /// Its size.
        public var bytes: Int
        /// How it stands.
        public var state: State

        /// Describes a box.
        public init(id: ObjectID, label: String, name: String? = nil, count: Int?, bytes: Int, state: State = .reached)
        {
            self.id = id
            self.label = label
            self.name = name
            self.count = count
            self.bytes = bytes
            self.state = state
        }
    }

    /// Where an arrow begins.
    public enum Holder: Hashable, Sendable {
        /// A name, by its place in ``ObjectPicture/roots``.
        case root(Int)
        /// A box.
        case object(ObjectID)
    }

    /// A reference, or several that lead through folded objects.
    public struct Arrow: Hashable, Sendable {
        /// Who holds.
        public var holder: Holder
        /// Which box is held.
        public var owned: ObjectID
        /// The field, with what is folded into it: `outputs[0]`; for a name only what is folded, often nothing.
        public var field: String
        /// Whether every reference of it is strong.
        public var isStrong: Bool
        /// Whether it is part of a cycle that no root reaches.
        public var isInCycle: Bool

        /// Describes an arrow.
        public init(holder: Holder, owned: ObjectID, field: String, isStrong: Bool = true, isInCycle: Bool = false) {
            self.holder = holder
            self.owned = owned
            self.field = field
            self.isStrong = isStrong
            self.isInCycle = isInCycle
        }
    }

    /// The moment.
    public var moment: GraphMoment
    /// The names that hold something drawn.
    public var roots: [String]
    /// The objects that are drawn, in the order of allocation.
    public var boxes: [Box]
    /// The references among them.
    public var arrows: [Arrow]
    /// How many objects that would be boxes are left out.
    public var boxesLeftOut: Int
    /// How many arrows among the boxes are left out.
    public var arrowsLeftOut: Int

    /// Collects the parts.
    public init(
        moment: GraphMoment, roots: [String], boxes: [Box], arrows: [Arrow], boxesLeftOut: Int = 0,
        arrowsLeftOut: Int = 0
    ) {
        self.moment = moment
        self.roots = roots
        self.boxes = boxes
        self.arrows = arrows
        self.boxesLeftOut = boxesLeftOut
        self.arrowsLeftOut = arrowsLeftOut
    }
}
