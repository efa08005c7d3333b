public import TraceModel

/// Fields of instances: slots in the order in which the class first saw their names.
extension SimulatedHeap {
    /// The position of a field in an instance, or nil where it is not set.
    ///
    /// - Complexity: O(fields of the class).
    @inline(__always)
    public func position(of field: FieldID, in handle: Handle) -> Int? {
        let header = headers[Int(handle.index)]
        let base = Int(header.slots)
        for position in 0..<Int(header.slotCount) where slots[base + position].field == field.rawValue {
            return slots[base + position].tag == .empty ? nil : position
        }
        return nil
    }

    /// What a field holds; ``Value/empty`` where it is not set.
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
        if let position = reservePosition(of: field, in: handle) {
            replaceSlot(position, with: value, of: handle, movedFrom: frame)
        } else {
            appendSlot(value, field: field, to: handle, movedFrom: frame)
        }
    }

    /// Unsets a field; false where it is not set. Code of the program may have to run when this returns.
    public mutating func removeField(_ field: FieldID, of handle: Handle) -> Bool {
        guard let position = position(of: field, in: handle) else { return false }
        clearSlot(position, of: handle)
        return true
    }

    /// The position that a field has or will have, with every slot before it in place; nil where it is the next one.
    ///
    /// A name keeps the place of its first appearance in the class, also after it was deleted. From the
    /// 30th name on an instance keeps its own order, as CPython's shared key tables do.
    mutating func reservePosition(of field: FieldID, in handle: Handle) -> Int? {
        let index = Int(handle.index)
        let used = Int(headers[index].slotCount)
        let base = Int(headers[index].slots)
        for position in 0..<used where slots[base + position].field == field.rawValue { return position }
        let shape = Int(layouts[Int(headers[index].type) - 1].shape)
        var place = shapes[shape].firstIndex(of: field.rawValue)
        if place == nil, shapes[shape].count < Self.sharedNames {
            place = shapes[shape].count
            shapes[shape].append(field.rawValue)
        }
        guard let place, place >= used else { return nil }
        reserveSlots(index, place + 1)
        while Int(headers[index].slotCount) < place {
            let next = Int(headers[index].slotCount)
            slots[Int(headers[index].slots) + next] = StoredSlot(.empty, field: FieldID(rawValue: shapes[shape][next]))
            headers[index].slotCount += 1
        }
        return nil
    }

    /// How many names a class's instances share the order of.
    static var sharedNames: Int { 30 }
}
