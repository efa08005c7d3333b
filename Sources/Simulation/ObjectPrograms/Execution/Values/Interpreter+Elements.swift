import ReferenceCounting
import TraceModel

/// Items and slices of lists, tuples, dicts and arrays.
extension Interpreter {
    func isContainer(_ value: Value) -> Bool {
        guard let handle = value.handle else { return false }
        return heap.kind(of: handle) == .container
    }

    func isType(_ value: Value, _ type: TypeID) -> Bool {
        value.handle.map { heap.type(of: $0) == type } ?? false
    }

    /// The place of an index in a sequence of `count`; throws CPython's words where there is none.
    private func place(_ index: Value, count: Int, _ what: String, assigning: Bool = false) throws -> Int {
        guard let number = index.wholeNumber else {
            if isArray(index) { throw Self.arrayAsIndex }
            throw Stop.typeError("\(what) indices must be integers or slices, not \(typeName(index))")
        }
        let place = number < 0 ? number + count : number
        guard place >= 0, place < count else {
            throw Stop.indexError("\(what) \(assigning ? "assignment " : "")index out of range")
        }
        return place
    }

    mutating func loadElement() throws {
        let index = stack[top - 1]
        let base = stack[top - 2]
        let value: Value
        if let handle = base.handle, heap.kind(of: handle) == .array {
            value = try arrayElement(handle, index)
        } else if isType(base, StandardType.dict), let handle = base.handle {
            guard let place = try find(index, in: handle) else { throw try keyError(index) }
            value = heap.slot(2 * place + 1, of: handle)
            heap.retain(value, by: frame, .temporary)
        } else if let handle = base.handle, isSequence(handle) {
            let position = try place(index, count: heap.slotCount(of: handle), typeName(base))
            value = take(heap.element(position, of: handle))
        } else if base.tag == .string {
            guard index.wholeNumber != nil else {
                if isArray(index) { throw Self.arrayAsIndex }
                throw Stop.typeError("string indices must be integers, not '\(typeName(index))'")
            }
            let position = try place(index, count: strings.length(of: base), "string")
            value = strings.value(String(try character(position, of: base)))
        } else if base.isNumpyScalar {
            throw Stop.indexError("invalid index to scalar variable.")
        } else {
            throw notSubscriptable(base)
        }
        top -= 2
        try drop(base)
        try drop(index)
        push(value)
    }

    /// A code point of a text.
    private mutating func character(_ position: Int, of value: Value) throws -> Unicode.Scalar {
        let text = strings[value]
        if strings.length(of: value) == text.utf8.count {
            return text.unicodeScalars[text.utf8.index(text.startIndex, offsetBy: position)]
        }
        try heap.prepare(text: text.utf8.count)
        return text.unicodeScalars[text.unicodeScalars.index(text.startIndex, offsetBy: position)]
    }

    /// The code points of a text at these places.
    private mutating func characters(_ places: [Int], of value: Value) throws -> String {
        let text = strings[value]
        try heap.prepare(elements: places.count)
        if strings.length(of: value) == text.utf8.count {
            let bytes = places.map { text.utf8[text.utf8.index(text.startIndex, offsetBy: $0)] }
            return String(decoding: bytes, as: UTF8.self)
        }
        try heap.prepare(elements: text.utf8.count)
        let scalars = Array(text.unicodeScalars)
        var part = String.UnicodeScalarView()
        part.append(contentsOf: places.lazy.map { scalars[$0] })
        return String(part)
    }

    func isSequence(_ handle: Handle) -> Bool {
        let type = heap.type(of: handle)
        return type == StandardType.list || type == StandardType.tuple
    }

    mutating func storeElement() throws {
        let index = stack[top - 1]
        let base = stack[top - 2]
        let value = stack[top - 3]
        if isType(base, StandardType.dict), let handle = base.handle {
            try storeItem(index, value, in: handle)
        } else if isType(base, StandardType.list), let handle = base.handle {
            let position = try place(index, count: heap.slotCount(of: handle), "list", assigning: true)
            heap.retain(value, by: frame, .temporary)
            heap.replaceSlot(position, with: value, of: handle, movedFrom: frame)
            try service()
        } else {
            if isArray(base) { throw Stop.unsupported("assignment to an array", instead: "make a new array") }
            if isArray(index) { throw Self.arrayAsIndex }
            throw Stop.typeError("'\(typeName(base))' object does not support item assignment")
        }
        top -= 3
        try drop(value)
        try drop(base)
        try drop(index)
    }

    mutating func deleteElement() throws {
        let index = stack[top - 1]
        let base = stack[top - 2]
        if isType(base, StandardType.dict), let handle = base.handle {
            guard let place = try find(index, in: handle) else { throw try keyError(index) }
            try removeItem(at: place, of: handle)
        } else if isType(base, StandardType.list), let handle = base.handle {
            let position = try place(index, count: heap.slotCount(of: handle), "list", assigning: true)
            try drop(heap.removeElement(position, of: handle, to: frame))
        } else {
            if isArray(base) { throw Self.undeletable }
            if isArray(index) { throw Self.arrayAsIndex }
            // `PySequence_DelItem` has words of its own.
            let isSequence =
                (isContainer(base) || instanceClass(base) != nil || base.tag == .string) && index.wholeNumber != nil
            let verb = isSequence ? "doesn't" : "does not"
            throw Stop.typeError("'\(typeName(base))' object \(verb) support item deletion")
        }
        top -= 2
        try drop(base)
        try drop(index)
    }

