import TraceModel

extension LeakedCycles {
    /// No more rings of a component are told, and of larger ones none are looked for.
    private static let most = 3
    private static let mostNodes = 100_000

    /// The rings that tie a group's first component together after the shown one is broken.
    ///
    /// Each is the least cycle that is left when the references of those before it are gone, slot by slot, with positions
    /// and keys. O(n + m) for each ring.
    package func otherRings(of group: CycleGroup, in part: LeakedPart, names: NameIndex) -> [[String]] {
        let members = group.firstMembers
        guard let first = members.first, members.count <= Self.mostNodes else { return [] }
        let component = components.componentOf[Int(first)]
        var gone = Set(group.cycle.references)
        var rings: [[String]] = []
        while rings.count < Self.most {
            let left = part.graph.filter { edge in
                components.componentOf[Int(edge.source)] == component
                    && components.componentOf[Int(edge.target)] == component && !gone.contains(edge.label)
            }
            let parts = left.components()
            let cyclic = members.lazy.map { Int(parts.componentOf[Int($0)]) }
                .first { left.isCyclic(parts.members(of: $0)) }
            guard let cyclic else { break }
            let inside = left.filter { parts.componentOf[Int($0.source)] == parts.componentOf[Int($0.target)] }
            let slots = SlotRanks(inside, in: part, names: names)
            var finder = CycleFinder(graph: inside, ranks: slots.ranks)
            let edges = finder.leastCycle(in: parts.members(of: cyclic))
            let folded = FoldedCycle(edges: edges, slots: slots, in: part, graph: inside)
            guard !folded.steps.isEmpty else { break }
            let steps = folded.path(in: part, names: names, births: [:])
            rings.append(steps.map { $0.type.isEmpty ? $0.field : "\($0.type).\($0.field)" })
            gone.formUnion(folded.references)
        }
        return rings
    }
}
