public import TraceModel

/// What the heap knows of an object, beside its slots.
///
/// Reading it is inlined into other modules: a call would copy the whole heap's description.
@usableFromInline
struct ObjectHeader: BitwiseCopyable, Sendable {
    /// Facts that are true or not.
    struct Flags: OptionSet, BitwiseCopyable {
        var rawValue: UInt8
        /// The header stands for an object, living or being freed.
        static let inUse = Flags(rawValue: 1)
        /// Its fields are being released; no reference to it may be taken any more.
        static let dead = Flags(rawValue: 2)
        /// Its `__del__` ran; it never runs again.
        static let finalized = Flags(rawValue: 4)
        /// A collection found it unreachable.
        static let garbage = Flags(rawValue: 8)
        /// A container that holds instances weakly.
        static let weakElements = Flags(rawValue: 16)
        /// A collection is emptying it; reaching 0 waits until that is done.
        static let pinned = Flags(rawValue: 32)
        /// Elements are freed first to last (a dict), not last to first.
        static let forward = Flags(rawValue: 64)
        /// A collection looks at it; ``externalCount`` is in use.
        static let candidate = Flags(rawValue: 128)
    }

    var bytes: Int
    var id: UInt32
    @usableFromInline var count: UInt32
    @usableFromInline var type: Int32
    /// Where its slots begin in the arena.
    @usableFromInline var slots: UInt32
    @usableFromInline var slotCount: UInt32
    /// The newest weak reference to it; 0 for none.
    var weakHead: UInt32
    /// How many weak references to it there are.
    var weakCount: UInt32
    /// k of its label `Type#k`.
    var ordinal: UInt32
    /// Its array's place in the array table; the next free header where the header is not in use.
    @usableFromInline var payload: UInt32
    /// While a collection looks: the references that come from outside of what it looks at.
    var externalCount: Int32 = 0
    @usableFromInline var kind: ObjectKind
    /// The block that its slots stand in holds `1 << slotClass` of them; ``noSlots`` for no block.
    var slotClass: UInt8
    var flags: Flags
    /// How an instance keeps its fields.
    var storage = FieldStorage.shared

    static let noSlots: UInt8 = 255

    var handleID: ObjectID { ObjectID(rawValue: id) }
}

/// How an instance keeps its fields, as CPython 3.11 does.
struct FieldStorage: OptionSet, BitwiseCopyable, Sendable {
    var rawValue: UInt8
    /// In the order of its class, without an object of their own.
    static let shared: FieldStorage = []
    /// In a dict, which ends in a nesting of its own.
    static let dictionary = FieldStorage(rawValue: 1)
    /// In the order in which they were stored, because the class's table of names was full.
    static let ownOrder = FieldStorage(rawValue: 2)
    /// The dict was made by code that a collection ran, which therefore does not know it.
    static let unknownToCollection = FieldStorage(rawValue: 4)
    /// A tuple or dict of plain values, which CPython's collector does not look at.
    static let untracked = FieldStorage(rawValue: 8)
}

/// What the heap knows of a type, beside its definition.
struct TypeLayout: BitwiseCopyable {
    /// How many instances were made so far.
    var made: UInt32 = 0
    /// Whether the program's code must run before an instance dies.
    var hasFinalizer = false
    /// How many names of fields the class saw, as far as instances share their order.
    var sharedNames: UInt32 = 0
    /// How many more it takes; making an instance costs one, down to the last (`init_inline_values`).
    var freeNames: UInt32 = 30
}
