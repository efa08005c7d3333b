import TraceModel

/// A weak reference that must be called back, and what it calls.
struct QueuedCallback: BitwiseCopyable {
    var reference: UInt32
    /// The id of the weak reference, which outlives it.
    var id: UInt32
    /// The function object; ``none`` where a plain value is called.
    var function: UInt32
    /// Whether the weak reference itself is held until the last one was called.
    var isHeld = false

    static let none = UInt32.max
}

/// Callbacks of weak references to an object that died by counting.
///
/// CPython (`PyObject_ClearWeakRefs`) takes the functions over before it calls them, and holds the weak
/// references too where there are several. It lets go of them when the last one has run, oldest first.
extension SimulatedHeap {
    func queuedCallback(_ reference: UInt32) -> QueuedCallback {
        let header = headers[Int(reference)]
        var function = QueuedCallback.none
        if header.slotCount > 1 {
            let stored = slots[Int(header.slots) + 1]
            if stored.tag == .strong { function = UInt32(truncatingIfNeeded: stored.bits) }
        }
        return QueuedCallback(reference: reference, id: header.id, function: function)
    }

    /// Puts queued callbacks into the order in which they are taken off: newest reference first.
    mutating func reverseCallbacks(from first: Int) {
        var low = first
        var high = callbackQueue.count - 1
        while low < high {
            let other = callbackQueue[low]
            callbackQueue[low] = callbackQueue[high]
            callbackQueue[high] = other
            low += 1
            high -= 1
        }
    }

    /// Takes over what is to be called, and the weak references too where the object had `several`.
    mutating func holdCallbacks(from first: Int, several: Bool) {
        reverseCallbacks(from: first)
        for place in first..<callbackQueue.count {
            let queued = callbackQueue[place]
            callbackQueue[place].isHeld = several
            if several { retain(Handle(index: queued.reference), by: .none, .temporary) }
            if queued.function != QueuedCallback.none {
                retain(Handle(index: queued.function), by: .none, .temporary)
            }
        }
    }

    mutating func dropCallbacks(from first: Int) {
        while callbackQueue.count > first {
            let queued = callbackQueue.removeLast()
            if queued.isHeld { work.append(.release(Handle(index: queued.reference), .none)) }
            if queued.function != QueuedCallback.none {
                work.append(.release(Handle(index: queued.function), .none))
            }
            let id = Int32(bitPattern: queued.id)
            work.append(WorkItem(step: .forgetCallback, index: queued.reference, cursor: id))
        }
    }

    /// A callback runs once: its weak reference releases it, unless that was freed meanwhile.
    mutating func forgetCallback(_ index: Int, id: UInt32) {
        let header = headers[index]
        guard header.id == id, header.flags.contains(.inUse), !header.flags.contains(.dead), header.slotCount > 1
        else { return }
        let place = Int(header.slots) + 1
        let stored = slots[place]
        slots[place].tag = .empty
        guard stored.tag == .strong else { return }
        let target = Handle(index: UInt32(truncatingIfNeeded: stored.bits))
        if decrement(target, owner(index), stored.fieldID) { beginDeinit(Int(target.index)) }
    }
}
