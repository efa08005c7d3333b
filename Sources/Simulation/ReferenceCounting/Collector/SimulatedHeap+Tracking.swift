import TraceModel

/// What CPython's collector looks at, and counts when it frees it.
extension SimulatedHeap {
    /// Whether the collector looks at a tuple or dict.
    public mutating func setTracked(_ isTracked: Bool, _ handle: Handle) {
        if isTracked {
            headers[Int(handle.index)].storage.remove(.untracked)
        } else {
            headers[Int(handle.index)].storage.insert(.untracked)
        }
    }

    /// Whether a dict that holds the object is looked at (`_PyObject_GC_MAY_BE_TRACKED`).
    public func isTrackable(_ handle: Handle) -> Bool {
        let header = headers[Int(handle.index)]
        if header.kind == .array { return false }
        // CPython has but one empty tuple.
        return header.type != StandardType.tuple.rawValue
            || !header.storage.contains(.untracked) && header.slotCount > 0
    }

    /// A dict of fields that the collector did not look at, because they were plain values, and now would.
    mutating func noteTracking(of target: Handle, by handle: Handle) {
        let header = headers[Int(handle.index)]
        guard header.storage.contains(.dictionary), isTrackable(target) else { return }
        for position in 0..<Int(header.slotCount) {
            let stored = slots[Int(header.slots) + position]
            if stored.tag == .weak { return }
            if let held = stored.value.handle, isTrackable(held) { return }
        }
        headers[Int(handle.index)].storage.insert(.unknownToCollection)
    }

    /// How many objects of the garbage `gc.collect()` counts.
    ///
    /// A dict of an instance's fields is one, and so is the weak reference in a weak slot; a method that holds its
    /// object weakly is such a reference itself.
    func trackedCount(of garbage: [UInt32]) -> Int {
        var count = 0
        for index in garbage {
            let header = headers[Int(index)]
            if !isTrackable(Handle(index: index)) || header.storage.contains(.untracked) { continue }
            count += 1
            var holdsTracked = false
            for position in 0..<Int(header.slotCount) {
                let stored = slots[Int(header.slots) + position]
                if stored.tag == .weak, header.kind != .weakReference, header.kind != .boundMethod,
                    !weakEntries[Int(stored.bits)].isSilent
                {
                    count += 1
                    holdsTracked = true
                } else if let target = stored.value.handle, isTrackable(target) {
                    holdsTracked = true
                }
            }
            if header.storage.contains(.dictionary), holdsTracked { count += 1 }
        }
        return count
    }

    /// A collection lets go of tuples and dicts that hold plain values only.
    mutating func untrack(_ index: Int) {
        let header = headers[index]
        guard header.type == StandardType.tuple.rawValue || header.type == StandardType.dict.rawValue else { return }
        for position in 0..<Int(header.slotCount) {
            if let target = slots[Int(header.slots) + position].value.handle, isTrackable(target) { return }
        }
        headers[index].storage.insert(.untracked)
    }
}
