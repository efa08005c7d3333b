public import TraceModel

/// Fields of instances: slots in the order in which the class first saw their names.
extension SimulatedHeap {
    /// The position of a field in an instance, or nil where it is not set.
    ///
    /// - Complexity: O(fields of the class).
    @inlinable
    public func position(of field: FieldID, in handle: Handle) -> Int? {
        let header = headers[Int(handle.index)]
        let base = Int(header.slots)
        for position in 0..<Int(header.slotCount) where slots[base + position].field == field.rawValue {
            return slots[base + position].tag == .empty ? nil : position
        }
        return nil
    }

    /// What a field holds; ``Value/empty`` where it is not set.
    @inlinable
    public func field(_ field: FieldID, of handle: Handle) -> Value {
        position(of: field, in: handle).map { slot($0, of: handle) } ?? .empty
    }

    /// Stores a value, given away by `frame`, in a field; what stood there is released afterwards.
    ///
    /// Where the design makes the slot weak, an instance is kept by a weak reference, and a list or tuple is
    /// replaced by a new list that keeps its instances so. Code of the program may have to run when this
    /// returns: see ``pendingCall``.
    ///
    /// - Throws: ``HeapError/dictInWeakSlot(_:)``, and then nothing has changed.
    public mutating func setField(
        _ field: FieldID, of handle: Handle, to value: Value, movedFrom frame: OwnerID
    ) throws {
        if isWeak(field), let target = value.handle {
            try setWeakField(field, of: handle, to: target, movedFrom: frame)
        } else {
            put(value, in: field, of: handle, movedFrom: frame)
        }
    }

    @inline(__always)
    mutating func put(_ value: Value, in field: FieldID, of handle: Handle, movedFrom frame: OwnerID) {
        if collection != nil, let target = value.handle { noteTracking(of: target, by: handle) }
        if let position = reservePosition(of: field, in: handle) {
            if slots[address(handle, position)].tag == .empty { noteOrder(position, of: handle) }
            replaceSlot(position, with: value, of: handle, movedFrom: frame)
        } else {
            appendSlot(value, field: field, to: handle, movedFrom: frame)
            noteOrder(slotCount(of: handle) - 1, of: handle)
        }
    }

    /// What the attempt to unset a field that is not set does: the class sees the name all the same.
    public mutating func noteMissing(_ field: FieldID, of handle: Handle) {
        let index = Int(handle.index)
        guard !headers[index].storage.contains(.dictionary) else { return }
        let layout = Int(headers[index].type) - 1
        let shape = layout * Self.sharedNames
        let shared = Int(layouts[layout].sharedNames)
        for place in 0..<shared where shapes[shape + place] == field.rawValue { return }
        guard layouts[layout].freeNames > 0 else { return makeDictionary(of: handle) }
        shapes[shape + shared] = field.rawValue
        layouts[layout].sharedNames += 1
        layouts[layout].freeNames -= 1
    }

    /// Unsets a field; false where it is not set.
    ///
    /// Code of the program may have to run when this returns.
    public mutating func removeField(_ field: FieldID, of handle: Handle) -> Bool {
        guard let position = position(of: field, in: handle) else { return false }
        if headers[Int(handle.index)].storage.contains(.ownOrder) {
            // Stored again it comes last.
            let place = address(handle, position)
            let value = slots[place].value
            slots[place] = .hole
            drop(value, by: owner(Int(handle.index)), field)
        } else {
            clearSlot(position, of: handle)
        }
        return true
    }

    /// The position that a field has or will have, with every slot before it in place; nil where it is the next one.
    ///
    /// A name keeps the place of its first appearance in the class, also after it was deleted. Once the
    /// class's table of names is full, an instance keeps its own order, as CPython's shared key tables do.
    mutating func reservePosition(of field: FieldID, in handle: Handle) -> Int? {
        let index = Int(handle.index)
        let header = headers[index]
        let used = Int(header.slotCount)
        let layout = Int(header.type) - 1
        let shape = layout * Self.sharedNames
        let shared = Int(layouts[layout].sharedNames)
        // The common case, a new instance: a name whose place is next cannot stand at another one.
        if used < shared, shapes[shape + used] == field.rawValue, !header.storage.contains(.ownOrder) { return nil }
        let base = Int(header.slots)
        for position in 0..<used where slots[base + position].field == field.rawValue { return position }
        if header.storage.contains(.ownOrder) { return nil }
        var place = 0
        while place < shared, shapes[shape + place] != field.rawValue { place += 1 }
        if place == shared {
            guard layouts[layout].freeNames > 0 else {
                useOwnOrder(index)
                return nil
            }
            shapes[shape + place] = field.rawValue
            layouts[layout].sharedNames += 1
            layouts[layout].freeNames -= 1
        }
        guard place >= used else { return nil }
        reserveSlots(index, place + 1)
        for next in used..<place {
            slots[Int(headers[index].slots) + next] = StoredSlot(.empty, field: FieldID(rawValue: shapes[shape + next]))
        }
        headers[index].slotCount = UInt32(place)
        return nil
    }

    /// Keeps in mind that a field is the newest of its instance.
    @inline(__always)
    private func noteOrder(_ position: Int, of handle: Handle) {
        let base = Int(headers[Int(handle.index)].slots)
        var newest: UInt16 = 0
        for other in 0..<slotCount(of: handle) where other != position {
            newest = max(newest, slots[base + other].order)
        }
        slots[base + position].order = newest &+ 1
    }

    /// Gives an instance's fields a dict of their own, in the order of their class.
    public mutating func makeDictionary(of handle: Handle) {
        let index = Int(handle.index)
        guard !headers[index].storage.contains(.dictionary) else { return }
        headers[index].storage.insert(.dictionary)
        if collection != nil { headers[index].storage.insert(.unknownToCollection) }
    }

    /// Puts an instance's fields into the order in which they were stored.
    private mutating func useOwnOrder(_ index: Int) {
        makeDictionary(of: Handle(index: UInt32(index)))
        headers[index].storage.insert(.ownOrder)
        let base = Int(headers[index].slots)
        let stored = (0..<Int(headers[index].slotCount)).map { slots[base + $0] }.filter { $0.tag != .empty }
        for (position, slot) in stored.sorted(by: { $0.order < $1.order }).enumerated() {
            slots[base + position] = slot
        }
        headers[index].slotCount = UInt32(stored.count)
    }

    /// How many names a class's instances share the order of at most.
    static var sharedNames: Int { 30 }
}
