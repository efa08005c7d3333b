import TraceModel

/// The references that are held at a moment: a multiset of (owner, field, owned), strong and weak.
///
/// Holding and releasing are O(1) on average; of equal references the newest is released first.
struct ReferenceTable: Sendable {
    private var index = SlotIndex()
    private var slots: [Reference] = []

    /// Adds a reference.
    mutating func insert(_ reference: Reference) {
        let slot = index.insert(Self.hash(reference.owner, reference.field, reference.owned))
        if slot == slots.count { slots.append(reference) } else { slots[slot] = reference }
    }

    /// Takes the newest of the equal references away; nil where none is held.
    @discardableResult
    mutating func remove(owner: OwnerID, field: FieldID, owned: ObjectID, isStrong: Bool) -> Reference? {
        var slot = index.first(Self.hash(owner, field, owned))
        while slot >= 0 {
            let found = slots[slot]
            if found.owned == owned, found.owner == owner, found.field == field, found.isStrong == isStrong {
                index.remove(slot)
                slots[slot].madeBy = nil
                return found
            }
            slot = index.after(slot)
        }
        return nil
    }

    /// Every reference, in no order.
    var references: some Sequence<Reference> { slots.lazy.filter { $0.madeBy != nil } }

    private static func hash(_ owner: OwnerID, _ field: FieldID, _ owned: ObjectID) -> UInt32 {
        let ends = UInt64(UInt32(bitPattern: owner.rawValue)) << 32 | UInt64(owned.rawValue)
        return SlotIndex.hash(ends ^ UInt64(UInt32(bitPattern: field.rawValue)) &* 0xD6E8_FEB8_6659_FD93)
    }
}
