public import TraceModel

/// Slots by position: the common ground of fields and elements.
extension SimulatedHeap {
    /// How many slots the object uses, holes included.
    @inlinable
    @inline(__always)
    public func slotCount(of handle: Handle) -> Int { Int(headers[Int(handle.index)].slotCount) }

    /// What a slot holds; a weak slot gives what ``read(_:)`` makes of it.
    @inlinable
    @inline(__always)
    public func slot(_ position: Int, of handle: Handle) -> Value { slots[address(handle, position)].value }

    /// The place that a slot's reference is recorded under.
    @inline(__always)
    func slotField(_ position: Int, of handle: Handle) -> FieldID { slots[address(handle, position)].fieldID }

    @inlinable
    @inline(__always)
    func address(_ handle: Handle, _ position: Int) -> Int {
        assert(position < headers[Int(handle.index)].slotCount, "no such slot")
        return Int(headers[Int(handle.index)].slots) + position
    }

    /// Adds a slot at the end, for a value that the caller holds as a temporary of `frame` and gives away.
    @inline(__always)
    public mutating func appendSlot(_ value: Value, field: FieldID, to handle: Handle, movedFrom frame: OwnerID) {
        let stored = takeOver(value, by: handle, field, from: frame)
        let index = Int(handle.index)
        let count = Int(headers[index].slotCount)
        reserveSlots(index, count + 1)
        headers[index].slotCount += 1
        slots[Int(headers[index].slots) + count] = StoredSlot(stored, field: field)
    }

    /// Puts a value, given away by `frame`, into a slot; what stood there is released afterwards, as CPython does.
    ///
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    @inline(__always)
    public mutating func replaceSlot(_ position: Int, with value: Value, of handle: Handle, movedFrom frame: OwnerID) {
        let place = address(handle, position)
        let field = slots[place].fieldID
        let old = slots[place].value
        let stored = takeOver(value, by: handle, field, from: frame)
        slots[address(handle, position)].value = stored
        drop(old, by: owner(Int(handle.index)), field)
    }

    /// Empties a slot and releases what stood there.
    ///
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    public mutating func clearSlot(_ position: Int, of handle: Handle) {
        let place = address(handle, position)
        let old = slots[place].value
        let field = slots[place].fieldID
        slots[place].value = .empty
        drop(old, by: owner(Int(handle.index)), field)
    }

    /// Moves a temporary of `frame` into a slot; where the design says so, the slot gets a weak reference instead.
    @inline(__always)
    mutating func takeOver(_ value: Value, by handle: Handle, _ field: FieldID, from frame: OwnerID) -> Value {
        guard value.tag == .strong else { return value }
        if headers[Int(handle.index)].flags.contains(.weakElements) {
            return weaken(value, by: handle, field, from: frame)
        }
        move(value, from: frame, .temporary, to: owner(Int(handle.index)), field)
        return value
    }

    /// Releases what a slot held.
    @inline(__always)
    mutating func drop(_ value: Value, by owner: OwnerID, _ field: FieldID) {
        if value.tag == .strong {
            release(value, by: owner, field)
        } else if value.tag == .weak {
            dropWeakEntry(UInt32(truncatingIfNeeded: value.bits))
        }
    }
}
