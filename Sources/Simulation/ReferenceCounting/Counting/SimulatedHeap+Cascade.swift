import TraceModel

/// The cascade: what happens when a count reaches 0, as a loop over open work.
///
/// The order is CPython's (`subtype_dealloc`, and the deallocators of containers): the finalizer,
/// then weak references and their callbacks, then the fields, depth first. Instances and containers
/// that die nested 50 deep in others wait on a last-in first-out list until the nesting is back at 0.
extension SimulatedHeap {
    /// The nesting at which a deinit is put off (`Py_TRASHCAN_BEGIN`).
    static var nestingLimit: Int { 50 }

    /// Whether objects of this sort count for the nesting, and wait when it is too deep.
    private func nests(_ header: ObjectHeader) -> Bool {
        header.kind == .instance || header.kind == .container && header.type <= StandardType.dict.rawValue
    }

    /// Begins the end of an object whose count is 0, or puts it off.
    mutating func beginDeinit(_ index: Int) {
        if nests(headers[index]) {
            if nesting >= Self.nestingLimit {
                deferred.append(UInt32(index))
                return
            }
            nesting += 1
        }
        work.append(WorkItem(step: .finalize, index: UInt32(index), cursor: 0))
    }

    /// Hands ``pendingCall`` out to be run; nil where there is none.
    ///
    /// The caller takes it, runs it, serves the calls that come up meanwhile in the same way, and then calls
    /// ``resume()``, after which there may be another one.
    public mutating func takePendingCall() -> PendingCall? {
        defer { pendingCall = nil }
        return pendingCall
    }

    /// Goes on with the cascade whose call was taken and has run.
    public mutating func resume() {
        precondition(pendingCall == nil && !suspended.isEmpty, "resume() without a taken call")
        runCascade(downTo: suspended.removeLast())
    }

    /// Asks the program to run `call`; the cascade that began at `base` goes on when it did.
    mutating func suspend(for call: PendingCall, base: Int) {
        pendingCall = call
        suspended.append(base)
    }

    /// Works until only `base` items are left, or code of the program must run first.
    mutating func runCascade(downTo base: Int) {
        if pendingCall != nil {
            // A call came up before this work began, or inside it: resuming goes on until both are done.
            suspended[suspended.count - 1] = min(suspended[suspended.count - 1], base)
            return
        }
        while work.count > base, pendingCall == nil { step(base: base) }
    }

    @inline(__always)
    private mutating func step(base: Int) {
        let top = work.count - 1
        let item = work[top]
        let index = Int(item.index)
        switch item.step {
        case .finalize:
            let hasFinalizer = layouts[Int(headers[index].type) - 1].hasFinalizer
            if hasFinalizer, headers[index].kind == .instance, !headers[index].flags.contains(.finalized) {
                headers[index].flags.insert(.finalized)
                retain(Handle(index: item.index), by: .none, .temporary)
                work[top].step = .afterFinalizer
                suspend(for: .finalizer(Handle(index: item.index)), base: base)
            } else if headers[index].weakHead != 0 {
                work[top].step = .clearWeakReferences
            } else if tellDeinit(index, top: top) {
                releaseAndFree(index, top: top)
            }
        case .afterFinalizer:
            if decrement(Handle(index: item.index), .none, .temporary) {
                work[top].step = .clearWeakReferences
            } else {
                // A collector that is running no longer knows it.
                headers[index].flags.remove(.garbage)
                finishItem(nested: nests(headers[index]))
            }
        case .clearWeakReferences:
            guard headers[index].weakHead != 0 else {
                work[top].step = .deinitialize
                return
            }
            let first = callbackQueue.count
            // The oracle watches every instance by a weak reference of its own.
            let several = headers[index].weakCount > 1 || headers[index].kind == .instance
            clearWeakReferences(to: index, collected: false)
            work[top].step = callbackQueue.count > first ? .runCallbacks : .deinitialize
            work[top].cursor = Int32(first)
            work[top].callbacks = Int32(callbackQueue.count - first)
            holdCallbacks(from: first, several: several)
        case .runCallbacks:
            guard item.callbacks > 0 else {
                work[top].step = .deinitialize
                work[top].callbacks = WorkItem.callbacksRan
                return
            }
            work[top].callbacks -= 1
            let reference = callbackQueue[Int(item.cursor + item.callbacks) - 1].reference
            suspend(for: .callback(Handle(index: reference)), base: base)
        case .forgetCallback:
            _ = work.removeLast()
            forgetCallback(index, id: UInt32(bitPattern: item.cursor))
        case .deinitialize:
            _ = tellDeinit(index, top: top)
            if item.callbacks == WorkItem.callbacksRan { dropCallbacks(from: Int(item.cursor)) }
        case .releaseSlots:
            releaseAndFree(index, top: top)
        case .emptyGarbage:
            if releaseSlots(index, top: top) {
                _ = work.removeLast()
                headers[index].flags.remove(.pinned)
                if headers[index].count == 0 { beginDeinit(index) }
            }
        case .drainDeferred:
            if deferred.isEmpty {
                nesting -= 1
                _ = work.removeLast()
            } else {
                let index = deferred.removeLast()
                if index & Self.programMark != 0 {
                    suspend(for: .deferWork(Int(index & ~Self.programMark)), base: base)
                } else if index & Self.dictionaryMark == 0 {
                    beginDeinit(Int(index))
                } else {
                    nesting += 1
                    work.append(
                        WorkItem(
                            step: .releaseSlots, index: index & ~Self.dictionaryMark, cursor: 0,
                            callbacks: WorkItem.dictionaryOnly))
                }
            }
        case .releaseTemporary:
            _ = work.removeLast()
            if decrement(Handle(index: item.index), OwnerID(rawValue: item.cursor), .temporary) { beginDeinit(index) }
        case .collect:
            stepCollection(base: base)
        }
    }

