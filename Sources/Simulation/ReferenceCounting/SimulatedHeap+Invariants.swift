#if HEAP_INTERNAL_CHECKS
import TraceModel

/// Who holds what, kept apart from the heap, to hold the heap's own books against.
struct Ledger {
    struct Hold: Hashable {
        var owner: OwnerID
        var field: FieldID
        var object: ObjectID
    }

    private(set) var holds: [Hold: Int] = [:]

    mutating func retain(_ object: ObjectID, by owner: OwnerID, _ field: FieldID) {
        holds[Hold(owner: owner, field: field, object: object), default: 0] += 1
    }

    mutating func release(_ object: ObjectID, by owner: OwnerID, _ field: FieldID) {
        let hold = Hold(owner: owner, field: field, object: object)
        let left = holds[hold, default: 0] - 1
        holds[hold] = left == 0 ? nil : left
    }
}

/// Checks of the heap's own books. They exist only where `HEAP_INTERNAL_CHECKS` is set, and run only when asked for:
/// one looks at the whole heap.
extension SimulatedHeap {
    /// Keeps a ledger from now on and checks at every statement; to be called before anything is allocated.
    package mutating func turnOnChecks() { ledger = Ledger() }

    /// Throws ``HeapError/invariantBroken(_:)`` where the books do not agree.
    mutating func checkInvariants() throws {
        guard let ledger else { return }
        if let fault = countFault(ledger) ?? slotFault(ledger) ?? weakFault() ?? sizeFault() {
            throw HeapError.invariantBroken(fault)
        }
    }

    /// Every strong count is the number of references and temporaries that point at the object.
    private func countFault(_ ledger: Ledger) -> String? {
        var counts: [ObjectID: Int] = [:]
        for (hold, number) in ledger.holds {
            guard number > 0 else { return "object \(hold.object.rawValue) was released by one who did not hold it" }
            counts[hold.object, default: 0] += number
        }
        for index in 0..<headers.count where headers[index].flags.contains(.inUse) {
            let held = counts.removeValue(forKey: headers[index].handleID) ?? 0
            if held != Int(headers[index].count) {
                return "object \(headers[index].id) has count \(headers[index].count), but \(held) references"
            }
        }
        return counts.first.map { "object \($0.key.rawValue) is dead, but held" }
    }

    /// Every strong slot is in the ledger, once, and nothing refers to a dead object.
    private func slotFault(_ ledger: Ledger) -> String? {
        var slotHolds: [Ledger.Hold: Int] = [:]
        for index in 0..<headers.count where headers[index].flags.contains(.inUse) {
            for position in 0..<Int(headers[index].slotCount) {
                let stored = slots[Int(headers[index].slots) + position]
                guard stored.tag == .strong else { continue }
                let target = headers[Int(stored.bits)]
                guard target.flags.contains(.inUse), !target.flags.contains(.dead) else {
                    return "object \(headers[index].id) refers to a dead object"
                }
                slotHolds[
                    Ledger.Hold(owner: owner(index), field: stored.fieldID, object: target.handleID), default: 0] += 1
            }
        }
        let ledgerHolds = ledger.holds.filter { $0.key.owner.object != nil }
        // In the middle of a cascade, slots that were taken out of a container wait for their release: the
        // container holds them still, but no slot does; so do those that were set aside.
        let agree =
            work.isEmpty && setsAside == 0
            ? slotHolds == ledgerHolds : slotHolds.allSatisfy { $0.value <= ledgerHolds[$0.key, default: 0] }
        return agree ? nil : "the slots of objects and the ledger disagree"
    }

    /// Every list of weak references is whole, and holds just those that slots refer to.
    private func weakFault() -> String? {
        var entries = 0
        var weakSlots = 0
        for index in 0..<headers.count where headers[index].flags.contains(.inUse) {
            var previous: UInt32 = 0
            var next = headers[index].weakHead
            var length: UInt32 = 0
            while next != 0 {
                let entry = weakEntries[Int(next)]
                guard entry.referent == UInt32(index), entry.previous == previous else {
                    return "the weak references to object \(headers[index].id) are not linked"
                }
                (previous, next, length) = (next, entry.next, length + 1)
            }
            if length != headers[index].weakCount { return "object \(headers[index].id) miscounts its weak references" }
            entries += Int(length)
            for position in 0..<Int(headers[index].slotCount) {
                let stored = slots[Int(headers[index].slots) + position]
                if stored.tag == .weak, weakEntries[Int(stored.bits)].isAlive { weakSlots += 1 }
            }
        }
        return entries == weakSlots || setsAside > 0 && entries > weakSlots
            ? nil : "\(entries) weak references, but \(weakSlots) slots that hold one"
    }

    private func sizeFault() -> String? {
        var bytes = 0
        var objects = 0
        for index in 0..<headers.count where headers[index].flags.contains(.inUse) {
            bytes += headers[index].bytes
            objects += 1
        }
        return bytes == liveBytes && objects == liveObjects
            ? nil : "\(objects) objects of \(bytes) bytes live, but \(liveObjects) of \(liveBytes) are counted"
    }
}
#endif
