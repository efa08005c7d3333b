/// Names one object of a run: dense from 1, in the order of allocation, or of first sight where births are not seen.
public struct ObjectID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number stored in `event.object`; 0 never names an object.
    public var rawValue: UInt32

    /// Wraps a stored number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// No object.
    @inlinable public static var none: ObjectID { ObjectID(rawValue: 0) }

    /// Orders ids by allocation.
    public static func < (left: ObjectID, right: ObjectID) -> Bool { left.rawValue < right.rawValue }
}

/// Names what holds a reference: an object, or a holder that is never counted itself
/// (a frame's names and temporaries, a class's attributes).
public struct OwnerID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// Above 0 an object's id, below 0 a frame or class, 0 nothing.
    public var rawValue: Int32

    /// Wraps a stored number.
    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

    /// An object as owner.
    @inlinable public init(_ object: ObjectID) { rawValue = Int32(bitPattern: object.rawValue) }

    /// Nothing.
    @inlinable public static var none: OwnerID { OwnerID(rawValue: 0) }

    /// The frame of the module, which holds a program's top-level names.
    @inlinable public static var module: OwnerID { OwnerID(rawValue: -1) }

    /// Something that the source cannot name; no root.
    @inlinable public static var unknown: OwnerID { OwnerID(rawValue: .min) }

    /// Whether what this owner holds is reached by the program: frames and classes are roots.
    @inlinable public var isRoot: Bool { rawValue < 0 && self != .unknown }

    /// The object that owns, if it is one.
    @inlinable public var object: ObjectID? { rawValue > 0 ? ObjectID(rawValue: UInt32(rawValue)) : nil }
}

/// Names the place inside an owner that holds a reference.
public struct FieldID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// Above 0 a row of `field`; below 0 the element at position `-1 - rawValue`; 0 a temporary.
    public var rawValue: Int32

    /// Wraps a stored number.
    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

    /// A value that a statement holds without a name.
    @inlinable public static var temporary: FieldID { FieldID(rawValue: 0) }

    /// The element stored at `position` (from 0) of a container.
    @inlinable public static func element(_ position: Int) -> FieldID {
        FieldID(rawValue: -1 - Int32(truncatingIfNeeded: position))
    }

    /// The position that an element was stored at, from 0; nil for a named field or a temporary.
    @inlinable public var position: Int? { rawValue < 0 ? -1 - Int(rawValue) : nil }
}

/// Names a row of `type`, from 1.
public struct TypeID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The stored number.
    public var rawValue: Int32

    /// Wraps a stored number.
    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Names a row of `site`, from 1; 0 is no place in any source.
public struct SiteID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// The stored number.
    public var rawValue: UInt32

    /// Wraps a stored number.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// No place in any source.
    @inlinable public static var none: SiteID { SiteID(rawValue: 0) }
}
