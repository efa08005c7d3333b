/// How an object came into being: a row of `object`.
public struct ObjectBirth: Equatable, Sendable, BitwiseCopyable {
    /// Its type.
    public var type: TypeID
    /// What sort it is.
    public var kind: ObjectKind
    /// The k of its label `Type#k`, from 1.
    public var ordinal: Int
    /// Its size.
    public var bytes: Int
    /// The event that allocated it.
    public var born: Int
    /// Where that was.
    public var site: SiteID

    /// Describes a birth.
    public init(type: TypeID, kind: ObjectKind, ordinal: Int, bytes: Int, born: Int, site: SiteID) {
        self.type = type
        self.kind = kind
        self.ordinal = ordinal
        self.bytes = bytes
        self.born = born
        self.site = site
    }

    /// The birth of an object that was seen alive, and whose allocation was not.
    public init(_ object: LiveObject, ordinal: Int) {
        self.init(
            type: object.type, kind: object.kind, ordinal: ordinal, bytes: object.bytes, born: 0, site: object.site)
    }

    /// Reads the event that allocated the object.
    public init(_ event: Event, sequence: Int, ordinal: Int) {
        self.init(
            type: event.allocatedType, kind: event.allocatedKind ?? .instance, ordinal: ordinal,
            bytes: event.allocatedBytes, born: sequence, site: event.site)
    }
}

/// Counts the objects of each type as they are made: the k of their labels `Type#k`.
///
/// Types of one name share their numbers, so that labels are unique.
public struct Ordinals: Sendable {
    private var counterOf: [Int32]
    private var counterOfName: [String: Int32] = [:]
    private var made: [Int] = []
    private var counterOfUnknown: [TypeID: Int32] = [:]

    /// No object was made yet of these types.
    public init(_ names: TraceNames = TraceNames()) {
        counterOf = []
        define(names.types)
    }

    /// Adds types that are defined from now on.
    public mutating func define(_ types: [TypeDefinition]) {
        for type in types {
            let counter = counterOfName[type.name] ?? newCounter()
            counterOfName[type.name] = counter
            if type.id.rawValue == Int32(counterOf.count) + 1 {
                counterOf.append(counter)
            } else {
                counterOfUnknown[type.id] = counter
            }
        }
    }

    /// The number of one more object of a type; O(1).
    public mutating func next(of type: TypeID) -> Int {
        let counter = counter(of: type)
        made[counter] += 1
        return made[counter]
    }

    private mutating func counter(of type: TypeID) -> Int {
        let place = Int(type.rawValue) - 1
        if counterOf.indices.contains(place) { return Int(counterOf[place]) }
        if let known = counterOfUnknown[type] { return Int(known) }
        let counter = newCounter()
        counterOfUnknown[type] = counter
        return Int(counter)
    }

    private mutating func newCounter() -> Int32 {
        made.append(0)
        return Int32(truncatingIfNeeded: made.count - 1)
    }
}
