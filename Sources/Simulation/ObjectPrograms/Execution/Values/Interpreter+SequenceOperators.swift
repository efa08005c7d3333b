import ReferenceCounting
import TraceModel

/// `+` and `*` of strings, lists and tuples, and what makes a list longer in its place.
extension Interpreter {
    /// `+` and `*` of strings, lists and tuples.
    mutating func sequenceOperation(
        _ operation: BinaryOperator, _ left: Value, _ right: Value, symbol: String
    ) throws -> Value {
        if left.isNumpyScalar || right.isNumpyScalar {
            let other = typeName(left.isNumpyScalar ? right : left)
            throw Stop.unsupported("arithmetic of a number of numpy and \(other)", instead: "use numbers")
        }
        if operation == .add, left.tag == .string, right.tag == .string {
            let (one, other) = (strings[left], strings[right])
            try makeRoom(one.utf8.count + other.utf8.count, .text)
            return strings.value(one + other)
        }
        if operation == .add, let a = left.handle, let b = right.handle, isSequence(a),
            heap.type(of: a) == heap.type(of: b)
        {
            if isWholeTuple(a, count: heap.slotCount(of: a) + heap.slotCount(of: b)) { return shared(left) }
            if isWholeTuple(b, count: heap.slotCount(of: a) + heap.slotCount(of: b)) { return shared(right) }
            let (count, other) = (heap.slotCount(of: a), heap.slotCount(of: b))
            try makeRoom(count + other, isType(left, StandardType.list) ? .list : .tuple)
            let sum = heap.makeContainer(heap.type(of: a), count: count + other, frame: frame)
            try append(count, of: a, to: sum)
            try append(other, of: b, to: sum)
            return Value(sum)
        }
        if operation == .multiply {
            let (sequence, times) = left.wholeNumber == nil ? (left, right) : (right, left)
            if let count = times.wholeNumber {
                if sequence.tag == .string { return try repeated(strings[sequence], count) }
                if let handle = sequence.handle, isSequence(handle) {
                    let size = heap.slotCount(of: handle)
                    if isWholeTuple(handle, count: size * Swift.min(Swift.max(count, 0), 2)) { return shared(sequence) }
                    return try repeated(handle, size, count)
                }
            }
        }
        // In place, a left operand with other methods of a sequence keeps Python from asking the right one.
        let asksRight = !symbol.hasSuffix("=") || !isContainer(left) && instanceClass(left) == nil
        if operation == .multiply, repeats(left) || repeats(right) && asksRight {
            let other = typeName(repeats(left) ? right : left)
            throw Stop.typeError("can't multiply sequence by non-int of type '\(other)'")
        }
        if operation == .add, let handle = left.handle, isSequence(handle) {
            throw Stop.typeError(
                "can only concatenate \(typeName(left)) (not \"\(typeName(right))\") to \(typeName(left))")
        }
        if operation == .add, left.tag == .string {
            throw Stop.typeError("can only concatenate str (not \"\(typeName(right))\") to str")
        }
        let name = symbol == "**" ? "** or pow()" : symbol
        throw Stop.typeError(
            "unsupported operand type(s) for \(name): '\(typeName(left))' and '\(typeName(right))'")
    }

    private mutating func repeated(_ text: String, _ times: Int) throws -> Value {
        guard !text.isEmpty, times > 0 else { return strings.value("") }
        // `unicode_repeat` counts characters, and has words of its own for a number of them that no int holds.
        guard !text.unicodeScalars.count.multipliedReportingOverflow(by: times).overflow else {
            throw Stop.raised("OverflowError", "repeated string is too long")
        }
        _ = try makeRoom(text.utf8.count, times: times, .text)
        return strings.value(String(repeating: text, count: times))
    }

    private mutating func repeated(_ sequence: Handle, _ count: Int, _ times: Int) throws -> Value {
        let type = heap.type(of: sequence)
        let size = try makeRoom(count, times: times, type == StandardType.list ? .list : .tuple)
        let copy = heap.makeContainer(type, count: size, frame: frame)
        for _ in 0..<(count == 0 ? 0 : Swift.max(times, 0)) { try append(count, of: sequence, to: copy) }
        return Value(copy)
    }

    /// Whether a number repeats it.
    private func repeats(_ value: Value) -> Bool {
        value.tag == .string || value.handle.map { isSequence($0) } ?? false
    }

    /// Whether a part of `count` elements is all of a tuple, which then stands for it: a tuple cannot change.
    func isWholeTuple(_ handle: Handle, count: Int) -> Bool {
        heap.type(of: handle) == StandardType.tuple && heap.slotCount(of: handle) == count
    }

    /// An object that there is already, held once more as a temporary.
    mutating func shared(_ value: Value) -> Value {
        heap.retain(value, by: frame, .temporary)
        return value
    }

    /// Repeats a list in its place.
    mutating func repeatElements(of list: Handle, _ times: Int) throws {
        guard times > 0 else { return try clear(list, isDict: false) }
        let count = heap.slotCount(of: list)
        guard count > 0, times > 1 else { return }
        heap.reserve(try makeRoom(count, times: times, .list), of: list)
        for _ in 1..<times { try append(count, of: list, to: list) }
    }

    /// Adds the elements of a value to a list; `complaint` as in ``elements(of:_:)``.
    mutating func extend(_ list: Handle, by value: Value, _ complaint: String? = nil) throws {
        if let source = value.handle, isSequence(source) {
            let count = heap.slotCount(of: source)
            try checkSize(heap.slotCount(of: list) + count, .list)
            try heap.prepare(adding: count, to: list)
            return try append(count, of: source, to: list)
        }
        let added = try elements(of: value, complaint)
        try checkSize(heap.slotCount(of: list) + added.count, .list)
        try heap.prepare(adding: added.count, to: list)
        for element in added {
            heap.append(take(element), to: list, movedFrom: frame)
        }
    }

    /// Adds the first elements of a list or tuple, which may be the same one, without a copy in between.
    private mutating func append(_ count: Int, of source: Handle, to target: Handle) throws {
        for place in 0..<count {
            try heap.look(at: heap.slotCount(of: target))
            heap.append(take(heap.element(place, of: source)), to: target, movedFrom: frame)
        }
    }
}
