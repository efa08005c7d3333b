public import TraceModel

/// Finds the names of a run by the ids that its events use.
public struct NameIndex: Sendable {
    private var types: [TypeID: TypeDefinition] = [:]
    private var fields: [FieldID: FieldDefinition] = [:]
    private var sites: [SiteID: SiteDefinition] = [:]
    private var firstOfName: [TypeID: TypeID] = [:]

    /// Indexes the names.
    ///
    /// O(names).
    public init(_ names: TraceNames) {
        var first: [String: TypeID] = [:]
        for type in names.types {
            types[type.id] = type
            firstOfName[type.id] = first[type.name] ?? type.id
            first[type.name] = first[type.name] ?? type.id
        }
        for field in names.fields { fields[field.id] = field }
        for site in names.sites { sites[site.id] = site }
    }

    /// A type's name; `type7` for an id that the run does not define.
    public func typeName(_ id: TypeID) -> String { types[id]?.name ?? "type\(id.rawValue)" }

    /// A named field; nil for an element, a temporary, or an id that the run does not define.
    public func field(_ id: FieldID) -> FieldDefinition? { fields[id] }

    /// A place in the source; nil where the source of the events does not know it.
    public func site(_ id: SiteID) -> SiteDefinition? { sites[id] }

    /// `Type#k`.
    public func label(type: TypeID, ordinal: Int) -> String { "\(typeName(type))#\(ordinal)" }

    /// `Type#k` of a live object.
    public func label(of object: LiveObject) -> String { label(type: object.type, ordinal: object.ordinal) }

    /// The type under which objects are numbered: types of one name share their numbers, so that labels are unique.
    func numberingType(_ id: TypeID) -> TypeID { firstOfName[id] ?? id }

    /// A field as people read it: its name, `[0]` for an element, `temporary` for a temporary.
    public func fieldText(_ id: FieldID) -> String {
        if let position = id.position { return "[\(position)]" }
        if id == .temporary { return "temporary" }
        return fields[id]?.name ?? "field\(id.rawValue)"
    }

    /// The slot of a reference that an object of type `owner` holds in `field`, positions and keys dropped.
    func slot(owner: TypeID, field: FieldID) -> Slot {
        let type = fields[field]?.declaringType ?? owner
        return Slot(type: typeName(type), field: String(fieldText(field).prefix { $0 != "[" }))
    }
}
