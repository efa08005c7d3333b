import ReferenceCounting
import TraceModel

/// Where a dict's keys stand.
struct DictIndex {
    /// What a key is compared by.
    enum Key: Hashable {
        case plain(UInt8, UInt64)
        case number(Double)
        /// A whole number that is no float.
        case whole(Int)
        case object(Handle)
        /// A bound method: its function and its object.
        case method(Handle, Handle)
        case tuple([Key])
    }

    var places: [Key: Int] = [:]
    /// The places of weak references by what they refer to, some of them out of date.
    var references: [Handle: [Int]] = [:]
}

/// Dicts: pairs of slots, key then value, in the order of insertion; a deleted pair leaves holes.
extension Interpreter {
    /// What a key is compared by; throws where it cannot be one.
    mutating func key(_ value: Value, depth: Int = 0) throws -> DictIndex.Key {
        guard depth < Self.maximumRecursion else {
            throw Stop.unsupported("a key nested more than 1000 deep", instead: "use a number or a string")
        }
        if let whole = value.wholeNumber { return Double(exactly: whole).map { .number($0) } ?? .whole(whole) }
        // NaN equals itself, as an object: here by its bits.
        if let number = value.number, !number.isNaN { return .number(number) }
        guard let handle = value.handle else { return .plain(value.tag.rawValue, value.bits) }
        switch heap.kind(of: handle) {
        case .container where heap.type(of: handle) == StandardType.tuple:
            // Nests of tuples are looked into as often as there are ways to them.
            try heap.step()
            try heap.prepare(elements: heap.slotCount(of: handle))
            return .tuple(
                try (0..<heap.slotCount(of: handle)).map { try key(heap.slot($0, of: handle), depth: depth + 1) })
        case .container where heap.type(of: handle) == iterators.range:
            throw Stop.unsupported("a range as a key", instead: "use a tuple")
        case .container where isSequence(handle) || heap.type(of: handle) == StandardType.dict, .array:
            throw Stop.typeError("unhashable type: '\(typeName(value))'")
        case .boundMethod:
            guard let function = heap.slot(0, of: handle).handle, let receiver = heap.slot(1, of: handle).handle else {
                return .object(handle)
            }
            return .method(function, receiver)
        default: return .object(handle)
        }
    }

    /// The pair whose key is this one; of weak references whose objects live, one to the same object.
    private mutating func place(of key: DictIndex.Key, _ value: Value, in dict: Handle) throws -> Int? {
        if let place = dictIndexes[dict]?.places[key] { return place }
        try checkHash(value)
        guard let referent = liveReferent(of: value), let places = dictIndexes[dict]?.references[referent] else {
            return nil
        }
        return places.first {
            $0 < heap.slotCount(of: dict) / 2 && liveReferent(of: heap.slot(2 * $0, of: dict)) == referent
        }
    }

    /// What a weak reference refers to; nil for a dead one and for everything else.
    private func liveReferent(of value: Value) -> Handle? {
        guard let handle = value.handle, heap.kind(of: handle) == .weakReference else { return nil }
        return heap.referent(of: heap.slot(0, of: handle))
    }

    /// The pair of a key, or nil.
    mutating func find(_ value: Value, in dict: Handle) throws -> Int? {
        let key = try key(value)
        return try place(of: key, value, in: dict)
    }

    /// Throws for a weak reference whose object is gone: it has a hash only if it was asked for one before.
    private mutating func checkHash(_ value: Value) throws {
        guard let handle = value.handle, heap.kind(of: handle) == .weakReference else { return }
        guard let referent = liveReferent(of: value) else {
            guard hashedReferences.contains(handle) else { throw Stop.typeError("weak object has gone away") }
            return
        }
        hashedReferences.insert(handle)
        if heap.kind(of: referent) == .array { throw Stop.typeError("unhashable type: 'numpy.ndarray'") }
    }

    mutating func keyError(_ value: Value) throws -> Stop { .raised("KeyError", try representation(value)) }

    mutating func buildDict(_ count: Int) throws {
        let dict = heap.makeContainer(StandardType.dict, count: count, frame: frame)
        dictIndexes[dict] = DictIndex()
        heap.setTracked(false, dict)
        let first = top - 2 * count
        do {
            for pair in 0..<count {
                try storeItem(stack[first + 2 * pair], stack[first + 2 * pair + 1], in: dict)
            }
        } catch {
            try drop(Value(dict))
            throw error
        }
        while top > first { try popAndDrop() }
        push(Value(dict))
    }

    /// Stores a pair; the dict takes references of its own.
    mutating func storeItem(_ key: Value, _ value: Value, in dict: Handle) throws {
        let wanted = try self.key(key)
        let known = try place(of: wanted, key, in: dict)
        if known == nil {
            try heap.prepare(adding: 2, to: dict)
        }
        heap.retain(value, by: frame, .temporary)
        if isTrackable(key) || isTrackable(value) { heap.setTracked(true, dict) }
        if let place = known {
            heap.replaceSlot(2 * place + 1, with: value, of: dict, movedFrom: frame)
            try service()
            return
        }
        let place = heap.slotCount(of: dict) / 2
        dictIndexes[dict, default: DictIndex()].places[wanted] = place
        if let referent = liveReferent(of: key) {
            dictIndexes[dict]?.references[referent, default: []].append(place)
        }
        heap.retain(key, by: frame, .temporary)
        let keyField = heap.defineField("key")
        heap.appendSlot(key, field: keyField, to: dict, movedFrom: frame)
        heap.appendSlot(value, field: heap.defineField("[\(try keyName(key))]"), to: dict, movedFrom: frame)
    }

    /// A key as the name of its place, without running code of the program.
    private mutating func keyName(_ key: Value) throws -> String {
        guard let handle = key.handle else { return try representation(key) }
        guard heap.type(of: handle) == StandardType.tuple else { return "<\(heap.label(of: handle))>" }
        var parts: [String] = []
        for place in 0..<heap.slotCount(of: handle) {
            let part = heap.slot(place, of: handle)
            parts.append(try part.handle.map { "<\(heap.label(of: $0))>" } ?? representation(part))
        }
        return "(\(parts.joined(separator: ", "))\(parts.count == 1 ? "," : ""))"
    }

    /// Whether CPython's collector looks at a value, so that a dict which holds it counts too.
    private func isTrackable(_ value: Value) -> Bool {
        switch value.tag {
        case .strong: value.handle.map { heap.isTrackable($0) } ?? false
        case .programClass, .module, .exception, .immortal: true
        case .builtIn: value.builtIn?.isClass == false
        default: false
        }
    }

    /// Deletes a pair.
    mutating func removeItem(at place: Int, of dict: Handle) throws {
        let wanted = try self.key(heap.slot(2 * place, of: dict))
        dictIndexes[dict]?.places[wanted] = nil
        let key = heap.takeSlot(2 * place, of: dict, to: frame)
        let value = heap.takeSlot(2 * place + 1, of: dict, to: frame)
        try drop(key)
        try drop(value)
    }

    /// How many pairs a dict has.
    func itemCount(of dict: Handle) -> Int { dictIndexes[dict]?.places.count ?? 0 }
}
