import LeakAnalysis
import TraceModel

extension WhyAlive {
    /// What a root that holds an object itself at a moment is called, and the object's count there; nil where none does.
    ///
    /// O(the events of the batches that can be about it), and memory for its roots, however many objects hold it.
    static func directRoot(
        of object: ObjectID, at end: Int, in trace: any Trace, names: NameIndex
    ) throws -> (text: String, count: Int?)? {
        var open: [(seq: Int, event: Event)] = []
        var count: Int?
        let matters = { (batch: BatchOutline) in
            batch.events.lowerBound <= end && batch.objects.mayContain(object)
        }
        try trace.forEachEvent(in: matters) { sequence, event in
            guard event.object == object, sequence <= end, event.kind == .retain || event.kind == .release else {
                return
            }
            count = event.strongCount
            guard event.owner.isRoot else { return }
            if event.kind == .retain {
                open.append((sequence, event))
            } else if let place = open.lastIndex(where: {
                $0.event.owner == event.owner && $0.event.field == event.field
            }) {
                open.remove(at: place)
            }
        }
        // A name says more than a temporary.
        guard let root = open.first(where: { $0.event.field.rawValue > 0 }) ?? open.first else { return nil }
        return (try HolderNames(of: [root], in: trace, names: names).text(root.event), count)
    }

    /// A shortest path from a root to a node, and the root's name; nil where no root reaches it.
    static func rootPath(
        to node: Int, in snapshot: GraphSnapshot, names: NameIndex, trace: any Trace
    ) throws -> (root: String, path: Path)? {
        guard let nodes = snapshot.graph.shortestPath(from: snapshot.roots, to: Int32(node)), let first = nodes.first
        else { return nil }
        let held = snapshot.objects[Int(first)].id
        let byRoots = snapshot.rootReferences.filter { $0.owned == held && $0.isStrong }
        // A name says more than a temporary.
        guard let root = byRoots.first(where: { $0.field.rawValue > 0 }) ?? byRoots.first else { return nil }
        let made = try trace.makers(of: [root])
        let holders = try HolderNames(of: made, in: trace, names: names)
        return (holders.text(made[0].event), try path(along: nodes, in: snapshot, names: names, trace: trace))
    }

    /// The leak that an object belongs to; nil where it did not leak.
    static func leak(of object: ObjectID, _ study: RunStudy, in trace: any Trace) throws -> Leak? {
        let (part, cycles) = (study.leaked, study.cycles)
        guard let node = part.node(of: object) else { return nil }
        guard let cycle = cycles.cycle(keeping: node, in: part, names: study.names) else {
            let end = study.sweep?.latestEnd(of: [Int32(node)])
            let moments = try Moments(of: [end?.moment], in: trace, names: study.names)
            return Leak(fingerprint: nil, orphanedBy: moments[end?.moment])
        }
        let end = study.sweep?.latestEnd(of: cycle.members)
        let closed = study.sweep?.closedBy.first ?? nil
        let moments = try Moments(of: [closed, end?.moment, end?.release], in: trace, names: study.names)
        let births = try trace.births(of: Set(cycle.folded.shownObjects(in: part)))
        let toObject = part.graph.shortestPath(from: cycle.nodes(in: part), to: Int32(node)) ?? []
        let loss = Loss(end, moments)
        return Leak(
            fingerprint: cycle.fingerprint,
            ring: Path(
                cycle.folded.path(in: part, names: study.names, births: births), length: cycle.folded.steps.count),
            path: try path(
                along: toObject.map { part.nodes[Int($0)] }, in: part.snapshot, names: study.names, trace: trace),
            closedBy: moments[closed], orphanedBy: loss.orphanedBy, orphanedThrough: loss.orphanedThrough)
    }

    /// The references along a path of nodes, what is no instance folded into the field before it, except for the end.
    private static func path(
        along nodes: [Int32], in snapshot: GraphSnapshot, names: NameIndex, trace: any Trace
    ) throws -> Path {
        var hops: [(owner: LiveObject, references: [Reference], target: LiveObject)] = []
        var open: (owner: LiveObject, references: [Reference])?
        for (node, next) in zip(nodes, nodes.dropFirst()) {
            let position = snapshot.graph.positions(of: Int(node)).first { snapshot.graph.targets[$0] == next }
            guard let position else { break }
            let reference = snapshot.strong[Int(snapshot.graph.labels[position])]
            if open == nil { open = (snapshot.objects[Int(node)], []) }
            open?.references.append(reference)
            let target = snapshot.objects[Int(next)]
            guard let (owner, references) = open, target.kind == .instance || next == nodes.last else { continue }
            hops.append((owner, references, target))
            open = nil
        }
        let kept = hops.indices.ends(of: Finding.mostSteps).map { hops[$0] }
        let births = try trace.births(of: Set(kept.flatMap { [$0.owner.id, $0.target.id] }))
        let steps = kept.map { hop in
            Step(
                object: names.label(of: hop.owner.id, births),
                type: hop.references.first.map { names.slot(owner: hop.owner.type, field: $0.field).type } ?? "",
                field: FoldedField.text(of: hop.references, in: snapshot, names: names),
                target: names.label(of: hop.target.id, births), count: hop.owner.strongCount)
        }
        return Path(steps, length: hops.count)
    }
}