    // MARK: Slices

    private static var undeletable: Stop { .valueError("cannot delete array elements") }
    private static var unhashableSlice: Stop { .typeError("unhashable type: 'slice'") }

    private func notSubscriptable(_ base: Value) -> Stop {
        switch base.tag {
        case .programClass: return .typeError("type '\(classes[base.index].name)' is not subscriptable")
        case .exceptionClass:
            return .typeError("type '\(BuiltInException.allCases[base.index].rawValue)' is not subscriptable")
        case .builtIn where base.builtIn?.isClass == true:
            return .unsupported("a type with a type in brackets", instead: "leave the brackets out")
        default: break
        }
        if isContainer(base) { return .unsupported("an item of \(typeName(base))", instead: "loop over it with for") }
        return .typeError("'\(typeName(base))' object is not subscriptable")
    }

    /// The places that a slice names, in its order.
    private func places(_ from: Value, _ to: Value, _ step: Value, count: Int) throws -> [Int] {
        for part in [from, to, step] where part.tag != .none && part.wholeNumber == nil {
            if isArray(part) { throw Self.arrayAsIndex }
            throw Stop.typeError("slice indices must be integers or None or have an __index__ method")
        }
        let stride = step.wholeNumber ?? 1
        guard stride != 0 else { throw Stop.valueError("slice step cannot be zero") }
        func clamp(_ value: Value, _ fallback: Int) -> Int {
            guard let number = value.wholeNumber else { return fallback }
            let low = stride < 0 ? -1 : 0
            let high = stride < 0 ? count - 1 : count
            return min(max(number < 0 ? number + count : number, low), high)
        }
        let start = clamp(from, stride < 0 ? count - 1 : 0)
        let end = clamp(to, stride < 0 ? -1 : count)
        // A step from one end past the other, so that no step of a program can overflow.
        return Array(Swift.stride(from: start, to: end, by: min(max(stride, -count - 1), count + 1)))
    }

    mutating func loadSlice() throws {
        let base = stack[top - 4]
        let value: Value
        if let handle = base.handle, isSequence(handle) {
            let chosen = try places(
                stack[top - 3], stack[top - 2], stack[top - 1], count: heap.slotCount(of: handle))
            try heap.prepare(container: chosen.count)
            let isForward = stack[top - 1].wholeNumber ?? 1 == 1
            if isWholeTuple(handle, count: chosen.count), isForward || chosen.isEmpty {
                value = shared(base)
            } else {
                let part = heap.makeContainer(heap.type(of: handle), count: chosen.count, frame: frame)
                for (place, position) in chosen.enumerated() {
                    try heap.look(at: place)
                    heap.append(take(heap.element(position, of: handle)), to: part, movedFrom: frame)
                }
                value = Value(part)
            }
        } else if base.tag == .string {
            let chosen = try places(
                stack[top - 3], stack[top - 2], stack[top - 1], count: strings.length(of: base))
            value = strings.value(try characters(chosen, of: base))
        } else if let handle = base.handle, heap.kind(of: handle) == .array {
            throw Stop.unsupported("a slice of an array", instead: "make a new array")
        } else {
            throw isType(base, StandardType.dict) ? Self.unhashableSlice : notSubscriptable(base)
        }
        top -= 4
        try drop(base)
        push(value)
    }

    mutating func storeSlice() throws {
        let base = stack[top - 4]
        let value = stack[top - 5]
        guard isType(base, StandardType.list), let handle = base.handle else {
            guard !isType(base, StandardType.dict) else { throw Self.unhashableSlice }
            if isArray(base) { throw Stop.unsupported("assignment to an array", instead: "make a new array") }
            throw Stop.typeError("'\(typeName(base))' object does not support item assignment")
        }
        guard stack[top - 1].tag == .none else {
            throw Stop.unsupported("assignment to a slice with a step", instead: "assign to the items one by one")
        }
        let new = try elements(of: value, "can only assign an iterable")
        let count = heap.slotCount(of: handle)
        try checkSize(count + new.count, .list)
        let chosen = try places(stack[top - 3], stack[top - 2], stack[top - 1], count: count)
        let start = try chosen.first ?? places(stack[top - 3], .none, .none, count: count).first ?? count
        try heap.prepare(elements: count - start + new.count)
        let own = new.map { take($0) }
        let removed = heap.exchangeSlots(start..<(start + chosen.count), of: handle, with: own, movedFrom: frame)
        try release(removed.reversed(), of: handle)
        top -= 5
        try drop(value)
        try drop(base)
    }

    mutating func deleteSlice() throws {
        let base = stack[top - 4]
        guard isType(base, StandardType.list), let handle = base.handle else {
            guard !isType(base, StandardType.dict) else { throw Self.unhashableSlice }
            if isArray(base) { throw Self.undeletable }
            throw Stop.typeError("'\(typeName(base))' object does not support item deletion")
        }
        let chosen = try places(
            stack[top - 3], stack[top - 2], stack[top - 1], count: heap.slotCount(of: handle))
        guard stack[top - 1].tag == .none || stack[top - 1].wholeNumber == 1 else {
            throw Stop.unsupported("deletion of a slice with a step", instead: "delete the items one by one")
        }
        let start = chosen.first ?? 0
        try heap.prepare(elements: heap.slotCount(of: handle) - start)
        let removed = heap.exchangeSlots(start..<(start + chosen.count), of: handle, with: [], movedFrom: frame)
        try release(removed.reversed(), of: handle)
        top -= 4
        try drop(base)
    }
}
