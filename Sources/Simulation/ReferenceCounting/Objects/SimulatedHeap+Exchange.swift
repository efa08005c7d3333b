public import TraceModel

/// A value taken out of its slot while its holder still counts as its owner.
public struct RemovedSlot: Sendable {
    var value: Value
    var field: FieldID
}

/// Taking slots out of objects, and putting others in.
extension SimulatedHeap {
    /// Makes what a slot holds a temporary of `frame`, and leaves a hole.
    public mutating func takeSlot(_ position: Int, of handle: Handle, to frame: OwnerID) -> Value {
        let place = address(handle, position)
        let stored = slots[place]
        slots[place].value = .empty
        move(stored.value, from: owner(Int(handle.index)), stored.fieldID, to: frame, .temporary)
        return stored.value
    }

    /// Puts a plain value into a slot that holds a plain value.
    @inline(__always)
    public mutating func setPlain(_ position: Int, of handle: Handle, to value: Value) {
        assert(value.tag != .strong && value.tag != .weak, "a reference must be stored, not set")
        slots[address(handle, position)].value = value
    }

    /// Replaces a range of a container's elements by values that `frame` gives away.
    ///
    /// - Returns: what stood there, to be given to ``release(_:of:)`` one by one.
    public mutating func exchangeSlots(
        _ range: Range<Int>, of handle: Handle, with values: [Value], movedFrom frame: OwnerID
    ) -> [RemovedSlot] {
        let index = Int(handle.index)
        count(work: (slotCount(of: handle) - range.lowerBound + values.count) >> Self.elementsOfAStepShift)
        let removed = range.map { RemovedSlot(value: slot($0, of: handle), field: slotField($0, of: handle)) }
        let tail = (range.upperBound..<slotCount(of: handle)).map { slots[address(handle, $0)] }
        headers[index].slotCount = UInt32(range.lowerBound)
        for value in values { append(value, to: handle, movedFrom: frame) }
        let count = slotCount(of: handle)
        reserveSlots(index, count + tail.count)
        headers[index].slotCount += UInt32(tail.count)
        for (offset, stored) in tail.enumerated() { slots[address(handle, count + offset)] = stored }
        return removed
    }

    /// Lets a slot go that was taken out.
    ///
    /// Code of the program may have to run when this returns.
    public mutating func release(_ removed: RemovedSlot, of handle: Handle) {
        drop(removed.value, by: owner(Int(handle.index)), removed.field)
    }

    /// Puts the slots of a container into another order: place `i` gets what stood at `order[i]`.
    public mutating func permuteSlots(of handle: Handle, to order: [Int]) {
        count(work: order.count >> Self.elementsOfAStepShift)
        let old = (0..<slotCount(of: handle)).map { slots[address(handle, $0)] }
        for (place, source) in order.enumerated() where place < old.count {
            slots[address(handle, place)] = old[source]
        }
    }

    /// Takes every slot out of a container, which goes on holding what stands there.
    ///
    /// What this returns is to be given to ``putBack(_:to:)``.
    public mutating func setAside(of handle: Handle) -> [RemovedSlot] {
        let removed = (0..<slotCount(of: handle)).map {
            RemovedSlot(value: slot($0, of: handle), field: slotField($0, of: handle))
        }
        headers[Int(handle.index)].slotCount = 0
        setsAside += 1
        return removed
    }

    /// Puts slots back that were set aside, in the place of what a container got in the meantime.
    ///
    /// - Returns: what it got, to be given to ``release(_:of:)`` one by one.
    public mutating func putBack(_ slots: [RemovedSlot], to handle: Handle) -> [RemovedSlot] {
        let added = setAside(of: handle)
        setsAside -= 2
        let index = Int(handle.index)
        reserveSlots(index, slots.count)
        headers[index].slotCount = UInt32(slots.count)
        for (place, slot) in slots.enumerated() {
            self.slots[address(handle, place)] = StoredSlot(slot.value, field: slot.field)
        }
        return added
    }
}
