import ReferenceCounting
import TraceModel

extension ScenarioRunner {
    /// Does what a simple statement says; its temporaries are left to the caller.
    mutating func perform(_ action: ScenarioStatement.Action) throws {
        switch action {
        case .bind(let text, let expression):
            let name = execution.name(text)
            if let object = try evaluate(expression) { execution.bind(name, to: object) } else { execution.drop(name) }
        case .store(let expression, let path):
            let value = try evaluate(expression)
            let (owner, field) = try place(path)
            try store(value, in: field, of: owner)
        case .append(let expression, let path):
            let value = try evaluate(expression)
            let list = try openList(path)
            if let value { execution.append(value, to: list) }
        case .removeLast(let path):
            let list = try list(path)
            guard execution.heap.slotCount(of: list) > 0 else { throw Failure(message: "EmptyList: \(path) is empty") }
            _ = execution.popLast(of: list)
        case .removeAll(let path):
            let list = try list(path)
            let all = 0..<execution.heap.slotCount(of: list)
            let removed = execution.heap.exchangeSlots(all, of: list, with: [], movedFrom: execution.frame)
            for slot in removed { execution.heap.release(slot, of: list) }
        case .use(let path):
            _ = try require(path)
        case .refuse(let error):
            throw error
        case .enterCall, .leaveCall, .beginLoop, .endPass, .endLoop:
            break
        }
    }

    private mutating func store(_ value: Handle?, in field: FieldID, of owner: Handle) throws {
        if let value {
            try execution.store(value, in: field, of: owner)
        } else {
            try execution.heap.setField(field, of: owner, to: .none, movedFrom: execution.frame)
        }
    }

    /// What an expression makes or finds, as a temporary; nil for `nil`.
    private mutating func evaluate(_ expression: ScenarioExpression) throws -> Handle? {
        switch expression {
        case .nothing:
            return nil
        case .instance(let place, _):
            return execution.makeInstance(of: types[place].id, fields: types[place].fields.count)
        case .path(let path):
            return try find(path)
        case .list(let elements):
            let list = execution.makeContainer(StandardType.list, count: elements.count)
            for element in elements {
                if let value = try evaluate(element) { execution.append(value, to: list) }
            }
            return list
        case .closure(let strong, let weak):
            return try makeClosure(strong: strong, weak: weak)
        }
    }

    /// A function object that holds what it captures under the names of the paths.
    private mutating func makeClosure(strong: [ScenarioPath], weak: [ScenarioPath]) throws -> Handle {
        let closure = execution.hold(
            execution.heap.allocate(
                StandardType.function, kind: .function, bytes: ObjectSizes.function,
                capacity: strong.count + weak.count))
        for path in strong {
            let captured = try require(path)
            execution.giveAway(captured)
            capture(captured, path, in: closure)
        }
        for path in weak {
            let captured = try require(path)
            let reference = execution.heap.allocate(
                StandardType.weakReference, kind: .weakReference, bytes: ObjectSizes.weakReference, capacity: 2)
            execution.heap.retain(reference, by: execution.frame, .temporary)
            execution.heap.makeWeakReference(reference, to: captured, field: referent, hasCallback: false)
            capture(reference, path, in: closure)
        }
        return closure
    }

    /// Moves a temporary that was given away into a closure.
    private mutating func capture(_ captured: Handle, _ path: ScenarioPath, in closure: Handle) {
        let name = execution.name(path.description)
        execution.heap.appendSlot(Value(captured), field: name, to: closure, movedFrom: execution.frame)
    }
}
