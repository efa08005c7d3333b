import TraceModel

/// What a design does to a slot that it makes weak.
extension SimulatedHeap {
    mutating func setWeakField(
        _ field: FieldID, of handle: Handle, to target: Handle, movedFrom frame: OwnerID
    ) throws {
        let base = work.count
        switch kind(of: target) {
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

    /// Gives a weak reference to a container that holds its instances weakly; the temporary is let go.
    mutating func weaken(_ value: Value, by handle: Handle, _ field: FieldID, from frame: OwnerID) -> Value {
        guard let target = value.handle, kind(of: target) == .instance else {
            move(value, from: frame, .temporary, to: owner(Int(handle.index)), field)
            return value
        }
        let entry = link(
            to: target, owner: owner(Int(handle.index)), field: field, object: WeakEntry.noObject, hasCallback: false)
        release(target, by: frame, .temporary)
        return Value(tag: .weak, bits: UInt64(entry))
    }

    private func slotName(_ field: FieldID) -> String {
        let definition = definitions.names.fields[Int(field.rawValue) - 1]
        let type = definition.declaringType.map { name(of: $0) + "." } ?? ""
        return type + definition.name
    }
}
