import ReferenceCounting
import TraceModel

/// Lists and tuples as a whole: made from the stack, and taken apart onto it.
extension Interpreter {
    mutating func buildSequence(_ count: Int, _ type: TypeID) {
        let elements = UnsafeBufferPointer(start: stack + (top - count), count: count)
        let sequence = heap.makeSequence(elements, type: type, frame: frame)
        top -= count
        push(Value(sequence))
    }

    /// Appends the newest value to the list that stands `depth` below it.
    mutating func appendToList(_ depth: Int) throws {
        let value = pop()
        guard let list = stack[top - depth].handle else { return }
        try heap.prepare(adding: 1, to: list)
        heap.append(value, to: list, movedFrom: frame)
        try service()
    }

    /// Adds the elements of the newest value to the list below it.
    mutating func extendList() throws {
        let value = stack[top - 1]
        guard let list = stack[top - 2].handle else { return }
        try extend(list, by: value, "Value after * must be an iterable, not \(typeName(value))")
        try popAndDrop()
    }

    mutating func listToTuple() throws {
        let list = stack[top - 1]
        let elements = try elements(of: list).map { take($0) }
        stack[top - 1] = Value(heap.makeSequence(elements, type: StandardType.tuple, frame: frame))
        try drop(list)
    }

    /// The elements of a sequence, borrowed from it: ``take(_:)`` those that are to be held.
    ///
    /// `complaint` is what to say where it is none, and Python says something else than usual.
    mutating func elements(of value: Value, _ complaint: String? = nil) throws -> [Value] {
        if let handle = value.handle {
            if isSequence(handle) {
                try heap.prepare(elements: heap.slotCount(of: handle))
                return (0..<heap.slotCount(of: handle)).map { heap.element($0, of: handle) }
            }
            if heap.type(of: handle) == StandardType.dict {
                try heap.prepare(elements: heap.slotCount(of: handle))
                return (0..<heap.slotCount(of: handle) / 2).map { heap.slot(2 * $0, of: handle) }
                    .filter { $0.tag != .empty }
            }
            if heap.kind(of: handle) == .container {
                throw Stop.unsupported("\(typeName(value)) used as a list", instead: "loop over it with for")
            }
        }
        if value.tag == .string {
            try heap.prepare(elements: strings[value].utf8.count)
            return strings[value].unicodeScalars.map { strings.value(String($0)) }
        }
        if isArray(value) {
            throw Stop.unsupported("an array used as a list", instead: "index it over range(len(a))")
        }
        throw complaint.map { .typeError($0) } ?? notIterable(value)
    }

    /// Replaces the newest value by its elements, the first on top.
    mutating func unpack(_ count: Int) throws {
        let value = stack[top - 1]
        if let handle = value.handle, isArray(value), heap.dimensions(of: handle) == 0 {
            throw Stop.typeError("iteration over a 0-d array")
        }
        guard value.tag == .string || isContainer(value) || isArray(value) else {
            throw Stop.typeError("cannot unpack non-iterable \(typeName(value)) object")
        }
        let elements = try elements(of: value)
        guard elements.count >= count else {
            throw Stop.valueError("not enough values to unpack (expected \(count), got \(elements.count))")
        }
        guard elements.count == count else {
            throw Stop.valueError("too many values to unpack (expected \(count))")
        }
        top -= 1
        for element in elements.reversed() { push(take(element)) }
        try drop(value)
    }
}
