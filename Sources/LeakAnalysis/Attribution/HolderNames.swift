package import TraceModel

/// What people call the holders of objects.
///
/// - a name of the module: `a`; a name of a call: `square(): x`, by the function that the frame ran: an argument is
///   bound at the place of the call, in the caller's code;
/// - a field of an object: `obj#1.b`; an element: `list#1[0]`; an attribute of a class: `Type.name`;
/// - a value without a name: `temporary`;
/// - where the source sees no holders, the function that did it: `Registry.add(_:)`.
package struct HolderNames {
    private let names: NameIndex
    private let births: [ObjectID: ObjectBirth]
    private let functions: [OwnerID: String]

    /// Names the holders where no call is under way: the module's names and the classes' attributes.
    package init(of names: NameIndex) {
        self.names = names
        (births, functions) = ([:], [:])
    }

    /// Looks up what the holders in these events are called: the births of the objects, and of each call its function.
    ///
    /// Reads, from the first event on, until every call is known.
    package init(of events: some Sequence<(seq: Int, event: Event)>, in trace: any Trace, names: NameIndex) throws {
        self.names = names
        var owners: Set<ObjectID> = []
        var frames: [OwnerID: Int] = [:]
        for (sequence, event) in events where event.kind != .allocate {
            if let owner = event.owner.object {
                owners.insert(owner)
            } else if event.isNamedByCall {
                frames[event.owner] = min(frames[event.owner] ?? sequence, sequence)
            }
        }
        births = try trace.births(of: owners)
        functions = try Self.functions(of: frames, in: trace, names: names)
    }

    /// The holder that an event names.
    package func text(_ event: Event) -> String {
        let place = names.fieldText(event.field)
        if let owner = event.owner.object {
            let label = names.label(of: owner, births)
            if event.field == .temporary { return "\(label) (temporary)" }
            return place.hasPrefix("[") ? label + place : "\(label).\(place)"
        }
        if event.field == .temporary { return event.owner == .none ? "" : place }
        // Who sees no holders knows the function that took the reference, or let it go.
        if event.owner == .none { return place }
        if let type = names.field(event.field)?.declaringType { return "\(names.typeName(type)).\(place)" }
        if event.owner == .module { return place }
        let site = names.site(event.site)
        guard let function = functions[event.owner] ?? site?.returned ?? site?.function,
            function != SiteDefinition.moduleFunction
        else { return place }
        return "\(function)(): \(place)"
    }

    /// The function that each call runs, where the next statement is one of its own: then the reference was an argument,
    /// and else it was taken by the call's own code.
    private static func functions(
        of frames: [OwnerID: Int], in trace: any Trace, names: NameIndex
    ) throws -> [OwnerID: String] {
        var found: [OwnerID: String] = [:]
        let wanted = frames.sorted { $0.value < $1.value }
        guard let first = wanted.first else { return found }
        var next = 0
        var waiting: Set<OwnerID> = []
        try trace.readEvents(from: first.value) { start, events in
            for (sequence, event) in zip(start..., events) where event.kind == .statement {
                while next < wanted.count, wanted[next].value <= sequence {
                    waiting.insert(wanted[next].key)
                    next += 1
                }
                if waiting.contains(event.owner) { found[event.owner] = names.site(event.site)?.function }
                waiting.removeAll(keepingCapacity: true)
                if next == wanted.count { return false }
            }
            return true
        }
        return found
    }
}

extension Event {
    /// Whether it takes a reference for a name of a call.
    fileprivate var isNamedByCall: Bool {
        (kind == .retain || kind == .weakMade) && owner.isRoot && owner != .module
    }
}
