public import TraceModel

/// One component of a finding of an observed run, by which a change is chosen.
public struct LeakSample: Equatable, Sendable {
    /// The finding's.
    public var fingerprint: String
    /// Its objects, in the order of their ids.
    public var objects: [LiveObject]
    /// The strong references among them.
    public var references: [Reference]

    /// Takes a component out of what leaked.
    init(_ fingerprint: String, _ members: [FindingMember], in part: LeakedPart, names: NameIndex) {
        self.fingerprint = fingerprint
        let ids = Set(members.map(\.object))
        objects = part.nodes.indices.lazy.map { part.object(Int32($0)) }.filter { ids.contains($0.id) }.map { object in
            var object = object
            object.kind = names.type(object.type).map(Self.kind) ?? object.kind
            return object
        }
        references = part.snapshot.strong.filter { reference in
            ids.contains(reference.owned) && reference.owner.object.map(ids.contains) ?? false
        }
    }

    /// What sort of object the instances of a type are, for the choice of a change.
    private static func kind(_ type: TypeDefinition) -> ObjectKind {
        switch (type.role, type.word, type.name) {
        case (.subject, _, _): .instance
        case (_, "function", _): .function
        case (_, "method", _): .boundMethod
        case (_, "generator", _), (_, "coroutine", _): .instance
        case (.leaf, _, _), (_, .some, _): .array
        case (_, nil, "cell"): .cell
        case (_, nil, "list"), (_, nil, "tuple"), (_, nil, "dict"), (_, nil, "set"), (_, nil, "deque"): .container
        // What C made is no place to change, and much of it cannot be referred to weakly.
        case (_, nil, _): type.module == "builtins" ? .array : .instance
        }
    }
}
