import TraceModel

extension WhyAlive {
    /// A shortest path from a root to a node, and the root's name; nil where no root reaches it.
    static func rootPath(
        to node: Int, in snapshot: GraphSnapshot, names: NameIndex, trace: any Trace
    ) throws -> (root: String, path: [Step])? {
        guard let nodes = snapshot.graph.shortestPath(from: snapshot.roots, to: Int32(node)), let first = nodes.first
        else { return nil }
        let held = snapshot.objects[Int(first)].id
        let byRoots = snapshot.strong.filter { $0.owned == held && $0.owner.object == nil }
        // A name says more than a temporary.
        guard let root = byRoots.first(where: { $0.field.rawValue > 0 }) ?? byRoots.first else { return nil }
        return (
            try name(of: root, in: trace, names: names), steps(along: nodes, in: snapshot, names: names)
        )
    }

    /// The leak that an object belongs to; nil where it did not leak.
    static func leak(of object: ObjectID, _ study: RunStudy, in trace: any Trace) throws -> Leak? {
        let (part, cycles) = (study.leaked, study.cycles)
        guard let whole = part.snapshot.node(of: object), part.isLeaked[whole] else { return nil }
        let node = part.nodes.partitioningIndex { $0 >= Int32(whole) }
        let keeper = Int(cycles.keepers[node])
        guard keeper >= 0 else {
            let end = study.times.isEmpty ? nil : OrphanTimes.last(of: [Int32(node)], study.times, in: part)
            let moments = try Moments(of: [end?.moment], in: trace, names: study.names)
            return Leak(fingerprint: nil, ring: [], path: [], orphanedBy: moments[end?.moment])
        }
        let members = cycles.components.members(of: keeper)
        let cycle = cycles.cycle(of: keeper, in: part, names: study.names)
        let end = OrphanTimes.last(of: members, study.times, in: part)
        let closed = cycle.folded.newestReference.map { part.snapshot.strong[Int($0)].madeBy }
        let moments = try Moments(
            of: cycle.folded.births(in: part) + [closed, end?.moment, end?.release], in: trace, names: study.names)
        let toObject = part.graph.shortestPath(from: cycle.nodes, to: Int32(node)) ?? []
        return Leak(
            fingerprint: cycle.fingerprint,
            ring: cycle.folded.path(in: part, names: study.names, moments: moments),
            path: steps(along: toObject.map { part.nodes[Int($0)] }, in: part.snapshot, names: study.names),
            closedBy: moments[closed], orphanedBy: moments[end?.moment],
            orphanedThrough: end.flatMap { $0.release == $0.moment ? nil : moments[$0.release] })
    }

    /// The references along a path of nodes, what is no instance folded into the field before it, but for the end.
    private static func steps(along nodes: [Int32], in snapshot: GraphSnapshot, names: NameIndex) -> [Step] {
        var steps: [Step] = []
        var open: (owner: LiveObject, references: [Reference])?
        for (node, next) in zip(nodes, nodes.dropFirst()) {
            let position = snapshot.graph.positions(of: Int(node)).first { snapshot.graph.targets[$0] == next }
            guard let position else { return steps }
            let reference = snapshot.strong[Int(snapshot.graph.labels[position])]
            if open == nil { open = (snapshot.objects[Int(node)], []) }
            open?.references.append(reference)
            let target = snapshot.objects[Int(next)]
            guard let (owner, references) = open, target.kind == .instance || next == nodes.last else { continue }
            steps.append(
                Step(
                    object: names.label(of: owner),
                    type: references.first.map { names.slot(owner: owner.type, field: $0.field).type } ?? "",
                    field: FoldedField.text(of: references, in: snapshot, names: names),
                    target: names.label(of: target), count: owner.isCountKnown ? owner.strongCount : nil))
            open = nil
        }
        return steps
    }

    private static func name(of root: Reference, in trace: any Trace, names: NameIndex) throws -> String {
        var made = Event(.retain, object: root.owned, owner: root.owner, field: root.field)
        try trace.readEvents(from: root.madeBy) { _, events in
            if let event = events.first { made = event }
            return false
        }
        let holders = try HolderNames(of: [made], objects: [], in: trace, names: names)
        return holders.text(made, sequence: root.madeBy)
    }
}

extension Array {
    /// The place of the first element that `belongs` accepts, where it accepts all after it; O(log n).
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
