/// A moment of a source that sees counts and no roots, with what it knows of its names.
public struct CountedSnapshot: Sendable {
    /// The objects, each with its strong count, and the references that are counted.
    public var heap: HeapSnapshot
    /// References whose strength is not known: they keep alive, and are counted against nothing.
    public var mayReferences: [Reference]
    /// What types, fields and sites are called.
    public var names: TraceNames
    /// How objects came into being, by object.
    public var births: [ObjectID: ObjectBirth]
    /// The objects of types of the program itself, whose code its author can change.
    public var ofProgram: Set<ObjectID>
    /// The references that a closure holds what it captured by, with where the closure is written.
    public var closures: [Reference: SiteID]

    /// The last store of a reference, where stores were watched.
    public var stores: [Reference: Store] = [:]

    /// A store that made a reference.
    public struct Store: Sendable {
        /// Stores happened in this order.
        public var order: Int
        /// Where it is written.
        public var site: SiteID

        /// Describes a store.
        public init(order: Int, site: SiteID) {
            self.order = order
            self.site = site
        }
    }

    /// Collects the parts.
    public init(
        heap: HeapSnapshot = HeapSnapshot(), mayReferences: [Reference] = [], names: TraceNames = TraceNames(),
        births: [ObjectID: ObjectBirth] = [:], ofProgram: Set<ObjectID> = [], closures: [Reference: SiteID] = [:]
    ) {
        self.heap = heap
        self.mayReferences = mayReferences
        self.names = names
        self.births = births
        self.ofProgram = ofProgram
        self.closures = closures
    }
}
