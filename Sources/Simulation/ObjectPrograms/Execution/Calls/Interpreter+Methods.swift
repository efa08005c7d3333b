import ReferenceCounting
import TraceModel

/// Methods of lists and dicts, and weak references.
extension Interpreter {
    /// Calls a method; the receiver is the first argument.
    mutating func callBuiltInMethod(
        _ callable: Value, first: Int, count: Int, keywords: [String]
    ) throws -> Value {
        let method = BuiltInMethod.allCases[callable.index]
        let receiver = stack[first]
        let arguments = (1..<count).map { stack[first + $0] }
        guard let handle = receiver.handle else { throw Stop.typeError("not a container") }
        let isDict = heap.type(of: handle) == StandardType.dict
        let name = method.rawValue
        guard keywords.isEmpty || method == .sort else {
            throw Stop.typeError("\(typeName(receiver)).\(name)() takes no keyword arguments")
        }
        switch method {
        case .append:
            try expectOne(arguments, "list.append()")
            try heap.prepare(adding: 1, to: handle)
            heap.retain(arguments[0], by: frame, .temporary)
            heap.append(arguments[0], to: handle, movedFrom: frame)
            try service()
            return .none
        case .pop: return isDict ? try popItem(handle, arguments) : try popElement(handle, arguments)
        case .remove:
            try expectOne(arguments, "list.remove()")
            try removeFirst(arguments[0], from: handle)
            return .none
        case .clear:
            guard arguments.isEmpty else {
                throw Stop.typeError("\(typeName(receiver)).clear() takes no arguments (\(arguments.count) given)")
            }
            try clear(handle, isDict: isDict)
            return .none
        case .sort:
            try sort(handle, arguments, keywords)
            return .none
        }
    }

    private func expectOne(_ arguments: [Value], _ name: String) throws {
        guard arguments.count == 1 else {
            throw Stop.typeError("\(name) takes exactly one argument (\(arguments.count) given)")
        }
    }

    private mutating func popElement(_ list: Handle, _ arguments: [Value]) throws -> Value {
        guard arguments.count <= 1 else {
            throw Stop.typeError("pop expected at most 1 argument, got \(arguments.count)")
        }
        let number = try arguments.first.map { try whole($0) } ?? -1
        let count = heap.slotCount(of: list)
        guard count > 0 else { throw Stop.indexError("pop from empty list") }
        let place = number < 0 ? number + count : number
        guard place >= 0, place < count else { throw Stop.indexError("pop index out of range") }
        let removed = heap.removeElement(place, of: list, to: frame)
        guard let handle = removed.handle, heap.holdsReceiverWeakly(handle) else { return removed }
        let own = take(heap.readWeakly(removed))
        try drop(removed)
        return own
    }

    private mutating func popItem(_ dict: Handle, _ arguments: [Value]) throws -> Value {
        guard (1...2).contains(arguments.count) else {
            throw Stop.typeError("pop expected at least 1 argument, got \(arguments.count)")
        }
        // An empty dict does not ask whether there can be such a key.
        guard itemCount(of: dict) > 0, let place = try find(arguments[0], in: dict) else {
            guard arguments.count == 2 else { throw try keyError(arguments[0]) }
            heap.retain(arguments[1], by: frame, .temporary)
            return arguments[1]
        }
        let value = heap.slot(2 * place + 1, of: dict)
        heap.retain(value, by: frame, .temporary)
        try removeItem(at: place, of: dict)
        return value
    }

    private mutating func removeFirst(_ value: Value, from list: Handle) throws {
        var place = 0
        while place < heap.slotCount(of: list) {
            if place & 0xF == 0xF { try heap.step() }
            let element = heap.element(place, of: list)
            if try isSame(element, value) || isEqual(element, value) {
                try drop(heap.removeElement(place, of: list, to: frame))
                return
            }
            place += 1
        }
        throw Stop.valueError("list.remove(x): x not in list")
    }

    /// Lists let their elements go last to first, dicts first to last.
    mutating func clear(_ handle: Handle, isDict: Bool) throws {
        try heap.prepare(elements: heap.slotCount(of: handle))
        let removed = heap.exchangeSlots(0..<heap.slotCount(of: handle), of: handle, with: [], movedFrom: frame)
        if isDict { dictIndexes[handle] = DictIndex() }
        try release(isDict ? removed : removed.reversed(), of: handle)
    }

    /// Lets slots go that were taken out of an object.
    mutating func release(_ removed: [RemovedSlot], of handle: Handle) throws {
        for (place, slot) in removed.enumerated() {
            try heap.look(at: place)
            heap.release(slot, of: handle)
            try service()
        }
    }

