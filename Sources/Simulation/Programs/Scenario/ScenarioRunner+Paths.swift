import ReferenceCounting
import TraceModel

/// Following paths from names to objects.
extension ScenarioRunner {
    /// What a path leads to, as a temporary; nil where its last member holds nothing, or something that died.
    mutating func find(_ path: ScenarioPath) throws -> Handle? {
        guard let last = path.members.last else {
            let name = execution.name(path.name)
            return execution.named(name)
        }
        let owner = try require(path.owner)
        switch last {
        case .field(let text):
            return execution.load(try field(text, of: owner, path), of: owner)
        case .element(let position):
            guard execution.heap.kind(of: owner) == .container, position >= 0,
                position < execution.heap.slotCount(of: owner)
            else { throw Failure(message: "MissingElement: there is no \(path)") }
            return execution.load(element: position, of: owner)
        }
    }

    /// What a path leads to, as a temporary.
    ///
    /// - Throws: ``Failure`` where there is nothing, or something that died.
    mutating func require(_ path: ScenarioPath) throws -> Handle {
        if let found = try find(path) { return found }
        if let dead = try deadReferent(of: path) {
            throw Failure(message: "DeadReference: \(dead), which \(path) held weakly, had died before it was read")
        }
        throw Failure(message: "NilReference: \(path) is nil")
    }

    /// The object and the field that a store goes to.
    mutating func place(_ path: ScenarioPath) throws -> (owner: Handle, field: FieldID) {
        let owner = try require(path.owner)
        guard case .field(let text)? = path.members.last else {
            throw TraceError(.usage, "\(path) cannot be stored in", remedy: "store in a field, or append to a list")
        }
        return (owner, try field(text, of: owner, path))
    }

    /// The list that a path leads to, as a temporary.
    mutating func list(_ path: ScenarioPath) throws -> Handle {
        let list = try require(path)
        guard execution.heap.kind(of: list) == .container else {
            throw Failure(message: "NotAList: \(path) is \(execution.heap.label(of: list))")
        }
        return list
    }

    /// The same, and a new list where a field holds none yet.
    mutating func openList(_ path: ScenarioPath) throws -> Handle {
        if case .field? = path.members.last {
            let (owner, field) = try place(path)
            if case .empty = execution.heap.field(field, of: owner).tag {
                try execution.store(execution.makeContainer(StandardType.list, count: 0), in: field, of: owner)
            }
        }
        return try list(path)
    }

    private func field(_ text: String, of owner: Handle, _ path: ScenarioPath) throws -> FieldID {
        guard let place = placeOfType[execution.heap.type(of: owner)] else {
            throw Failure(message: "NoFields: \(path.owner) is \(execution.heap.label(of: owner))")
        }
        if let field = types[place].fields[text] { return field }
        let names = types[place].fields.keys.sorted()
        let list = names.isEmpty ? "no fields" : names.joined(separator: ", ")
        throw TraceError(
            .usage, "\(types[place].name) has no field \(text)\(here)",
            remedy: Suggestion.remedy(Suggestion.closest(to: text, among: names), then: "it declares \(list)"))
    }

    /// The label of the object that died in a weak field or element.
    private mutating func deadReferent(of path: ScenarioPath) throws -> String? {
        guard let last = path.members.last else { return nil }
        let owner = try require(path.owner)
        let value =
            switch last {
            case .field(let text): execution.heap.field(try field(text, of: owner, path), of: owner)
            case .element(let position): execution.heap.slot(position, of: owner)
            }
        return execution.heap.deadReferent(of: value)?.label
    }

    /// Where the statement stands that runs now.
    private var here: String {
        execution.heap.definition(of: execution.heap.site).map { " (\($0.file):\($0.line))" } ?? ""
    }
}
