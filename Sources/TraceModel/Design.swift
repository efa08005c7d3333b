/// `Type.field`: the references that a design can make weak.
///
/// The type is the highest class of the program whose own method stores the field, else the
/// receiver's class; a slot covers subclasses.
public struct Slot: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The type's name.
    public var type: String
    /// The field's name.
    public var field: String

    /// Names a slot.
    public init(type: String, field: String) {
        self.type = type
        self.field = field
    }

    /// Reads `Type.field`; nil where the text has no such form.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(type: String(parts[0]), field: String(parts[1]))
    }

    public var description: String { "\(type).\(field)" }

    /// Orders slots by type, then field.
    public static func < (left: Slot, right: Slot) -> Bool { (left.type, left.field) < (right.type, right.field) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let slot = Slot(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not TYPE.FIELD")
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
