import LeakAnalysis
import TraceModel

/// What names in scope lead to the objects that are cleared, at the moments at which they are.
///
/// It follows, event by event, what the names of frames are bound to and how leaked instances hold each other.
struct ScopeNames {
    /// A question: what leads to an object, at a moment, in a frame.
    struct Question: Hashable {
        var object: ObjectID
        /// Of a function, the cell of the variable.
        var cell: ObjectID?
        var field: String
        var frame: OwnerID
    }

    private let names: NameIndex
    /// What the program's language calls nothing.
    private let nothing: String
    private let leaked: [ObjectID: LiveObject]
    private var locals: [OwnerID: [FieldID: ObjectID]] = [:]
    private var fields: [ObjectID: [FieldID: ObjectID]] = [:]

    /// So many fields may stand between a name and the object.
    private static let mostSteps = 3

    init(_ names: NameIndex, leaked: [ObjectID: LiveObject], nothing: String) {
        self.names = names
        self.leaked = leaked
        self.nothing = nothing
    }

    mutating func apply(_ event: Event) {
        guard event.kind == .retain || event.kind == .release, event.field.rawValue > 0, leaked[event.object] != nil
        else { return }
        let isMade = event.kind == .retain
        if let owner = event.owner.object {
            guard leaked[owner] != nil else { return }
            if isMade {
                fields[owner, default: [:]][event.field] = event.object
            } else if fields[owner]?[event.field] == event.object {
                fields[owner]?[event.field] = nil
            }
        } else if isMade {
            locals[event.owner, default: [:]][event.field] = event.object
        } else if locals[event.owner]?[event.field] == event.object {
            locals[event.owner]?[event.field] = nil
            if locals[event.owner]?.isEmpty == true { locals[event.owner] = nil }
        }
    }

    /// The statement that clears the slot; nil where no name leads there.
    func code(for question: Question) -> String? {
        if let cell = question.cell {
            let isBound = locals[question.frame]?.contains { name($0.key) == question.field && $0.value == cell }
            return isBound == true ? "\(question.field) = \(nothing)" : nil
        }
        var queue: [(object: ObjectID, text: String, steps: Int)] = []
        for frame in question.frame == .module ? [.module] : [question.frame, OwnerID.module] {
            queue += (locals[frame] ?? [:]).compactMap { field, object in
                name(field).map { (content(of: object), $0, 0) }
            }.sorted { $0.1 < $1.1 }
        }
        var seen: Set<ObjectID> = []
        var next = 0
        while next < queue.count {
            let (object, text, steps) = queue[next]
            next += 1
            if object == question.object { return "\(text).\(question.field) = \(nothing)" }
            guard seen.insert(object).inserted, steps < Self.mostSteps, leaked[object]?.kind == .instance else {
                continue
            }
            queue += (fields[object] ?? [:]).compactMap { field, target in
                name(field).map { (target, "\(text).\($0)", steps + 1) }
            }.sorted { $0.1 < $1.1 }
        }
        return nil
    }

    /// What a captured variable is bound to, where a name stands for its cell.
    private func content(of object: ObjectID) -> ObjectID {
        guard leaked[object]?.kind == .cell else { return object }
        return fields[object]?.values.first ?? object
    }

    private func name(_ field: FieldID) -> String? {
        guard let name = names.field(field)?.name, let first = name.first, first.isLetter || first == "_" else {
            return nil
        }
        return name
    }
}
