import TraceModel

/// What people call the holders of objects.
///
/// - a name of the module: `a`; a name of a call: `square(): x`, by the function whose code took the reference, or
///   where that stands in the module (an argument), by the function that the frame ran;
/// - a field of an object: `obj#1.b`; an element: `list#1[0]`; an attribute of a class: `Type.name`;
/// - a value without a name: `temporary`.
struct HolderNames {
    private let names: NameIndex
    private let births: [ObjectID: ObjectBirth]
    private let functions: [OwnerID: String]

    /// Names the holders where no call is under way: the module's names and the classes' attributes.
    init(of names: NameIndex) {
        self.names = names
        (births, functions) = ([:], [:])
    }

    /// Looks up what the holders in these events are called: the births of the objects, and of each call its function.
    ///
    /// Reads, from the first event on, until every call is known.
    init(of events: some Sequence<(seq: Int, event: Event)>, in trace: any Trace, names: NameIndex) throws {
        self.names = names
        var owners: Set<ObjectID> = []
        var frames: [OwnerID: Int] = [:]
        for (sequence, event) in events where event.kind != .allocate {
            if let owner = event.owner.object {
                owners.insert(owner)
            } else if event.owner != .none, event.owner != .module, Self.function(names.site(event.site)) == nil {
                frames[event.owner] = min(frames[event.owner] ?? sequence, sequence)
            }
        }
        births = try trace.births(of: owners)
        functions = try Self.functions(of: frames, in: trace, names: names)
    }

    /// The holder that an event names.
    func text(_ event: Event) -> String {
        let place = names.fieldText(event.field)
        if let owner = event.owner.object {
            let label = names.label(of: owner, births)
            if event.field == .temporary { return "\(label) (temporary)" }
            return place.hasPrefix("[") ? label + place : "\(label).\(place)"
        }
        if event.owner == .none { return "" }
        if event.field == .temporary { return place }
        if let type = names.field(event.field)?.declaringType { return "\(names.typeName(type)).\(place)" }
        if event.owner == .module { return place }
        guard let function = Self.function(names.site(event.site)) ?? functions[event.owner] else { return place }
        return "\(function)(): \(place)"
    }

    /// The function that a place is in; nil for the module.
    private static func function(_ site: SiteDefinition?) -> String? {
        site.flatMap { $0.function == SiteDefinition.moduleFunction ? nil : $0.function }
    }

    /// The function that each call ran: that of its first statement after the event in which it is met.
    private static func functions(
        of frames: [OwnerID: Int], in trace: any Trace, names: NameIndex
    ) throws -> [OwnerID: String] {
        var found: [OwnerID: String] = [:]
        guard let first = frames.values.min() else { return found }
        var left = frames
        try trace.readEvents(from: first) { start, events in
            for (sequence, event) in zip(start..., events) where event.kind == .statement {
                guard let since = left[event.owner], sequence >= since else { continue }
                left[event.owner] = nil
                found[event.owner] = names.site(event.site)?.function
            }
            return !left.isEmpty
        }
        return found
    }
}
