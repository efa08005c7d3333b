import LeakAnalysis
import TraceModel

/// The leaked objects of the strong run and the references between them, each with the slot that could weaken it.
///
/// A list or tuple in a slot is folded into it: a weak slot replaces it by a list that holds instances weakly, so its
/// elements go with the slot, if no other slot holds the same container. A bound method goes with the slot that holds
/// it, a cell with the capture. Dicts and functions stay strong under every design.
struct LeakedSlots {
    /// The slots, those on a cycle first, then those with the most references.
    let slots: [CandidateSlot]
    /// The leaked objects, an edge labelled with the place of its slot in ``slots``; -1 for one that no slot weakens.
    let graph: CompactGraph

    /// Collects the parts.
    init(slots: [CandidateSlot], graph: CompactGraph) {
        self.slots = slots
        self.graph = graph
    }

    /// Reads the strong run; O(objects + references).
    init(_ analysis: RunAnalysis, names: TraceNames) {
        var reader = SlotReader(analysis, names: NameIndex(names))
        reader.foldContainers()
        let found = reader.candidates(reader.graph.components())
        let order = found.indices.sorted { left, right in
            let (l, r) = (found[left], found[right])
            if l.isOnCycle != r.isOnCycle { return l.isOnCycle }
            if l.references != r.references { return l.references > r.references }
            return l.slot < r.slot
        }
        var rank = [Int32](repeating: 0, count: found.count)
        for (place, index) in order.enumerated() { rank[index] = Int32(place) }
        slots = order.map { found[$0] }
        graph = CompactGraph(
            nodeCount: reader.graph.nodeCount,
            edges: reader.weakenedGraph.edges.map {
                .init(source: $0.source, target: $0.target, label: $0.label < 0 ? -1 : rank[Int($0.label)])
            })
    }

    /// The slots on a shortest cycle of those that are left when some slots are weak; nil where none is left.
    ///
    /// Empty for a cycle that no slot is part of.
    ///
    /// O(objects + references).
    func cycle(without weak: Set<Int>) -> Set<Int>? {
        let left = graph.filter { $0.label < 0 || !weak.contains(Int($0.label)) }
        let components = left.components()
        for component in 0..<components.count {
            let members = components.members(of: component)
            guard left.isCyclic(members), let first = members.first else { continue }
            return slots(onCycleThrough: Int(first), in: left, components: components)
        }
        return nil
    }

    /// Breadth first from a node back to itself, inside its component.
    private func slots(onCycleThrough start: Int, in graph: CompactGraph, components: Components) -> Set<Int> {
        let component = components.componentOf[start]
        var cameBy: [Int: (node: Int, label: Int32)] = [:]
        var queue = [start]
        var read = 0
        while read < queue.count {
            let node = queue[read]
            read += 1
            for position in graph.positions(of: node) {
                let next = Int(graph.targets[position])
                guard components.componentOf[next] == component, cameBy[next] == nil else { continue }
                cameBy[next] = (node, graph.labels[position])
                if next == start { return labels(backFrom: start, cameBy) }
                queue.append(next)
            }
        }
        return []
    }

    private func labels(backFrom start: Int, _ cameBy: [Int: (node: Int, label: Int32)]) -> Set<Int> {
        var labels: Set<Int> = []
        var node = start
        repeat {
            guard let step = cameBy[node] else { break }
            if step.label >= 0 { labels.insert(Int(step.label)) }
            node = step.node
        } while node != start
        return labels
    }
}
