import TraceModel

/// What lives at a moment, read from headers and slots.
extension SimulatedHeap {
    /// The live objects and the references that they hold; what names and temporaries hold is not the heap's to know.
    ///
    /// - Complexity: O(live objects and their slots), and a sort where headers were used again.
    func snapshot() -> HeapSnapshot {
        var living: [UInt32] = []
        living.reserveCapacity(liveObjects)
        for index in 0..<headers.count where headers[index].flags.contains(.inUse) { living.append(UInt32(index)) }
        let isInOrder = zip(living, living.dropFirst()).allSatisfy { headers[Int($0)].id < headers[Int($1)].id }
        if !isInOrder { living.sort { headers[Int($0)].id < headers[Int($1)].id } }

        var snapshot = HeapSnapshot()
        snapshot.objects.reserveCapacity(living.count)
        for index in living.lazy.map(Int.init) {
            let header = headers[index]
            snapshot.objects.append(
                LiveObject(
                    id: header.handleID, kind: header.kind, type: TypeID(rawValue: header.type), bytes: header.bytes,
                    strongCount: Int(header.count)))
            addReferences(of: index, to: &snapshot.references)
        }
        return snapshot
    }

    private func addReferences(of index: Int, to references: inout [Reference]) {
        let first = Int(headers[index].slots)
        for place in first..<first + Int(headers[index].slotCount) {
            let stored = slots[place]
            if stored.tag == .strong {
                let owned = headers[Int(truncatingIfNeeded: stored.bits)].handleID
                references.append(Reference(owner: owner(index), field: stored.fieldID, owned: owned, isStrong: true))
            } else if stored.tag == .weak {
                let entry = weakEntries[Int(truncatingIfNeeded: stored.bits)]
                guard entry.isAlive else { continue }
                references.append(
                    Reference(
                        owner: OwnerID(rawValue: entry.owner), field: FieldID(rawValue: entry.field),
                        owned: ObjectID(rawValue: entry.referentID), isStrong: false))
            }
        }
    }
}
