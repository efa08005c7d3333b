public import TraceModel

extension SimulatedHeap {
    /// A holder takes a strong reference.
    @inline(__always)
    public mutating func retain(_ handle: Handle, by owner: OwnerID, _ field: FieldID) {
        let index = Int(handle.index)
        assert(!headers[index].flags.contains(.dead), "a dead object cannot be retained")
        headers[index].count += 1
        #if HEAP_INTERNAL_CHECKS
        let object = headers[index].handleID
        ledger?.retain(object, by: owner, field)
        #endif
        emit(
            Event(
                .retain, object: headers[index].handleID, count: Int64(headers[index].count), owner: owner,
                field: field, site: site))
    }

    /// A holder releases a strong reference.
    ///
    /// At count 0 the object and what only it held are freed, unless code of the program must run first: see
    /// ``pendingCall``.
    @inline(__always)
    public mutating func release(_ handle: Handle, by owner: OwnerID, _ field: FieldID) {
        if decrement(handle, owner, field) {
            let base = work.count
            beginDeinit(Int(handle.index))
            runCascade(downTo: base)
        }
    }

    /// A reference goes from one holder to another; the object does not notice.
    @inline(__always)
    public mutating func move(
        _ handle: Handle, from oldOwner: OwnerID, _ oldField: FieldID, to owner: OwnerID, _ field: FieldID
    ) {
        retain(handle, by: owner, field)
        _ = decrement(handle, oldOwner, oldField)
    }

    /// Takes the references that `value` holds, if it is one to an object.
    @inline(__always)
    public mutating func retain(_ value: Value, by owner: OwnerID, _ field: FieldID) {
        if let handle = value.handle { retain(handle, by: owner, field) }
    }

    /// Releases what `value` refers to, if it is an object.
    @inline(__always)
    public mutating func release(_ value: Value, by owner: OwnerID, _ field: FieldID) {
        if let handle = value.handle { release(handle, by: owner, field) }
    }

    /// Moves what `value` refers to, if it is an object.
    @inline(__always)
    public mutating func move(
        _ value: Value, from oldOwner: OwnerID, _ oldField: FieldID, to owner: OwnerID, _ field: FieldID
    ) {
        if let handle = value.handle { move(handle, from: oldOwner, oldField, to: owner, field) }
    }

    /// Counts one reference less; true when none is left and nothing delays the end.
    @inline(__always)
    mutating func decrement(_ handle: Handle, _ owner: OwnerID, _ field: FieldID) -> Bool {
        let index = Int(handle.index)
        assert(headers[index].count > 0, "an object was released more often than retained")
        headers[index].count -= 1
        #if HEAP_INTERNAL_CHECKS
        let object = headers[index].handleID
        ledger?.release(object, by: owner, field)
        #endif
        emit(
            Event(
                .release, object: headers[index].handleID, count: Int64(headers[index].count), owner: owner,
                field: field, site: site))
        return headers[index].count == 0 && !headers[index].flags.contains(.pinned)
    }
}
