/// `Type.field` or `FUNCTION.variable`: the references that a design can make weak.
///
/// Of a field the type is the highest class of the program whose own method stores it, else the
/// receiver's class; a slot covers subclasses. A variable that a function captures is named by the function's
/// qualified name: `Window.__init__.<locals>.<lambda>.self`.
public struct Slot: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The type's name, or the function's; it may have dots.
    public var type: String
    /// The field's name, or the captured variable's.
    public var field: String

    /// Names a slot.
    public init(type: String, field: String) {
        self.type = type
        self.field = field
    }

    /// Reads `Type.field`, split at the last dot; nil where there is none, or nothing before or after it.
    public init?(_ text: String) {
        guard let dot = text.lastIndex(of: ".") else { return nil }
        let (type, field) = (text[..<dot], text[text.index(after: dot)...])
        guard !type.isEmpty, !field.isEmpty else { return nil }
        self.init(type: String(type), field: String(field))
    }

    public var description: String { "\(type).\(field)" }

    /// Orders slots by type, then field.
    public static func < (left: Slot, right: Slot) -> Bool { (left.type, left.field) < (right.type, right.field) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let slot = Slot(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no slot: it has no dot")
        }
        self = slot
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A set of weak slots, under the name that people give it.
public struct Design: Hashable, Sendable, Codable {
    /// `strong`, `weakref`, or the slots' names joined by `+`.
    public var name: String
    /// The slots held weakly, sorted.
    public private(set) var weakSlots: [Slot]

    private init(name: String, slots: some Sequence<Slot>) {
        self.name = name
        weakSlots = Set(slots).sorted()
    }

    /// A program that was observed as it stands.
    public static let asBuilt = Design(name: "as-built", slots: [])

    /// Nothing is weak.
    public static let strong = Design(name: "strong", slots: [])

    /// The design that a program declares as its own.
    public static func weakref(_ slots: some Sequence<Slot>) -> Design { Design(name: "weakref", slots: slots) }

    /// The design of a text of its own, whose code makes the references weak: it weakens no slot of that text.
    public static let writtenOut = weakref([])

    /// A design named by its slots.
    public static func weak(_ slots: some Sequence<Slot>) -> Design {
        let sorted = Set(slots).sorted()
        return sorted.isEmpty ? strong : Design(name: sorted.map(\.description).joined(separator: "+"), slots: sorted)
    }

    /// The design as it was stored.
    public init(storedName: String, weakSlots: [Slot]) { self.init(name: storedName, slots: weakSlots) }
}
