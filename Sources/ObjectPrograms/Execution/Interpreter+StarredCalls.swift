import ReferenceCounting
import TraceModel

/// Calls with a star: their arguments stand in a tuple.
extension Interpreter {
    /// Calls with the tuple of arguments that stands below the keywords' values.
    mutating func callStarred(keywords: [String]) throws {
        let tupleAt = top - keywords.count - 1
        if let list = stack[tupleAt].handle, heap.type(of: list) != StandardType.tuple {
            let elements = try elements(of: stack[tupleAt], "argument after * must be an iterable, not")
            for element in elements { heap.retain(element, by: frame, .temporary) }
            let tuple = heap.makeSequence(elements, type: StandardType.tuple, frame: frame)
            stack[tupleAt] = Value(tuple)
            try drop(Value(list))
        }
        guard let tuple = stack[tupleAt].handle else {
            throw Stop.typeError("argument after * must be an iterable, not \(typeName(stack[tupleAt]))")
        }
        let height = top
        let callable = stack[tupleAt - 1]
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

    /// Calls what is no function with arguments that somebody else holds.
    private mutating func callBorrowed(_ callable: Value, _ given: [Value], keywords: [String]) throws -> Value {
        let height = top
        defer { top = height }
        for value in given { push(value) }
        return try callOther(callable, first: height, count: given.count, keywords: keywords, isTupleGiven: true)
    }
}
