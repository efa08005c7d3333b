import ReferenceCounting
import TraceModel

/// The types of iterators: containers that hold what they walk through.
struct IteratorTypes {
    let range: TypeID
    let rangeIterator: TypeID
    let sequenceIterator: TypeID
    let dictIterator: TypeID
    let zip: TypeID
    let enumerate: TypeID

    init(_ heap: inout SimulatedHeap) {
        range = heap.defineType("range")
        rangeIterator = heap.defineType("range_iterator")
        sequenceIterator = heap.defineType("list_iterator")
        dictIterator = heap.defineType("dict_keyiterator")
        zip = heap.defineType("zip")
        enumerate = heap.defineType("enumerate")
    }

    /// How many there are.
    static let count = 6
}

/// Loops over ranges, sequences, dicts, strings, `zip` and `enumerate`.
extension Interpreter {
    /// Makes an object of the machine's own, with plain values and references that are given away.
    private mutating func makeIterator(_ type: TypeID, _ parts: [Value]) -> Value {
        let handle = heap.allocate(type, kind: .container, bytes: ObjectSizes.iterator, capacity: parts.count)
        heap.retain(handle, by: frame, .temporary)
        for part in parts { heap.appendSlot(part, field: fields.iterable, to: handle, movedFrom: frame) }
        return Value(handle)
    }

    mutating func makeRange(_ start: Int, _ end: Int, _ step: Int) -> Value {
        makeIterator(iterators.range, [Value(start), Value(end), Value(step)])
    }

    /// How many numbers a range has, which may be more than an int holds.
    func rangeCount(_ handle: Handle) -> UInt {
        let (start, end, step) = (
            heap.slot(0, of: handle).index, heap.slot(1, of: handle).index, heap.slot(2, of: handle).index
        )
        guard step > 0 ? start < end : start > end else { return 0 }
        let distance = step > 0 ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
        return (distance - 1) / step.magnitude + 1
    }

    /// Replaces the newest value by an iterator over it.
    mutating func getIterator() throws {
        let value = stack[top - 1]
        let iterator = try iterator(over: value)
        stack[top - 1] = iterator
        try drop(value)
    }

    /// An iterator over a value, held as a temporary.
    mutating func iterator(over value: Value) throws -> Value {
        if let handle = value.handle {
            let type = heap.type(of: handle)
            if type == iterators.range {
                let count = Value(Int(bitPattern: rangeCount(handle)))
                return makeIterator(
                    iterators.rangeIterator, [heap.slot(0, of: handle), count, heap.slot(2, of: handle)])
            }
            if isSequence(handle) || type == StandardType.dict {
                heap.retain(value, by: frame, .temporary)
                let isDict = type == StandardType.dict
                guard isDict else { return makeIterator(iterators.sequenceIterator, [value, Value(0)]) }
                let count = Value(itemCount(of: handle))
                return makeIterator(iterators.dictIterator, [value, Value(0), count, count])
            }
            if heap.kind(of: handle) == .container {
                heap.retain(value, by: frame, .temporary)
                return value
            }
            if heap.kind(of: handle) == .array {
                throw Stop.unsupported("a loop over an array", instead: "loop over range(len(a)) and index it")
            }
        }
        if value.tag == .string { return makeIterator(iterators.sequenceIterator, [value, Value(0)]) }
        throw notIterable(value)
    }

    func notIterable(_ value: Value) -> Stop { .typeError("'\(typeName(value))' object is not iterable") }

    /// Pushes the next element of the newest value; false where there is none.
    @inline(__always)
    mutating func advanceIterator() throws -> Bool {
        guard let handle = stack[top - 1].handle else { return false }
        if heap.type(of: handle) == iterators.rangeIterator {
            guard let number = nextOfRange(handle) else { return false }
            push(Value(number))
            return true
        }
        guard let value = try next(of: handle) else { return false }
        push(value)
        return true
    }

    @inline(__always)
    private mutating func nextOfRange(_ handle: Handle) -> Int? {
        // How many are left, as a number without sign.
        let left = heap.slot(1, of: handle).index
        guard left != 0 else { return nil }
        let number = heap.slot(0, of: handle).index
        heap.setPlain(1, of: handle, to: Value(left &- 1))
        heap.setPlain(0, of: handle, to: Value(number &+ heap.slot(2, of: handle).index))
        return number
    }

    /// The next element of an iterator, held as a temporary; nil where there is none.
    mutating func next(of handle: Handle) throws -> Value? {
        let type = heap.type(of: handle)
        if type == iterators.rangeIterator { return nextOfRange(handle).map { Value($0) } }
        if type == iterators.sequenceIterator { return try nextOfSequence(handle) }
        if type == iterators.dictIterator { return try nextOfDict(handle) }
        if type == iterators.enumerate { return try nextOfEnumerate(handle) }
        if type == iterators.zip { return try nextOfZip(handle) }
        throw Stop.typeError("'\(heap.name(of: type))' object is not an iterator")
    }

