import LeakAnalysis
import Testing
import TraceModel

@testable import DesignAdvice

/// The smallest sets, against every subset of the slots.
struct HittingSetTests {
    /// A random graph of seven objects whose edges have one of six slots, or none that can be weak.
    private func slots(seed: UInt64) -> LeakedSlots {
        var state = seed
        func below(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let edges = (0..<12).map { _ in
            CompactGraph.Edge(source: Int32(below(7)), target: Int32(below(7)), label: Int32(below(13)) / 2)
        }
        let graph = CompactGraph(
            nodeCount: 7,
            edges: edges.map { .init(source: $0.source, target: $0.target, label: $0.label == 6 ? -1 : $0.label) })
        let names = (0..<6).map { place in
            CandidateSlot(
                slot: Slot(type: "T", field: "f\(place)"), isOnCycle: true, references: 1, inCycles: 1, backwards: 0)
        }
        return LeakedSlots(slots: names, graph: graph)
    }

    /// Whether no cycle is left, by taking objects without successors away for as long as there are any.
    private func isAcyclic(_ slots: LeakedSlots, without weak: Set<Int>) -> Bool {
        var edges = slots.graph.edges.filter { !weak.contains(Int($0.label)) }
        while true {
            let sources = Set(edges.map(\.source))
            let left = edges.filter { sources.contains($0.target) }
            if left.count == edges.count { return edges.isEmpty }
            edges = left
        }
    }

    @Test func `the sets of the smallest size are exactly those that leave no cycle`() {
        for seed in 1...200 { check(slots(seed: UInt64(seed)), seed: seed) }
    }

    private func check(_ slots: LeakedSlots, seed: Int) {
        let subsets = (0..<64).map { bits in Set((0..<6).filter { bits >> $0 & 1 == 1 }) }
        let hitting = subsets.filter { isAcyclic(slots, without: $0) }
        let smallest = hitting.map(\.count).min()
        var sets = HittingSets(slots, excluding: [])
        for size in 0...6 {
            let found = sets.sets(ofSize: size, most: 100)
            guard size == smallest else {
                #expect(found.isEmpty, "graph \(seed) has no set of \(size)")
                continue
            }
            #expect(Set(found.map(Set.init)) == Set(hitting.filter { $0.count == size }), "graph \(seed)")
            break
        }
        var greedy = HittingSets(slots, excluding: [])
        if let set = greedy.greedySet() {
            #expect(isAcyclic(slots, without: Set(set)), "graph \(seed)")
        } else {
            #expect(smallest == nil, "graph \(seed)")
        }
    }
}
