import TraceModel

/// A step of a cascade that is not done yet.
///
/// The newest item of the stack is worked on first.
struct WorkItem: BitwiseCopyable {
    enum Step: UInt8, BitwiseCopyable {
        /// Run the finalizer of an object that reached 0, if it has one.
        case finalize
        /// The finalizer ran: see whether it brought the object back.
        case afterFinalizer
        /// Clear the weak references and let callbacks run.
        case clearWeakReferences
        /// Callbacks are running.
        case runCallbacks
        /// Tell the deinit, then release the fields one by one.
        case deinitialize
        case releaseSlots
        /// Make a weak reference release its callback.
        case forgetCallback
        /// Bring objects to an end whose deinit was put off.
        case drainDeferred
        /// Let a temporary go once everything above is done.
        case releaseTemporary
        /// Take the collection one step further.
        case collect
        /// Release the slots of a piece of garbage, then let it go.
        case emptyGarbage
    }

    var step: Step
    /// The object that the step is about.
    var index: UInt32
    /// The next slot to release, the first of this item's callbacks, the frame of a temporary, or an object's id.
    var cursor: Int32
    /// How many callbacks are still to be run, or ``callbacksRan``.
    var callbacks: Int32 = 0

    static let callbacksRan: Int32 = -1
    /// Only the dict of the object's fields is left of it.
    static let dictionaryOnly: Int32 = -2

    static func release(_ handle: Handle, _ frame: OwnerID) -> WorkItem {
        WorkItem(step: .releaseTemporary, index: handle.index, cursor: frame.rawValue)
    }
}