    private mutating func sort(_ list: Handle, _ arguments: [Value], _ keywords: [String]) throws {
        guard arguments.count == keywords.count else { throw Stop.typeError("sort() takes no positional arguments") }
        var key = Value.none
        var isReversed = false
        for (keyword, value) in zip(keywords, arguments) {
            switch keyword {
            case "key": key = value
            case "reverse":
                let number = try whole(value)
                guard Int32(exactly: number) != nil else {
                    throw Stop.raised("OverflowError", "Python int too large to convert to C int")
                }
                isReversed = number != 0
            default: throw Stop.typeError("'\(keyword)' is an invalid keyword argument for sort()")
            }
        }
        let elements = try self.elements(of: Value(list))
        guard key.tag != .none else {
            let keys = elements.map { take($0) }
            heap.permuteSlots(of: list, to: try sortedPlaces(keys, isReversed: isReversed))
            for key in keys { try drop(key) }
            return
        }
        // While a function gives the keys, the list is empty.
        let set = heap.setAside(of: list)
        var keys: [Value] = []
        let outcome: Result<[Int], any Error>
        do {
            for element in elements { keys.append(try callFromC(key, [element])) }
            outcome = .success(try sortedPlaces(keys, isReversed: isReversed))
        } catch {
            outcome = .failure(error)
        }
        for key in keys { try drop(key) }
        let added = heap.putBack(set, to: list)
        for slot in added.reversed() {
            heap.release(slot, of: list)
            try service()
        }
        let order = try outcome.get()
        heap.permuteSlots(of: list, to: order)
        guard added.isEmpty else { throw Stop.valueError("list modified during sort") }
    }

    /// The places of keys in ascending order; equal keys keep theirs.
    private mutating func sortedPlaces(_ keys: [Value], isReversed: Bool) throws -> [Int] {
        let areNumbers = keys.allSatisfy { $0.number != nil }
        let texts = keys.filter { $0.tag == .string }.map { strings[$0] }
        let isLess: (Int, Int) -> Bool
        if areNumbers {
            isLess = { Value.order(keys[$0], keys[$1]) == -1 }
        } else if texts.count == keys.count {
            isLess = { texts[$0].unicodeScalars.lexicographicallyPrecedes(texts[$1].unicodeScalars) }
        } else {
            if keys.count > 1 { _ = try isOrdered(keys[1], .less, keys[0]) }
            throw Stop.unsupported("sorting by anything but numbers or strings", instead: "sort with such a key")
        }
        var comparisons = 0
        // Swift's sort is stable, which CPython promises too, also for reverse=True.
        return try keys.indices.sorted {
            comparisons += 1
            if comparisons & 0xF == 0 { try heap.step() }
            return isReversed ? isLess($1, $0) : isLess($0, $1)
        }
    }

    // MARK: Weak references

    mutating func makeWeakReference(_ arguments: [Value]) throws -> Value {
        guard (1...2).contains(arguments.count) else {
            throw Stop.typeError("__new__ expected at least 1 argument, got \(arguments.count)")
        }
        guard let referent = arguments[0].handle,
            [.instance, .array, .function].contains(heap.kind(of: referent))
        else { throw cannotRefer(to: arguments[0]) }
        let callback = arguments.count > 1 && arguments[1].tag != .none ? arguments[1] : .empty
        if callback.tag == .empty, let shared = heap.sharedWeakReference(to: referent) {
            heap.retain(shared, by: frame, .temporary)
            return Value(shared)
        }
        let reference = heap.allocate(
            StandardType.weakReference, kind: .weakReference, bytes: ObjectSizes.weakReference, capacity: 2)
        heap.retain(reference, by: frame, .temporary)
        hashedReferences.remove(reference)
        heap.makeWeakReference(reference, to: referent, field: fields.referent, hasCallback: callback.tag != .empty)
        if callback.tag != .empty {
            heap.retain(callback, by: frame, .temporary)
            heap.appendSlot(callback, field: fields.callback, to: reference, movedFrom: frame)
        }
        return Value(reference)
    }

    /// The error for what takes no weak reference, in Python or only here.
    private func cannotRefer(to value: Value) -> Stop {
        let type = typeName(value)
        let isValue = value.number != nil || value.tag == .none || value.tag == .string
        guard isValue || isContainer(value) || value.handle.map({ heap.kind(of: $0) == .weakReference }) ?? false else {
            return .unsupported("a weak reference to '\(type)'", instead: "refer to an instance or a function")
        }
        return .typeError("cannot create weak reference to '\(type)' object")
    }
}
