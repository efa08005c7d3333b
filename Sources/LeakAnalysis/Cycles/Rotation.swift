/// What a ring looks like whatever place one begins to read it at.
enum Rotation {
    /// The first place from which the ring reads least.
    ///
    /// O(n).
    static func least<Element: Comparable>(_ ring: [Element]) -> Int {
        var best = 0
        var rival = 1
        var length = 0
        while best < ring.count, rival < ring.count, length < ring.count {
            let (left, right) = (ring[(best + length) % ring.count], ring[(rival + length) % ring.count])
            if left == right {
                length += 1
                continue
            }
            if left > right { best += length + 1 } else { rival += length + 1 }
            if best == rival { rival += 1 }
            length = 0
        }
        return min(best, rival)
    }

    /// The length of the shortest part whose repetition is the whole ring.
    ///
    /// O(n).
    static func period<Element: Equatable>(_ ring: [Element]) -> Int {
        guard !ring.isEmpty else { return 0 }
        var borders = [Int](repeating: 0, count: ring.count)
        var border = 0
        for place in 1..<max(1, ring.count) {
            while border > 0, ring[place] != ring[border] { border = borders[border - 1] }
            if ring[place] == ring[border] { border += 1 }
            borders[place] = border
        }
        let period = ring.count - borders[ring.count - 1]
        return ring.count.isMultiple(of: period) ? period : ring.count
    }
}
