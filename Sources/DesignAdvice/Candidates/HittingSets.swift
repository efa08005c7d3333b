/// Finds the smallest sets of slots that, made weak, leave no cycle.
///
/// Cycles are found as they are needed: a set that hits every known cycle is tried on the graph, which shows the next
/// one if there is one left. So only the cycles that matter are ever listed, however many interleave.
struct HittingSets {
    private let slots: LeakedSlots
    /// Slots that no set may have: weakening them breaks the program, alone or with others.
    private let excluded: Set<Int>
    private var cycles: [Set<Int>] = []
    /// How many times the graph may still be searched.
    private var searchesLeft = HittingSets.mostSearches
    /// How many partial sets may still be looked at.
    private var stepsLeft = 50_000
    /// Whether a cycle was found that no permitted slot is part of: then there is no set at all.
    private(set) var isImpossible = false

    private static let mostSearches = 400

    /// Prepares a search.
    init(_ slots: LeakedSlots, excluding excluded: Set<Int>) {
        self.slots = slots
        self.excluded = excluded
    }

    /// Whether the search had to stop before it had seen everything.
    var isExhausted: Bool { searchesLeft <= 0 || stepsLeft <= 0 }

    /// Every minimal set of exactly `size` slots, those of slots that point back first, at most `most` of them.
    mutating func sets(ofSize size: Int, most: Int) -> [[Int]] {
        var found: [[Int]] = []
        var seen: Set<[Int]> = []
        extend([], to: size, most: most, &found, &seen)
        return found
    }

    private mutating func extend(
        _ chosen: [Int], to size: Int, most: Int, _ found: inout [[Int]], _ seen: inout Set<[Int]>
    ) {
        guard found.count < most, stepsLeft > 0, !isImpossible, seen.insert(chosen.sorted()).inserted else { return }
        stepsLeft -= 1
        guard let open = openCycle(Set(chosen)) else {
            if chosen.count == size, !isExhausted { found.append(chosen.sorted()) }
            return
        }
        let permitted = preferred(open.subtracting(excluded))
        if permitted.isEmpty { isImpossible = true }
        guard chosen.count + leastToHit(Set(chosen)) <= size else { return }
        for slot in permitted { extend(chosen + [slot], to: size, most: most, &found, &seen) }
    }

    /// How many slots the known cycles that are still open need at least: those without a common slot need one each.
    private func leastToHit(_ chosen: Set<Int>) -> Int {
        var met: Set<Int> = []
        var count = 0
        for cycle in cycles where cycle.isDisjoint(with: chosen) && cycle.isDisjoint(with: met) {
            met.formUnion(cycle)
            count += 1
        }
        return count
    }

    /// The slots in the order in which they should be tried: those that point back first, by name, then by age.
    private func preferred(_ places: Set<Int>) -> [Int] {
        places.sorted { left, right in
            let (l, r) = (slots.slots[left], slots.slots[right])
            if l.isNamedAsBack != r.isNamedAsBack { return l.isNamedAsBack }
            return l.backwardShare == r.backwardShare ? left < right : l.backwardShare > r.backwardShare
        }
    }

    /// A cycle that a set leaves; nil where it leaves none.
    private mutating func openCycle(_ chosen: Set<Int>) -> Set<Int>? {
        if let known = cycles.first(where: { $0.isDisjoint(with: chosen) }) { return known }
        guard searchesLeft > 0 else { return nil }
        searchesLeft -= 1
        guard let new = slots.cycle(without: chosen) else { return nil }
        cycles.append(new)
        return new
    }

    /// One set that hits every cycle, not always the smallest: the slot on the most known cycles is taken first, and
    /// what turns out not to be needed is given back.
    ///
    /// It has as many searches as the sets of a size had together.
    mutating func greedySet() -> [Int]? {
        searchesLeft = Self.mostSearches
        stepsLeft = max(stepsLeft, 1)
        var chosen: [Int] = []
        while let open = openCycle(Set(chosen)) {
            guard let best = mostCommon(among: preferred(open.subtracting(excluded)), not: Set(chosen)) else {
                isImpossible = true
                return nil
            }
            chosen.append(best)
        }
        for slot in chosen {
            let rest = chosen.filter { $0 != slot }
            if openCycle(Set(rest)) == nil, !isExhausted { chosen = rest }
        }
        return isExhausted ? nil : chosen.sorted()
    }

    private func mostCommon(among candidates: [Int], not chosen: Set<Int>) -> Int? {
        let open = cycles.filter { $0.isDisjoint(with: chosen) }
        var best: (slot: Int, count: Int)?
        for slot in candidates {
            let count = open.count { $0.contains(slot) }
            if count > best?.count ?? 0 { best = (slot, count) }
        }
        return best?.slot
    }
}
