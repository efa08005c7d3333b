/// A moment of a source that sees counts and no roots, with what it knows of its names.
public struct CountedSnapshot: Sendable {
    /// The objects, each with its strong count, and the references to them; those whose strength is not known may be
    /// there, and are counted against nothing.
    public var heap: HeapSnapshot
    /// What types, fields and sites are called.
    public var names: TraceNames
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
        heap: HeapSnapshot = HeapSnapshot(), names: TraceNames = TraceNames(), closures: [Reference: SiteID] = [:]
    ) {
        self.heap = heap
        self.names = names
        self.closures = closures
    }
}
