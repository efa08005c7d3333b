public import TraceModel

/// A collection by trial deletion, in CPython's order (`gcmodule.c`, `gc_collect_main`).
///
/// Every count less the references from inside the heap tells who is held from outside; what those do
/// not reach is garbage. Weak references to it are cleared and their callbacks run, then finalizers,
/// then whatever a finalizer brought back is spared with all that it holds, then the rest is emptied
/// object by object.
extension SimulatedHeap {
    /// Collects everything.
    ///
    /// Code of the program may have to run when this returns: see ``pendingCall``.
    ///
    /// - Complexity: O(objects + references); 4 bytes an object while it runs.
    public mutating func collect(cause: CollectionCause) {
        guard cause == .final || !leavesOutCollections else {
            lastCollectionNumber = 0
            return
        }
        collect(generation: 2, cause: cause)
    }

    /// Collects a generation and those younger than it.
    mutating func collect(generation: Int, cause: CollectionCause) {
        guard collection == nil else { return }
        emit(Event(.collectionBegan, count: Int64(generation), owner: OwnerID(rawValue: cause.rawValue), site: site))
        collection = CollectionState(generation: generation)
        lastCollectionFreed = 0
        lastCollectionNumber = 0
        let base = work.count
        work.append(WorkItem(step: .collect, index: 0, cursor: 0))
        runCascade(downTo: base)
    }

    /// One step; the cascade calls it until the collection is done.
    mutating func stepCollection(base: Int) {
        guard var state = collection else {
            _ = work.removeLast()
            return
        }
        switch state.phase {
        case .find:
            let candidates = candidates(of: state.generation)
            state.examined = candidates.count
            count(work: candidates.count >> Self.elementsOfAStepShift)
            state.garbage = findGarbage(among: candidates)
            state.firstCallback = callbackQueue.count
            collection = state
            for index in state.garbage { headers[Int(index)].flags.insert(.garbage) }
            promote(generation: state.generation, candidates: candidates)
            for index in state.garbage { clearWeakReferences(heldBy: Int(index)) }
            for index in state.garbage { clearWeakReferences(to: Int(index), collected: true) }
            reverseCallbacks(from: state.firstCallback)
            for place in state.firstCallback..<callbackQueue.count {
                retain(Handle(index: callbackQueue[place].reference), by: .none, .temporary)
            }
            collection?.phase = .callbacks
        case .callbacks:
            if let called = state.calledBack {
                // CPython counts a weak reference that its own callback ended.
                let header = headers[Int(called.index)]
                if header.id != called.id || !header.flags.contains(.inUse) { lastCollectionNumber += 1 }
                collection?.calledBack = nil
            }
            if callbackQueue.count > state.firstCallback {
                collection?.ranCode = true
                let reference = Handle(index: callbackQueue.removeLast().reference)
                let id = headers[Int(reference.index)].id
                collection?.calledBack = (reference.index, id)
                work.append(.release(reference, .none))
                suspend(for: .callback(reference), base: base)
            } else {
                collection?.phase = .finalizers(0)
            }
        case .finalizers(let place):
            stepFinalizers(state, place, base: base)
        case .spare:
            if state.ranCode {
                let garbage = withoutSpared(state.garbage)
                collection?.garbage = garbage
            }
            lastCollectionNumber += trackedCount(of: collection?.garbage ?? [])
            isDeletingGarbage = true
            collection?.phase = .delete(0)
        case .delete(let place):
            stepDelete(state, place)
        case .finish:
            emit(
                Event(
                    .collectionEnded, count: Int64(lastCollectionFreed),
                    owner: OwnerID(rawValue: Int32(state.examined)), site: site))
            collection = nil
            raiseMark()
            _ = work.removeLast()
        }
    }

    /// Runs the finalizer of the next object that has one.
    private mutating func stepFinalizers(_ state: CollectionState, _ start: Int, base: Int) {
        var place = start
        while place < state.garbage.count {
            let index = Int(state.garbage[place])
            let header = headers[index]
            place += 1
            // Without the flag it died meanwhile, and its handle may stand for another object.
            if header.flags.contains(.garbage), header.kind == .instance, header.count > 0,
                layouts[Int(header.type) - 1].hasFinalizer, !header.flags.contains(.finalized)
            {
                headers[index].flags.insert(.finalized)
                collection?.ranCode = true
                collection?.phase = .finalizers(place)
                let handle = Handle(index: UInt32(index))
                retain(handle, by: .none, .temporary)
                work.append(.release(handle, .none))
                suspend(for: .finalizer(handle), base: base)
                return
            }
        }
        collection?.phase = .spare
    }

    /// Empties the next object of the garbage that still lives.
    private mutating func stepDelete(_ state: CollectionState, _ start: Int) {
        var place = start
        while place < state.garbage.count {
            let index = Int(state.garbage[place])
            place += 1
            // A count of 0 is an object whose deinit has begun or been put off.
            guard headers[index].flags.contains(.garbage), headers[index].count > 0, canBeEmptied(headers[index])
            else { continue }
            collection?.phase = .delete(place)
            headers[index].flags.insert(.pinned)
            let start = releasesForward(index) ? 0 : Int32(headers[index].slotCount) - 1
            work.append(WorkItem(step: .emptyGarbage, index: UInt32(index), cursor: start))
            return
        }
        isDeletingGarbage = false
        collection?.phase = .finish
    }

    /// Tuples and bound methods have no `tp_clear`: they die when what holds them is emptied.
    private func canBeEmptied(_ header: ObjectHeader) -> Bool {
        header.kind != .boundMethod && header.type != StandardType.tuple.rawValue
    }
}
