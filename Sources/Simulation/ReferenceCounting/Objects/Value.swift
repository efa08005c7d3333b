import TraceModel

/// What a name, a field or an element can hold: a reference, or a plain value that is no object.
///
/// Numbers, strings, None, classes and built-in functions are plain: the heap carries their bits
/// without looking at them.
public struct Value: Sendable, BitwiseCopyable {
    /// What the bits mean.
    ///
    /// The heap knows the first four; programs give the others their meaning.
    public struct Tag: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
        /// The stored number.
        public var rawValue: UInt8

        /// Wraps a number; those from 8 on are free for programs.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No value: an unset field, a hole.
        public static let empty = Tag(rawValue: 0)
        /// A strong reference; the bits are a handle.
        public static let strong = Tag(rawValue: 1)
        /// A weak reference of a weak slot; the bits are its entry.
        public static let weak = Tag(rawValue: 2)
        /// None.
        public static let none = Tag(rawValue: 3)
    }

    /// What the tag says they are.
    public var bits: UInt64
    /// How to read the bits.
    public var tag: Tag

    /// A plain value.
    @inlinable
    public init(tag: Tag, bits: UInt64) {
        self.tag = tag
        self.bits = bits
    }

    /// A strong reference to an object.
    @inlinable
    @inline(__always)
    public init(_ handle: Handle) {
        tag = .strong
        bits = UInt64(handle.index)
    }

    /// No value.
    public static let empty = Value(tag: .empty, bits: 0)
    /// None.
    public static let none = Value(tag: .none, bits: 0)

    /// The object that is referred to strongly.
    @inlinable
    @inline(__always)
    public var handle: Handle? { tag == .strong ? Handle(index: UInt32(truncatingIfNeeded: bits)) : nil }
}

/// A value in its place: 16 bytes.
@usableFromInline
struct StoredSlot: BitwiseCopyable, Sendable {
    @usableFromInline var bits: UInt64
    @usableFromInline var field: Int32
    @usableFromInline var tag: Value.Tag
    /// When an instance's field was stored, compared with its other fields.
    var order: UInt16 = 0

    @inline(__always)
    init(_ value: Value, field: FieldID) {
        bits = value.bits
        self.field = field.rawValue
        tag = value.tag
    }

    @inlinable var value: Value {
        @inline(__always) get { Value(tag: tag, bits: bits) }
        set {
            bits = newValue.bits
            tag = newValue.tag
        }
    }

    @inline(__always)
    var fieldID: FieldID { FieldID(rawValue: field) }

    static let hole = StoredSlot(.empty, field: .temporary)
}
