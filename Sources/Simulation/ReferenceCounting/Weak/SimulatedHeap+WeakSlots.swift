import TraceModel

/// What a design does to a slot that it makes weak.
extension SimulatedHeap {
    mutating func setWeakField(
        _ field: FieldID, of handle: Handle, to target: Handle, movedFrom frame: OwnerID
    ) throws {
        let base = work.count
        switch kind(of: target) {
        case .boundMethod:
            let copy = weakMethod(of: target, for: frame)
            work.append(.release(target, frame))
            put(Value(copy), in: field, of: handle, movedFrom: frame)
        case .instance:
            let entry = link(
                to: target, owner: owner(Int(handle.index)), field: field, object: WeakEntry.noObject,
                hasCallback: false)
            work.append(.release(target, frame))
            put(Value(tag: .weak, bits: UInt64(entry)), in: field, of: handle, movedFrom: frame)
        case .container:
            if headers[Int(target.index)].flags.contains(.forward) {
                throw HeapError.dictInWeakSlot(slotName(field))
            }
            let list = weakList(of: target, for: frame)
            work.append(.release(target, frame))
            put(Value(list), in: field, of: handle, movedFrom: frame)
        default:
            put(Value(target), in: field, of: handle, movedFrom: frame)
        }
        runCascade(downTo: base)
    }

    /// A new list that holds the instances of `container` weakly and everything else as it is; a temporary of `frame`.
    private mutating func weakList(of container: Handle, for frame: OwnerID) -> Handle {
        let count = slotCount(of: container)
        let list = allocate(StandardType.list, kind: .container, bytes: ObjectSizes.list(count), capacity: count)
        headers[Int(list.index)].flags.insert(.weakElements)
        retain(list, by: frame, .temporary)
        for position in 0..<count {
            let element = read(slot(position, of: container))
            retain(element, by: frame, .temporary)
            appendSlot(element, field: .element(position), to: list, movedFrom: frame)
        }
        return list
    }

    /// Gives a weak reference to a container or cell that holds its instances weakly; the temporary is let go.
    mutating func weaken(_ value: Value, by handle: Handle, _ field: FieldID, from frame: OwnerID) -> Value {
        if let method = value.handle, kind(of: method) == .boundMethod {
            let copy = weakMethod(of: method, for: frame)
            move(copy, from: frame, .temporary, to: owner(Int(handle.index)), field)
            release(method, by: frame, .temporary)
            return Value(copy)
        }
        guard let target = value.handle, kind(of: target) == .instance else {
            move(value, from: frame, .temporary, to: owner(Int(handle.index)), field)
            return value
        }
        let entry = link(
            to: target, owner: owner(Int(handle.index)), field: field, object: WeakEntry.noObject, hasCallback: false)
        release(target, by: frame, .temporary)
        return Value(tag: .weak, bits: UInt64(entry))
    }

    /// A bound method with the function of another one, which holds its object weakly; a temporary of `frame`.
    ///
    /// It never leaves its slot: each reader of the slot gets a method of its own (`weakref.WeakMethod`).
    private mutating func weakMethod(of method: Handle, for frame: OwnerID) -> Handle {
        let copy = allocate(type(of: method), kind: .boundMethod, bytes: ObjectSizes.boundMethod, capacity: 2)
        retain(copy, by: frame, .temporary)
        let function = slot(0, of: method)
        retain(function, by: frame, .temporary)
        appendSlot(function, field: slotField(0, of: method), to: copy, movedFrom: frame)
        let field = slotField(1, of: method)
        guard let receiver = referent(of: slot(1, of: method)) else {
            appendSlot(.none, field: field, to: copy, movedFrom: frame)
            return copy
        }
        let entry = link(
            to: receiver, owner: owner(Int(copy.index)), field: field, object: WeakEntry.noObject, hasCallback: false)
        let place = Int(headers[Int(copy.index)].slots) + 1
        slots[place] = StoredSlot(Value(tag: .weak, bits: UInt64(entry)), field: field)
        headers[Int(copy.index)].slotCount = 2
        return copy
    }

    /// Whether an object is a bound method that holds its object weakly.
    @inline(__always)
    public func holdsReceiverWeakly(_ handle: Handle) -> Bool {
        kind(of: handle) == .boundMethod && slot(1, of: handle).tag == .weak
    }

    /// What a weak slot, or an element of a container that holds its instances weakly, finds.
    ///
    /// The read is recorded. A bound method that holds its object weakly is lent, not given: see
    /// ``holdsReceiverWeakly(_:)``.
    ///
    /// - Returns: what was found, or None where that died.
    public mutating func readWeakly(_ value: Value) -> Value {
        guard let method = value.handle, holdsReceiverWeakly(method) else { return read(value) }
        return read(slot(1, of: method)).tag == .none ? .none : value
    }

    /// What reading an element of a container, or the content of a cell, gives.
    @inline(__always)
    public mutating func element(_ position: Int, of handle: Handle) -> Value {
        let value = slot(position, of: handle)
        return headers[Int(handle.index)].flags.contains(.weakElements) ? readWeakly(value) : value
    }

    private func slotName(_ field: FieldID) -> String {
        let definition = definitions.names.fields[Int(field.rawValue) - 1]
        let type = definition.declaringType.map { name(of: $0) + "." } ?? ""
        return type + definition.name
    }
}