    /// Marks an entry of ``deferred`` as the dict of a dead object's fields.
    private static var dictionaryMark: UInt32 { 1 << 31 }

    /// Tells the deinit of the newest item's object; its slots are released next.
    ///
    /// - Returns: whether that can be done at once; a dict of its fields may have to wait on the list.
    @inline(__always)
    private mutating func tellDeinit(_ index: Int, top: Int) -> Bool {
        headers[index].flags.insert(.dead)
        emit(Event(.deinitialize, object: headers[index].handleID, count: isDeletingGarbage ? 1 : 0, site: site))
        if isDeletingGarbage { lastCollectionFreed += 1 }
        work[top].step = .releaseSlots
        work[top].cursor = releasesForward(index) ? 0 : Int32(headers[index].slotCount) - 1
        guard headers[index].storage.contains(.dictionary) else { return true }
        if nesting < Self.nestingLimit {
            nesting += 1
            return true
        }
        deferred.append(UInt32(index) | Self.dictionaryMark)
        finishItem(nested: true)
        return false
    }

    @inline(__always)
    private mutating func releaseAndFree(_ index: Int, top: Int) {
        guard releaseSlots(index, top: top) else { return }
        let nested = nests(headers[index])
        if headers[index].storage.contains(.dictionary), work[top].callbacks != WorkItem.dictionaryOnly { nesting -= 1 }
        free(index)
        finishItem(nested: nested)
    }

    /// Lists and tuples release their elements last to first, everything else first to last.
    func releasesForward(_ index: Int) -> Bool {
        headers[index].kind != .container || headers[index].flags.contains(.forward)
    }

    /// Releases slots until one of them begins a deinit of its own (false), or none is left (true).
    private mutating func releaseSlots(_ index: Int, top: Int) -> Bool {
        let forward = releasesForward(index)
        var cursor = Int(work[top].cursor)
        let count = Int(headers[index].slotCount)
        let base = Int(headers[index].slots)
        while forward ? cursor < count : cursor >= 0 {
            let stored = slots[base + cursor]
            slots[base + cursor].tag = .empty
            cursor += forward ? 1 : -1
            if stored.tag == .strong {
                let target = Handle(index: UInt32(truncatingIfNeeded: stored.bits))
                if decrement(target, owner(index), stored.fieldID) {
                    work[top].cursor = Int32(cursor)
                    beginDeinit(Int(target.index))
                    return false
                }
            } else if stored.tag == .weak {
                dropWeakEntry(UInt32(truncatingIfNeeded: stored.bits))
            }
        }
        return true
    }

    /// The newest item is done.
    private mutating func finishItem(nested: Bool) {
        _ = work.removeLast()
        guard nested else { return }
        nesting -= 1
        if nesting == 0 { _ = beginDraining() }
    }
}