    private mutating func nextOfSequence(_ handle: Handle) throws -> Value? {
        let sequence = heap.slot(0, of: handle)
        guard sequence.tag != .empty else { return nil }
        let place = heap.slot(1, of: handle).index
        if sequence.tag == .string {
            let text = strings[sequence]
            // The place is one of UTF-8, so that the next one is found at once.
            let index = text.utf8.index(text.startIndex, offsetBy: place)
            guard index < text.endIndex else { return nil }
            let scalar = text.unicodeScalars[index]
            heap.setPlain(1, of: handle, to: Value(place + UTF8.width(scalar)))
            return strings.value(String(scalar))
        }
        heap.setPlain(1, of: handle, to: Value(place + 1))
        guard let list = sequence.handle else { return nil }
        guard place < heap.slotCount(of: list) else {
            // An iterator that is done lets its sequence go.
            heap.clearSlot(0, of: handle)
            try service()
            return nil
        }
        return take(heap.element(place, of: list))
    }

    private mutating func nextOfDict(_ handle: Handle) throws -> Value? {
        guard let dict = heap.slot(0, of: handle).handle else { return nil }
        guard heap.slot(2, of: handle).index == itemCount(of: dict) else {
            // It stays in this state.
            heap.setPlain(2, of: handle, to: Value(-1))
            throw Stop.raised("RuntimeError", "dictionary changed size during iteration")
        }
        var place = heap.slot(1, of: handle).index
        while 2 * place < heap.slotCount(of: dict) {
            let key = heap.slot(2 * place, of: dict)
            place += 1
            guard key.tag != .empty else { continue }
            let left = heap.slot(3, of: handle).index
            guard left > 0 else {
                heap.clearSlot(0, of: handle)
                try service()
                throw Stop.raised("RuntimeError", "dictionary keys changed during iteration")
            }
            heap.setPlain(3, of: handle, to: Value(left - 1))
            heap.setPlain(1, of: handle, to: Value(place))
            heap.retain(key, by: frame, .temporary)
            return key
        }
        heap.clearSlot(0, of: handle)
        try service()
        return nil
    }

    // MARK: zip and enumerate, which use their result tuple again while nobody else holds it

    // Their slots stand so that the iterators end first, the last of them before the others, and the result after.

    /// Makes `enumerate(value, start)`.
    mutating func makeEnumerate(_ value: Value, start: Int) throws -> Value {
        let inner = try iterator(over: value)
        let tuple = Value(heap.makeSequence([.none, .none], type: StandardType.tuple, frame: frame))
        return makeIterator(iterators.enumerate, [tuple, inner, Value(start)])
    }

    /// Makes `zip(values...)`.
    mutating func makeZip(_ values: [Value]) throws -> Value {
        let nones = [Value](repeating: .none, count: values.count)
        var parts = [Value(heap.makeSequence(nones, type: StandardType.tuple, frame: frame))]
        for value in values { parts.append(try iterator(over: value)) }
        return makeIterator(iterators.zip, parts)
    }

    private mutating func nextOfEnumerate(_ handle: Handle) throws -> Value? {
        guard let inner = heap.slot(1, of: handle).handle, let item = try next(of: inner) else { return nil }
        let number = heap.slot(2, of: handle)
        guard number.tag != .empty else {
            try drop(item)
            throw Stop.unsupported("a whole number of more than 64 bits", instead: "use smaller numbers")
        }
        let (next, overflow) = number.index.addingReportingOverflow(1)
        heap.setPlain(2, of: handle, to: overflow ? .empty : Value(next))
        guard let tuple = heap.slot(0, of: handle).handle else { return nil }
        if heap.count(of: tuple) == 1 {
            heap.retain(tuple, by: frame, .temporary)
            heap.setPlain(0, of: tuple, to: number)
            heap.replaceSlot(1, with: item, of: tuple, movedFrom: frame)
            try service()
            return Value(tuple)
        }
        return Value(heap.makeSequence([number, item], type: StandardType.tuple, frame: frame))
    }

    private mutating func nextOfZip(_ handle: Handle) throws -> Value? {
        let count = heap.slotCount(of: handle) - 1
        guard count > 0, let tuple = heap.slot(0, of: handle).handle else { return nil }
        if heap.count(of: tuple) == 1 {
            heap.retain(tuple, by: frame, .temporary)
            for place in 0..<count {
                guard let inner = heap.slot(place + 1, of: handle).handle, let item = try next(of: inner) else {
                    try drop(Value(tuple))
                    return nil
                }
                heap.replaceSlot(place, with: item, of: tuple, movedFrom: frame)
                try service()
            }
            return Value(tuple)
        }
        var items: [Value] = []
        for place in 0..<count {
            guard let inner = heap.slot(place + 1, of: handle).handle, let item = try next(of: inner) else {
                for item in items { try drop(item) }
                return nil
            }
            items.append(item)
        }
        return Value(heap.makeSequence(items, type: StandardType.tuple, frame: frame))
    }
}
