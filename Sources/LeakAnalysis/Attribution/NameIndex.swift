public import TraceModel

/// Finds the names of a run by the ids that its events use.
public struct NameIndex: Sendable {
    private var types: [TypeID: TypeDefinition] = [:]
    private var fields: [FieldID: FieldDefinition] = [:]
    private var sites: [SiteID: SiteDefinition] = [:]

    /// Indexes the names.
    ///
    /// O(names).
    public init(_ names: TraceNames) {
        for type in names.types { types[type.id] = type }
        for field in names.fields { fields[field.id] = field }
        for site in names.sites { sites[site.id] = site }
    }

    /// A type; nil for an id that the run does not define.
    public func type(_ id: TypeID) -> TypeDefinition? { types[id] }

    /// Whether the program itself declares a type, so that its author can change it.
    func isOfProgram(_ id: TypeID) -> Bool { types[id]?.origin == .user }

    /// A type's name; `type7` for an id that the run does not define.
    public func typeName(_ id: TypeID) -> String { types[id]?.name ?? "type\(id.rawValue)" }

    /// A named field; nil for an element, a temporary, or an id that the run does not define.
    public func field(_ id: FieldID) -> FieldDefinition? { fields[id] }

    /// A place in the source; nil where the source of the events does not know it.
    public func site(_ id: SiteID) -> SiteDefinition? { sites[id] }

    /// `Type#k`.
    public func label(type: TypeID, ordinal: Int) -> String {
        let name = typeName(type)
        guard let word = types[type]?.word, !name.hasPrefix(word) else { return "\(name)#\(ordinal)" }
        return "\(word) \(name)#\(ordinal)"
    }

    /// `Type#k` of an object by its birth.
    public func label(of birth: ObjectBirth) -> String { label(type: birth.type, ordinal: birth.ordinal) }

    /// `Type#k` of an object, where its birth is among these; else its number.
    package func label(of object: ObjectID, _ births: [ObjectID: ObjectBirth]) -> String {
        births[object].map(label(of:)) ?? "object \(object.rawValue)"
    }

    /// An event at its place in the source; nil where that is not known.
    public func moment(_ sequence: Int, at site: SiteID) -> Finding.Moment? {
        guard let site = self.site(site), !site.file.isEmpty else { return nil }
        return Finding.Moment(site, seq: sequence)
    }

    /// The name that a frame held or holds an object by; nil where the holder is an object or has no name.
    package func ownName(_ event: Event) -> String? {
        guard event.kind == .retain || event.kind == .release, event.owner.isRoot, event.field.rawValue > 0,
            let field = fields[event.field], field.declaringType == nil
        else { return nil }
        return field.name
    }

    /// A field as people read it: its name, `[0]` for an element, `temporary` for a temporary.
    public func fieldText(_ id: FieldID) -> String {
        if let position = id.position { return "[\(position)]" }
        if id == .temporary { return "temporary" }
        return fields[id]?.name ?? "field\(id.rawValue)"
    }

    /// A field of an object as people read it; `?` where its source could not name it.
    package func ownedFieldText(_ id: FieldID) -> String { id == .temporary ? "?" : fieldText(id) }

    /// The slot of a reference that an object of type `owner` holds in `field`, positions and keys dropped.
    package func slot(owner: TypeID, field: FieldID) -> Slot {
        let type = fields[field]?.declaringType ?? owner
        return Slot(type: typeName(type), field: String(ownedFieldText(field).prefix { $0 != "[" }))
    }

    /// A field behind what holds it, as code writes it.
    package func dotted(_ id: FieldID) -> String {
        guard let field = field(id) else { return id == .temporary ? ".?" : fieldText(id) }
        switch field.kind {
        case .capture: return " captures \(field.name)"
        case .local: return " local \(field.name)"
        case .element: return field.name
        case .silent: return ""
        case .stored, .link: return ".\(field.name)"
        case nil: return field.name.hasPrefix("[") ? field.name : ".\(field.name)"
        }
    }
}
