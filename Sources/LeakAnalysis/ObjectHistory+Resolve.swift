public import TraceModel

extension ObjectHistory {
    /// Finds the object that a text names: its label `Type#k`, its number, or a name of the module.
    ///
    /// A name means the last instance that was bound to it; where none was, the last object. O(events).
    /// Throws `TraceError.Code.notFound` with the closest labels and names.
    public static func resolve(_ text: String, in trace: any Trace) throws -> ObjectID {
        let names = NameIndex(trace.names)
        let number = UInt32(text).map(ObjectID.init(rawValue:))
        var graph = LabelsOfRun(names: names)
        var found: (id: ObjectID, isInstance: Bool)?
        var isExact = false
        var suggestions = Suggestions(for: text)
        try trace.forEachEvent { _, event in
            guard !isExact else { return }
            switch event.kind {
            case .allocate:
                let label = graph.add(event)
                suggestions.consider(label)
                guard label == text || event.object == number else { return }
                found = (event.object, true)
                isExact = true
            case .retain where event.owner == .module && event.field.rawValue > 0:
                let name = names.fieldText(event.field)
                suggestions.consider(name)
                let isInstance = graph.instances.contains(event.object)
                if name == text, isInstance || found?.isInstance != true { found = (event.object, isInstance) }
            default:
                return
            }
        }
        if let found { return found.id }
        throw TraceError(
            .notFound, "the run has no object '\(text)'",
            remedy: suggestions.best.isEmpty
                ? "name it by its label Type#k, its number, or a name of the module"
                : "did you mean \(suggestions.best.joined(separator: ", "))?")
    }
}

/// The labels of a run's objects as they are allocated.
private struct LabelsOfRun {
    let names: NameIndex
    private(set) var instances: Set<ObjectID> = []
    private var made: [TypeID: Int] = [:]

    init(names: NameIndex) { self.names = names }

    mutating func add(_ event: Event) -> String {
        let type = TypeID(rawValue: event.owner.rawValue)
        made[names.numberingType(type), default: 0] += 1
        if event.field.rawValue == Int32(ObjectKind.instance.rawValue) { instances.insert(event.object) }
        return names.label(type: type, ordinal: made[names.numberingType(type)] ?? 0)
    }
}
