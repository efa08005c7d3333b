public import TraceModel

/// Elements of containers: slots by position.
extension SimulatedHeap {
    /// Makes an empty list, tuple or dict that is about to get `count` elements; a temporary of `frame`.
    public mutating func makeContainer(_ type: TypeID, count: Int, frame: OwnerID) -> Handle {
        let bytes =
            switch type {
            case StandardType.tuple: ObjectSizes.tuple(count)
            case StandardType.dict: ObjectSizes.dict(count)
            default: ObjectSizes.list(count)
            }
        let handle = allocate(type, kind: .container, bytes: bytes, capacity: count)
        retain(handle, by: frame, .temporary)
        return handle
    }

    /// Makes a list or tuple of values that `frame` holds as temporaries and gives away; a temporary of `frame`.
    public mutating func makeSequence(_ elements: some Collection<Value>, type: TypeID, frame: OwnerID) -> Handle {
        let handle = makeContainer(type, count: elements.count, frame: frame)
        for element in elements { append(element, to: handle, movedFrom: frame) }
        return handle
    }

    /// Adds an element at the end; its field is its position as stored.
    @inline(__always)
    public mutating func append(_ value: Value, to handle: Handle, movedFrom frame: OwnerID) {
        appendSlot(value, field: .element(slotCount(of: handle)), to: handle, movedFrom: frame)
    }

    /// Makes room for so many elements, of which there may be fewer; see ``prepare(container:)``.
    public mutating func reserve(_ capacity: Int, of handle: Handle) {
        if capacity > 0 { reserveSlots(Int(handle.index), capacity) }
    }

    /// Takes the element at `position` out and closes the gap; it becomes a temporary of `frame`.
    ///
    /// - Complexity: O(elements behind it).
    public mutating func removeElement(_ position: Int, of handle: Handle, to frame: OwnerID) -> Value {
        let place = address(handle, position)
        let stored = slots[place]
        let index = Int(handle.index)
        let result: Value
        if stored.tag == .weak {
            result = read(stored.value)
            retain(result, by: frame, .temporary)
            dropWeakEntry(UInt32(truncatingIfNeeded: stored.bits))
        } else {
            result = stored.value
            move(result, from: owner(index), stored.fieldID, to: frame, .temporary)
        }
        count(work: (slotCount(of: handle) - position) >> Self.elementsOfAStepShift)
        for next in (position + 1)..<max(slotCount(of: handle), position + 1) {
            slots[address(handle, next - 1)] = slots[address(handle, next)]
        }
        headers[index].slotCount -= 1
        return result
    }

    /// Exchanges two elements, as a sort does: nothing is counted, and each keeps the place it was stored under.
    public mutating func swapElements(_ first: Int, _ second: Int, of handle: Handle) {
        let (left, right) = (address(handle, first), address(handle, second))
        let stored = slots[left]
        slots[left] = slots[right]
        slots[right] = stored
    }
}
