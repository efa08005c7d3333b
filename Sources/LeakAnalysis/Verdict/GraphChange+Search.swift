import TraceModel

extension GraphChange {
    /// The changes, best first: what frees most, then what refers back, then by slot.
    ///
    /// Where none frees everything, those of one kind are taken together, as far as that frees more.
    /// Only fields of the program's own types are candidates, and of these only those that hold an object themselves or
    /// by a closure: what a list holds cannot be made weak. A field that holds something younger is no candidate either:
    /// it is the one that owns. Where no weak one frees everything, fields to clear follow, those of lists among them.
    /// O(slots × (n + m)).
    static func all(
        in part: LeakedPart, inCycles: [Bool], of snapshot: CountedSnapshot, names: NameIndex
    ) -> [GraphChange] {
        var changes: [Slot: GraphChange] = [:]
        var taken: [Slot: Set<Int32>] = [:]
        var cleared: [Slot: Set<Int32>] = [:]
        let reverse = part.graph.reversed
        for node in 0..<part.graph.nodeCount where inCycles[node] {
            for position in part.graph.positions(of: node) {
                let label = part.graph.labels[position]
                let isClosure = snapshot.closures[part.snapshot.strong[Int(label)]] != nil
                if let place = place(of: node, label, in: part, reverse, names, climbs: true) {
                    let field = part.snapshot.strong[Int(place.label)].field
                    let slot = names.slot(owner: part.object(place.owner).type, field: field)
                    if cleared.count < mostSlots || cleared[slot] != nil {
                        cleared[slot, default: []].insert(place.label)
                    }
                }
                guard let held = target(of: part.graph.targets[position], in: part, isClosure: isClosure),
                    let place = place(of: node, label, in: part, reverse, names, climbs: isClosure)
                else { continue }
                let owner = part.object(place.owner)
                let refersBack = part.object(held).id <= owner.id
                guard isClosure || refersBack else { continue }
                let slot = names.slot(owner: owner.type, field: part.snapshot.strong[Int(place.label)].field)
                guard changes.count < mostSlots || changes[slot] != nil else { continue }
                taken[slot, default: []].insert(label)
                if changes[slot] == nil {
                    changes[slot] = GraphChange(
                        kind: isClosure ? .weakCapture : .weakField, slots: [slot],
                        target: names.typeName(part.object(held).type), frees: 0, of: part.nodes.count,
                        refersBack: refersBack,
                        writtenAt: snapshot.closures[part.snapshot.strong[Int(label)]].flatMap {
                            names.moment(0, at: $0)
                        })
                }
            }
        }
        for slot in changes.keys {
            changes[slot]?.frees = freed(in: part) { taken[slot]?.contains($0) ?? false }
        }
        let sorted = changes.values.sorted {
            ($0.frees, $0.refersBack ? 1 : 0, $1.slots[0]) > ($1.frees, $1.refersBack ? 1 : 0, $0.slots[0])
        }
        guard (sorted.first?.frees ?? 0) < part.nodes.count else { return sorted }
        let weak = sorted.isEmpty ? [] : [together(sorted, taken, in: part)] + sorted
        let clearings = cleared.map { slot, labels in
            GraphChange(
                kind: .clear, slots: [slot], target: "", frees: freed(in: part) { labels.contains($0) },
                of: part.nodes.count, refersBack: false)
        }
        // What is weak cannot be forgotten: it stands first where a clearing frees no more.
        let most = weak.first?.frees ?? 0
        let better = clearings.filter { $0.frees > most }.sorted { ($0.frees, $1.slots[0]) > ($1.frees, $0.slots[0]) }
        return better + weak
    }

    private static let mostSlots = 32

    /// The field of the program's own that a reference is stored in: its own or, where it `climbs`, the one that leads
    /// to the list or the object of the system that keeps it.
    private static func place(
        of node: Int, _ label: Int32, in part: LeakedPart, _ reverse: CompactGraph, _ names: NameIndex, climbs: Bool
    ) -> (owner: Int32, label: Int32)? {
        var (next, label) = (Int32(node), label)
        for _ in 0..<8 {
            let object = part.object(next)
            if object.kind == .instance, names.isOfProgram(object.type) { return (next, label) }
            guard climbs, let before = reverse.positions(of: Int(next)).first else { return nil }
            (next, label) = (reverse.targets[before], reverse.labels[before])
        }
        return nil
    }

    /// The instance that a reference comes to: what it holds, or what a closure's context holds that it holds.
    private static func target(of node: Int32, in part: LeakedPart, isClosure: Bool) -> Int32? {
        if part.object(node).kind == .instance { return node }
        guard isClosure else { return nil }
        var (next, seen) = (node, 0)
        while part.object(next).kind != .instance, seen < 8 {
            guard let first = part.graph.successors(of: Int(next)).first else { return nil }
            (next, seen) = (first, seen + 1)
        }
        return part.object(next).kind == .instance ? next : nil
    }

    /// The fewest changes that free most, taken one after the other: each that frees more than those before it, or
    /// holds what they would otherwise free.
    private static func together(
        _ sorted: [GraphChange], _ taken: [Slot: Set<Int32>], in part: LeakedPart
    ) -> GraphChange {
        var sum = sorted[0]
        var labels = taken[sum.slots[0]] ?? []
        for change in sorted.dropFirst() where change.kind == sum.kind && sum.frees < sum.of {
            let all = labels.union(taken[change.slots[0]] ?? [])
            let frees = freed(in: part) { all.contains($0) }
            guard frees > sum.frees else { continue }
            (labels, sum.frees) = (all, frees)
            sum.slots += change.slots
        }
        sum.slots.sort()
        return sum
    }

    /// How many leaked objects die by counting once these references are gone: all but what a cycle is left of, and
    /// what hangs on one.
    private static func freed(in part: LeakedPart, without isTaken: (Int32) -> Bool) -> Int {
        let rest = part.graph.filter { !isTaken($0.label) }
        let components = rest.components()
        let cyclic = (0..<components.count).filter { rest.isCyclic(components.members(of: $0)) }
        let left = rest.reachable(from: cyclic.flatMap { Array(components.members(of: $0)) })
        return left.count { !$0 }
    }
}
