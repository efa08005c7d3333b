import TraceModel

/// Who is held only from inside a set of objects.
extension SimulatedHeap {
    /// Objects that a collection looks at: all that can hold references.
    private func isCandidate(_ header: ObjectHeader) -> Bool {
        header.flags.contains(.inUse) && header.kind != .array && header.count > 0
    }

    /// Every object that nothing outside the heap's own references keeps, in the order of allocation,
    /// and how many were looked at.
    func findGarbage() -> (garbage: [UInt32], examined: Int) {
        var candidates: [UInt32] = []
        for index in 0..<headers.count where isCandidate(headers[index]) { candidates.append(UInt32(index)) }
        let garbage = unreachable(among: candidates)
        return (garbage.sorted { headers[Int($0)].id < headers[Int($1)].id }, candidates.count)
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
    private func unreachable(among candidates: [UInt32]) -> [UInt32] {
        // What is outside the set has no entry to be subtracted from, nor anything to pass on.
        let outside = Int64.min
        var externalCounts = [Int64](repeating: outside, count: headers.count)
        for index in candidates { externalCounts[Int(index)] = Int64(headers[Int(index)].count) }
        for index in candidates {
            forEachStrongTarget(Int(index)) { if externalCounts[$0] != outside { externalCounts[$0] -= 1 } }
        }
        var reached: [UInt32] = []
        for index in candidates where externalCounts[Int(index)] > 0 {
            externalCounts[Int(index)] = outside
            reached.append(index)
        }
        while let index = reached.popLast() {
            forEachStrongTarget(Int(index)) {
                if externalCounts[$0] != outside {
                    externalCounts[$0] = outside
                    reached.append(UInt32($0))
                }
            }
        }
        return candidates.filter { externalCounts[Int($0)] != outside }
    }

    private func forEachStrongTarget(_ index: Int, _ body: (Int) -> Void) {
        let base = Int(headers[index].slots)
        for position in 0..<Int(headers[index].slotCount) where slots[base + position].tag == .strong {
            body(Int(truncatingIfNeeded: slots[base + position].bits))
        }
    }
}
