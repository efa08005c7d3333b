public import TraceModel

extension SimulatedHeap {
    /// Makes a weak reference object's slot refer to `referent`, without counting.
    ///
    /// - Parameters:
    ///   - object: the weak reference object, of kind `ObjectKind.weakReference`, without slots so far.
    ///   - referent: what it refers to.
    ///   - field: the name of its slot.
    ///   - hasCallback: whether it asks for ``PendingCall/callback(_:)`` when the referent dies.
    public mutating func makeWeakReference(_ object: Handle, to referent: Handle, field: FieldID, hasCallback: Bool) {
        let entry = link(
            to: referent, owner: owner(Int(object.index)), field: field, object: object.index, hasCallback: hasCallback)
        let index = Int(object.index)
        reserveSlots(index, 2)
        slots[Int(headers[index].slots)] = StoredSlot(Value(tag: .weak, bits: UInt64(entry)), field: field)
        headers[index].slotCount = 1
    }

    /// The weak reference object without callback that refers to `referent`, if there is one: CPython shares it.
    public func sharedWeakReference(to referent: Handle) -> Handle? {
        var entry = headers[Int(referent.index)].weakHead
        while entry != 0 {
            let candidate = weakEntries[Int(entry)]
            if candidate.object != WeakEntry.noObject, !candidate.hasCallback { return Handle(index: candidate.object) }
            entry = candidate.next
        }
        return nil
    }

    /// What a weak slot or a weak reference object finds: its object, or None once that died.
    ///
    /// The read is recorded.
    ///
    /// - Parameter value: a value with the tag ``Value/Tag/weak``; any other is given back as it is.
    /// - Returns: what was found, or None.
    @inline(__always)
    public mutating func read(_ value: Value) -> Value {
        value.tag == .weak ? readWeakEntry(Int(truncatingIfNeeded: value.bits)) : value
    }

    /// The object that a weak value refers to, without recording a read; nil once it died.
    public func referent(of value: Value) -> Handle? {
        guard value.tag == .weak else { return value.handle }
        let entry = weakEntries[Int(truncatingIfNeeded: value.bits)]
        guard entry.isAlive, headers[Int(entry.referent)].count > 0 else { return nil }
        return Handle(index: entry.referent)
    }

    /// What a weak value referred to, if that died.
    public func deadReferent(of value: Value) -> DeadReferent? {
        guard value.tag == .weak else { return nil }
        let entry = weakEntries[Int(truncatingIfNeeded: value.bits)]
        if entry.isAlive {
            let referent = Handle(index: entry.referent)
            guard count(of: referent) == 0 else { return nil }
            return DeadReferent(id: id(of: referent), label: label(of: referent), site: site)
        }
        return DeadReferent(
            id: ObjectID(rawValue: entry.referentID),
            label: "\(name(of: TypeID(rawValue: entry.deadType)))#\(entry.deadOrdinal)",
            site: SiteID(rawValue: entry.deathSite))
    }

    private mutating func readWeakEntry(_ index: Int) -> Value {
        let entry = weakEntries[index]
        // A count of 0 is an object whose deinit has been put off: CPython no longer hands it out.
        let found = entry.isAlive && headers[Int(entry.referent)].count > 0
        emit(
            Event(
                .weakRead, object: ObjectID(rawValue: entry.referentID), count: found ? 1 : 0,
                owner: OwnerID(rawValue: entry.owner), field: FieldID(rawValue: entry.field), site: site))
        return found ? Value(Handle(index: entry.referent)) : .none
    }

