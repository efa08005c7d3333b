import TraceModel

/// Who is held only from inside a set of objects.
extension SimulatedHeap {
    /// Objects that a collection looks at: all that can hold references.
    func isCandidate(_ header: ObjectHeader) -> Bool {
        header.flags.contains(.inUse) && header.kind != .array && header.count > 0
    }

    /// The members of a set that nothing outside of it keeps, in the order of allocation.
    mutating func findGarbage(among candidates: [UInt32]) -> [UInt32] {
        for index in candidates { headers[Int(index)].storage.remove(.unknownToCollection) }
        let garbage = unreachable(among: candidates)
        for index in garbage { headers[Int(index)].flags.insert(.garbage) }
        for index in candidates where !headers[Int(index)].flags.contains(.garbage) { untrack(Int(index)) }
        return garbage.sorted { headers[Int($0)].id < headers[Int($1)].id }
    }

    /// The garbage less what code of the program brought back, and what that holds.
    mutating func withoutSpared(_ garbage: [UInt32]) -> [UInt32] {
        let living = garbage.filter { headers[Int($0)].flags.contains(.garbage) }
        for index in living { headers[Int(index)].flags.remove(.garbage) }
        let still = unreachable(among: living)
        for index in still { headers[Int(index)].flags.insert(.garbage) }
        return still
    }

    /// The members of a set that only other unreachable members hold.
    ///
    /// - Complexity: O(members and their references).
    private mutating func unreachable(among candidates: [UInt32]) -> [UInt32] {
        for index in candidates {
            headers[Int(index)].flags.insert(.candidate)
            headers[Int(index)].externalCount = Int32(truncatingIfNeeded: headers[Int(index)].count)
        }
        for index in candidates where !headers[Int(index)].storage.contains(.unknownToCollection) {
            forEachCandidate(heldBy: Int(index)) { $0.pointee.externalCount -= 1 }
        }
        var reached = candidates.filter { headers[Int($0)].externalCount > 0 }
        for index in reached { headers[Int(index)].flags.remove(.candidate) }
        while let index = reached.popLast() {
            forEachCandidate(heldBy: Int(index)) { header in
                header.pointee.flags.remove(.candidate)
                reached.append(UInt32(header - headers.base))
            }
        }
        let unreachable = candidates.filter { headers[Int($0)].flags.contains(.candidate) }
        for index in unreachable { headers[Int(index)].flags.remove(.candidate) }
        return unreachable
    }

    private func forEachCandidate(heldBy index: Int, _ body: (UnsafeMutablePointer<ObjectHeader>) -> Void) {
        let base = Int(headers[index].slots)
        for position in 0..<Int(headers[index].slotCount) where slots[base + position].tag == .strong {
            let target = headers.base + Int(truncatingIfNeeded: slots[base + position].bits)
            if target.pointee.flags.contains(.candidate) { body(target) }
        }
    }
}
