import TraceModel

/// A collection under way.
///
/// There is never more than one: a collection asked for during one does nothing.
struct CollectionState {
    /// What comes next.
    enum Phase {
        /// Find what counting alone cannot free.
        case find
        /// Clear weak references to it; callbacks are running.
        case callbacks
        /// Run finalizers, from this place of the garbage on.
        case finalizers(Int)
        /// Spare what a finalizer brought back, and what it holds.
        case spare
        /// Empty the garbage, from this place on.
        case delete(Int)
        /// Tell what was freed.
        case finish
    }

    var phase: Phase = .find
    /// The generation that is collected, 0 to 2.
    var generation: Int
    /// The garbage, in the order of allocation.
    var garbage: [UInt32] = []
    /// How many objects were looked at.
    var examined = 0
    /// The callbacks that were queued before this collection.
    var firstCallback = 0
    /// The weak reference that was called back last, by its place and id.
    var calledBack: (index: UInt32, id: UInt32)?
    /// Whether code of the program ran, which may have brought garbage back.
    var ranCode = false
}