    /// Enters a weak reference at the head of its referent's list: newest first.
    mutating func link(
        to referent: Handle, owner: OwnerID, field: FieldID, object: UInt32, hasCallback: Bool, isSilent: Bool = false
    ) -> UInt32 {
        let head = headers[Int(referent.index)].weakHead
        let entry = WeakEntry(
            referent: referent.index, referentID: headers[Int(referent.index)].id, next: head, previous: 0,
            owner: owner.rawValue, field: field.rawValue, object: object, hasCallback: hasCallback, isSilent: isSilent)
        let index: UInt32
        if firstFreeWeakEntry != 0 {
            index = firstFreeWeakEntry
            firstFreeWeakEntry = weakEntries[Int(index)].next
            weakEntries[Int(index)] = entry
        } else {
            index = UInt32(weakEntries.count)
            weakEntries.append(entry)
        }
        if head != 0 { weakEntries[Int(head)].previous = index }
        headers[Int(referent.index)].weakHead = index
        headers[Int(referent.index)].weakCount += 1
        emitWeak(.weakMade, entry, remaining: headers[Int(referent.index)].weakCount)
        return index
    }

    /// A holder lets a weak reference go.
    mutating func dropWeakEntry(_ index: UInt32) {
        let entry = weakEntries[Int(index)]
        if entry.isAlive {
            unlink(entry)
            headers[Int(entry.referent)].weakCount -= 1
            emitWeak(.weakDropped, entry, remaining: headers[Int(entry.referent)].weakCount)
        }
        weakEntries[Int(index)].next = firstFreeWeakEntry
        firstFreeWeakEntry = index
    }

    /// Clears every weak reference to a dying object, newest first, and queues the callbacks that must run.
    ///
    /// - Parameters:
    ///   - index: the object's place.
    ///   - collected: whether a collection clears them, which spares callbacks that are garbage themselves.
    mutating func clearWeakReferences(to index: Int, collected: Bool) {
        var next = headers[index].weakHead
        while next != 0 {
            let entry = weakEntries[Int(next)]
            clear(next)
            if entry.hasCallback, headers[Int(entry.object)].count > 0,
                !(collected && headers[Int(entry.object)].flags.contains(.garbage))
            {
                callbackQueue.append(queuedCallback(entry.object))
            }
            next = entry.next
        }
        headers[index].weakHead = 0
    }

    /// Clears the weak references of garbage to what lives, without a callback: a finalizer that reads one finds
    /// None (`gcmodule.c`, `handle_weakrefs`).
    mutating func clearWeakReferences(heldBy index: Int) {
        let base = Int(headers[index].slots)
        for place in base..<base + Int(headers[index].slotCount) where slots[place].tag == .weak {
            let entry = UInt32(truncatingIfNeeded: slots[place].bits)
            guard weakEntries[Int(entry)].isAlive,
                !headers[Int(weakEntries[Int(entry)].referent)].flags.contains(.garbage)
            else { continue }
            unlink(weakEntries[Int(entry)])
            clear(entry)
        }
    }

    /// Makes a weak reference read None from now on.
    private mutating func clear(_ index: UInt32) {
        let entry = weakEntries[Int(index)]
        let referent = Int(entry.referent)
        headers[referent].weakCount -= 1
        emitWeak(.weakCleared, entry, remaining: headers[referent].weakCount)
        weakEntries[Int(index)].referent = WeakEntry.cleared
        weakEntries[Int(index)].deadType = headers[referent].type
        weakEntries[Int(index)].deadOrdinal = headers[referent].ordinal
        weakEntries[Int(index)].deathSite = site.rawValue
    }

    private mutating func unlink(_ entry: WeakEntry) {
        if entry.previous != 0 {
            weakEntries[Int(entry.previous)].next = entry.next
        } else {
            headers[Int(entry.referent)].weakHead = entry.next
        }
        if entry.next != 0 { weakEntries[Int(entry.next)].previous = entry.previous }
    }

    private mutating func emitWeak(_ kind: EventKind, _ entry: WeakEntry, remaining: UInt32) {
        guard !entry.isSilent else { return }
        emit(
            Event(
                kind, object: ObjectID(rawValue: entry.referentID), count: Int64(remaining),
                owner: OwnerID(rawValue: entry.owner), field: FieldID(rawValue: entry.field), site: site))
    }
}
