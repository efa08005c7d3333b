import TraceModel

/// What people call the holders of one object.
///
/// - a name of the module: `a`; a name of a call: `square(): x`, by the function whose code took the reference, or
///   where that stands in the module (an argument), by the function whose statements the frame ran;
/// - a field of an object: `obj#1.b`; an element: `list#1[0]`; an attribute of a class: `Type.name`;
/// - a value without a name: `temporary`.
struct HolderNames {
    /// The labels of the objects and of their owners.
    private(set) var labels: [ObjectID: String] = [:]
    private let names: NameIndex
    private var functions: [OwnerID: [(sequence: Int, function: String)]] = [:]

    /// Names the holders where no call is under way: the module's names and the classes' attributes.
    init(of names: NameIndex) { self.names = names }

    /// Reads the run for the labels of these objects, and of the owners that occur in `events`.
    ///
    /// O(events of the run).
    init(of events: [Event], objects: Set<ObjectID>, in trace: any Trace, names: NameIndex) throws {
        self.names = names
        var wanted = objects
        var frames: Set<OwnerID> = []
        for event in events where event.kind != .allocate {
            if let owner = event.owner.object { wanted.insert(owner) } else { frames.insert(event.owner) }
        }
        frames.remove(.module)
        var made: [TypeID: Int] = [:]
        try trace.forEachEvent { sequence, event in
            if event.kind == .allocate {
                let type = TypeID(rawValue: event.owner.rawValue)
                made[names.numberingType(type), default: 0] += 1
                guard wanted.contains(event.object) else { return }
                let ordinal = made[names.numberingType(type)] ?? 0
                labels[event.object] = names.label(type: type, ordinal: ordinal)
            } else if event.kind == .statement, frames.contains(event.owner), let site = names.site(event.site),
                functions[event.owner]?.last?.function != site.function
            {
                functions[event.owner, default: []].append((sequence, site.function))
            }
        }
    }

    /// The holder that an event names.
    func text(_ event: Event, sequence: Int) -> String {
        let place = names.fieldText(event.field)
        if let owner = event.owner.object {
            let label = labels[owner] ?? "object \(owner.rawValue)"
            if event.field == .temporary { return "\(label) (temporary)" }
            return place.hasPrefix("[") ? label + place : "\(label).\(place)"
        }
        if event.owner == .none { return "" }
        if event.field == .temporary { return place }
        if let type = names.field(event.field)?.declaringType { return "\(names.typeName(type)).\(place)" }
        if event.owner == .module { return place }
        guard let function = function(of: event, sequence: sequence) else { return place }
        return "\(function)(): \(place)"
    }

    private func function(of event: Event, sequence: Int) -> String? {
        if let taken = names.site(event.site)?.function, taken != SiteDefinition.moduleFunction { return taken }
        let ran = functions[event.owner] ?? []
        return (ran.first { $0.sequence >= sequence } ?? ran.last)?.function
    }
}
