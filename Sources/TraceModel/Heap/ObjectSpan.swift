/// The least and the greatest id of some objects: enough to know what cannot be among them.
public struct ObjectSpan: Equatable, Sendable {
    /// The least id; above ``highest`` where there is none.
    public internal(set) var lowest: UInt32
    /// The greatest id.
    public internal(set) var highest: UInt32

    /// Wraps two ids.
    public init(lowest: UInt32, highest: UInt32) {
        self.lowest = lowest
        self.highest = highest
    }

    /// No object.
    public static let none = ObjectSpan(lowest: .max, highest: 0)
    /// Any object: of what is not known to leave one out.
    public static let all = ObjectSpan(lowest: 0, highest: .max)

    /// Whether an object can be among them.
    public func mayContain(_ object: ObjectID) -> Bool { object.rawValue >= lowest && object.rawValue <= highest }

    /// Takes in the objects that an event names: what it is about, and what holds it.
    public mutating func add(_ event: Event) {
        add(event.object.rawValue)
        if event.kind != .allocate, event.owner.rawValue > 0 { add(UInt32(event.owner.rawValue)) }
    }

    mutating func add(_ id: UInt32) {
        guard id != 0 else { return }
        if id < lowest { lowest = id }
        if id > highest { highest = id }
    }
}
