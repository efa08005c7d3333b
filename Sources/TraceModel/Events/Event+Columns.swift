// What the columns of an event mean, by the table of ``Event``.

extension Event {
    /// Of an allocation: the type of the new object.
    @inlinable public var allocatedType: TypeID { TypeID(rawValue: owner.rawValue) }

    /// Of an allocation: the sort of the new object; nil for what is none.
    @inlinable public var allocatedKind: ObjectKind? {
        UInt8(exactly: field.rawValue).flatMap(ObjectKind.init(rawValue:))
    }

    /// Of an allocation: the size of the new object.
    @inlinable public var allocatedBytes: Int { max(0, Int(count)) }

    /// Of a deinit: whether a collection freed the object.
    @inlinable public var isByCollection: Bool { count == 1 }

    /// Of a retain or release: the strong count afterwards; nil where the source cannot know it.
    @inlinable public var strongCount: Int? { count == Event.unknownCount ? nil : Int(count) }

    /// The end of the run that it marks; nil for every other event.
    @inlinable public var endMark: EndMark? { kind == .mark ? EndMark(rawValue: count) : nil }

    /// Whether it begins a statement of the module: one at top level, or in a loop or branch there.
    @inlinable public var isModuleStatement: Bool { kind == .statement && (count == 0 || owner == .module) }

    /// Whether it binds a name of the module.
    @inlinable public var bindsModuleName: Bool { kind == .retain && owner == .module && field.rawValue > 0 }
}
