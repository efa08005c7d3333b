import ReferenceCounting
import TraceModel

/// Calls with a star: their arguments stand in a tuple.
extension Interpreter {
    /// Calls with the tuple of arguments that stands below the keywords' values.
    mutating func callStarred(keywords: [String]) throws {
        let tupleAt = top - keywords.count - 1
        let callable = stack[tupleAt - 1]
        let tuple = try tuple(at: tupleAt, for: callable)
        let height = top
        try heap.prepare(elements: heap.slotCount(of: tuple))
        var given = (0..<heap.slotCount(of: tuple)).map { heap.slot($0, of: tuple) }
        for number in keywords.indices { given.append(stack[tupleAt + 1 + number]) }
        let kind = callable.handle.map { heap.kind(of: $0) }
        let result: Value
        if kind == .function || kind == .boundMethod {
            push(.empty)
            pushRetained(callable)
            for value in given { pushRetained(value) }
            // With keywords the arguments are copied once more (`_PyStack_UnpackDict`).
            let copies = keywords.isEmpty ? [] : given
            for value in copies { heap.retain(value, by: frame, .temporary) }
            do {
                try call(arguments: given.count, keywords: keywords)
            } catch {
                for value in copies { try drop(value) }
                throw error
            }
            result = pop()
            for value in copies { try drop(value) }
        } else {
            result = try callBorrowed(callable, given, keywords: keywords)
        }
        top = height
        for place in (tupleAt - 1)..<height { try drop(stack[place]) }
        top = tupleAt - 2
        push(result)
    }

    /// What stands after the star, replaced by a tuple of its elements where it is none.
    private mutating func tuple(at place: Int, for callable: Value) throws -> Handle {
        let value = stack[place]
        if let handle = value.handle, heap.type(of: handle) == StandardType.tuple { return handle }
        let isIterable = value.tag == .string || isContainer(value) || isArray(value)
        let complaint =
            isIterable ? nil : "\(try name(of: callable)) argument after * must be an iterable, not \(typeName(value))"
        let elements = try elements(of: value, complaint).map { take($0) }
        let tuple = heap.makeSequence(elements, type: StandardType.tuple, frame: frame)
        stack[place] = Value(tuple)
        try drop(value)
        return tuple
    }

    /// What messages about its arguments call a callable (`_PyObject_FunctionStr`).
    private mutating func name(of callable: Value) throws -> String {
        switch callable.tag {
        case .programClass: return "__main__.\(classes[callable.index].name)()"
        case .exceptionClass: return "\(BuiltInException.allCases[callable.index].rawValue)()"
        case .builtIn: return "\(callable.builtIn?.qualifiedName ?? "?")()"
        default: break
        }
        guard let handle = callable.handle else { return try text(callable) }
        switch heap.kind(of: handle) {
        case .function: return "__main__.\(code(of: handle).qualifiedName)()"
        case .boundMethod:
            guard let function = heap.slot(0, of: handle).handle else { return try text(callable) }
            return "__main__.\(code(of: function).qualifiedName)()"
        default: return try text(callable)
        }
    }

    /// Calls something other than a function with arguments that are held elsewhere.
    private mutating func callBorrowed(_ callable: Value, _ given: [Value], keywords: [String]) throws -> Value {
        let height = top
        defer { top = height }
        for value in given { push(value) }
        return try callOther(callable, first: height, count: given.count, keywords: keywords, isTupleGiven: true)
    }
}
