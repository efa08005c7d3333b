import LeakAnalysis
public import TraceModel

extension ObjectHistory {
    /// Finds the object that a text names: its label `Type#k`, of an inner type any end of it, its number, or a name of the
    /// module.
    ///
    /// A name means the last instance that was bound to it; where none was, the last object. A label or number needs
    /// the births alone; a name is looked for from the run's end.
    /// Throws `TraceError.Code.notFound` with the closest labels and names.
    public static func resolve(_ text: String, in trace: any Trace) throws -> ObjectID {
        if let number = UInt32(text).map(ObjectID.init(rawValue:)), try !trace.births(of: [number]).isEmpty {
            return number
        }
        var suggestions = Suggestions(for: text)
        if let (name, ordinal) = parts(ofLabel: text) {
            if let found = try trace.object(of: types(called: name, in: trace.names), ordinal: ordinal) { return found }
            for type in trace.names.types { suggestions.consider("\(type.name)#\(ordinal)") }
        }
        for type in trace.names.types { suggestions.consider("\(type.name)#1") }
        return try bound(to: text, in: trace, &suggestions)
    }

    /// The types of a name; where there is none, that whose path ends so, `Outer.Inner` for `Inner`, unless there are more.
    private static func types(called name: String, in names: TraceNames) -> Set<TypeID> {
        let exact = names.types.filter { $0.name == name }
        let ending = exact.isEmpty ? names.types.filter { $0.name.hasSuffix(".\(name)") } : exact
        return Set(ending.map(\.name)).count == 1 ? Set(ending.map(\.id)) : []
    }

    /// The type's name and the number of a label; nil for what is none.
    private static func parts(ofLabel text: String) -> (name: String, ordinal: Int)? {
        guard let mark = text.lastIndex(of: "#"), let ordinal = Int(text[text.index(after: mark)...]) else {
            return nil
        }
        return (String(text[..<mark]), ordinal)
    }

    private static func bound(
        to name: String, in trace: any Trace, _ suggestions: inout Suggestions
    ) throws -> ObjectID {
        let names = NameIndex(trace.names)
        var bindings: [FieldID: ObjectID] = [:]
        var last: ObjectID?
        var instance: ObjectID?
        try trace.readBackwards(from: trace.eventCount) { _, events in
            for event in events.reversed() where event.bindsModuleName {
                bindings[event.field] = event.object
                guard names.fieldText(event.field) == name else { continue }
                last = last ?? event.object
                guard try trace.births(of: [event.object])[event.object]?.kind == .instance else { continue }
                instance = event.object
                break
            }
            return instance == nil
        }
        if let found = instance ?? last { return found }
        for field in bindings.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            suggestions.consider(names.fieldText(field))
        }
        throw TraceError(
            .notFound, "the run has no object '\(name)'",
            remedy: suggestions.best.isEmpty
                ? "name it by its label Type#k, its number, or a name of the module"
                : "did you mean \(suggestions.best.joined(separator: ", "))?")
    }
}
