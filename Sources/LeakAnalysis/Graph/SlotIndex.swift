/// Finds the slots of a slab by hash, the newest first; freed slots are used again.
///
/// The owner of the slab keeps the payload of slot `s` at its own position `s` and compares keys itself.
/// Every operation is O(1) on average and none allocates once the slab has its size.
struct SlotIndex: Sendable {
    private var heads: [Int32] = Array(repeating: -1, count: 16)
    private var next: [Int32] = []
    private var hashes: [UInt32] = []
    private var firstFree: Int32 = -1
    /// How many slots are in use.
    private(set) var count = 0

    /// The newest slot that may have this hash; negative for none.
    func first(_ hash: UInt32) -> Int { Int(heads[Int(hash) & (heads.count - 1)]) }

    /// The next older slot of the same chain; negative for none.
    func after(_ slot: Int) -> Int { Int(next[slot]) }

    /// Takes a slot: a freed one, or the one after the last.
    mutating func insert(_ hash: UInt32) -> Int {
        if count == heads.count { grow() }
        let slot: Int
        if firstFree >= 0 {
            slot = Int(firstFree)
            firstFree = next[slot]
            hashes[slot] = hash
        } else {
            slot = next.count
            next.append(-1)
            hashes.append(hash)
        }
        let bucket = Int(hash) & (heads.count - 1)
        next[slot] = heads[bucket]
        heads[bucket] = Int32(slot)
        count += 1
        return slot
    }

    /// Gives a slot back.
    mutating func remove(_ slot: Int) {
        let bucket = Int(hashes[slot]) & (heads.count - 1)
        if heads[bucket] == Int32(slot) {
            heads[bucket] = next[slot]
        } else {
            var before = Int(heads[bucket])
            while next[before] != Int32(slot) { before = Int(next[before]) }
            next[before] = next[slot]
        }
        next[slot] = firstFree
        firstFree = Int32(slot)
        count -= 1
    }

    /// Doubles the buckets.
    ///
    /// A chain is split from its head on, so that the newest stays first.
    private mutating func grow() {
        let old = heads
        heads = Array(repeating: -1, count: old.count * 2)
        for head in old {
            var slot = head
            var tails: (low: Int32, high: Int32) = (-1, -1)
            while slot >= 0 {
                let following = next[Int(slot)]
                next[Int(slot)] = -1
                let bucket = Int(hashes[Int(slot)]) & (heads.count - 1)
                let isHigh = bucket >= old.count
                let tail = isHigh ? tails.high : tails.low
                if tail < 0 { heads[bucket] = slot } else { next[Int(tail)] = slot }
                if isHigh { tails.high = slot } else { tails.low = slot }
                slot = following
            }
        }
    }

    /// Spreads a key over 32 bits.
    static func hash(_ key: UInt64) -> UInt32 {
        var mixed = key ^ (key >> 32)
        mixed &*= 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 29
        mixed &*= 0xBF58_476D_1CE4_E5B9
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }
}
