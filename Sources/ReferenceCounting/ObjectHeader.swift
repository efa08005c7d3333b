import TraceModel

/// What the heap knows of an object, beside its slots.
struct ObjectHeader: BitwiseCopyable {
    /// Facts that are true or not.
    struct Flags: OptionSet, BitwiseCopyable {
        var rawValue: UInt8
        /// The header stands for an object, living or being freed.
        static let inUse = Flags(rawValue: 1)
        /// Its fields are being released; nobody may take a reference any more.
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
    }

    var bytes: Int
    var id: UInt32
    var count: UInt32
    var type: Int32
    /// Where its slots begin in the arena.
    var slots: UInt32
    var slotCount: UInt32
    /// The newest weak reference to it; 0 for none.
    var weakHead: UInt32
    /// How many weak references to it there are.
    var weakCount: UInt32
    /// k of its label `Type#k`.
    var ordinal: UInt32
    /// Its array's place in the array table; the next free header where the header is not in use.
    var payload: UInt32
    var kind: ObjectKind
    /// The block that its slots stand in holds `1 << slotClass` of them; ``noSlots`` for no block.
    var slotClass: UInt8
    var flags: Flags

    static let noSlots: UInt8 = 255

    var handleID: ObjectID { ObjectID(rawValue: id) }
}

/// What the heap knows of a type, beside its definition.
struct TypeLayout: BitwiseCopyable {
    /// How many instances were made so far.
    var made: UInt32 = 0
    /// Whether the program's code must run before an instance dies.
    var hasFinalizer = false
    /// The names of fields in the order in which the class first saw them, as an index into the table of shapes.
    var shape: UInt32
}
