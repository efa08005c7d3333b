import TraceModel

/// Gives object ids, which may be sparse, dense positions in the order in which they are added.
struct IDIndex: Sendable {
    private var index = SlotIndex()
    private var ids: [ObjectID] = []

    /// How many ids there are.
    var count: Int { ids.count }

    /// Adds an id that is not there yet.
    mutating func append(_ id: ObjectID) {
        _ = index.insert(SlotIndex.hash(id))
        ids.append(id)
    }

    /// The position of an id.
    ///
    /// O(1) on average.
    func position(of id: ObjectID) -> Int? {
        var slot = index.first(SlotIndex.hash(id))
        while slot >= 0 {
            if ids[slot] == id { return slot }
            slot = index.after(slot)
        }
        return nil
    }
}
