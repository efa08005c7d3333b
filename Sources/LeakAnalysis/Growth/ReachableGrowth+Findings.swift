import TraceModel

extension ReachableGrowth {
    /// A finding for each holder, `growth` among its facts.
    ///
    /// Throws what reading the births and the names of holders throws.
    func findings(in snapshot: GraphSnapshot, names: NameIndex, trace: any Trace) throws -> [Finding] {
        try holders.map { holder in
            let reference = snapshot.rootReferences[holder.root]
            let root = try Self.name(of: reference, names: names, trace: trace)
            let hops = Self.hops(holder, in: snapshot)
            let kept = hops.indices.ends(of: Finding.mostSteps).map { hops[$0] }
            let births = try trace.births(of: Set(kept.flatMap { [$0.owner.id, $0.target.id] }))
            let steps = kept.map { hop in
                Finding.Step(
                    object: names.label(of: hop.owner.id, births),
                    type: hop.references.first.map { names.slot(owner: hop.owner.type, field: $0.field).type } ?? "",
                    field: FoldedField.text(of: hop.references, in: snapshot, names: names),
                    target: names.label(of: hop.target.id, births), count: hop.owner.strongCount)
            }
            let slots = hops.map { hop in
                hop.references.first.map { names.slot(owner: hop.owner.type, field: $0.field).description } ?? ""
            }
            let ring = [root] + slots
            return Finding(
                fingerprint: Fingerprint.of(["growth"] + ring), kind: .growth, path: steps, length: hops.count,
                ring: Array(ring.prefix(Finding.mostSteps)), left: 0, objectsInCycle: 0,
                objectsKept: holder.weight.instances, retainedBytes: holder.weight.bytes, closedBy: nil,
                orphanedBy: nil, grownObjects: holder.weight.instances, grownBytes: holder.weight.bytes,
                growth: Finding.Growth(root: root, passes: passes))
        }
    }

    private typealias Hop = (owner: LiveObject, references: [Reference], target: LiveObject)

    /// The references from what the name holds to what grows, containers folded; the position in a container that grows
    /// is left out, for every pass has another.
    private static func hops(_ holder: Holder, in snapshot: GraphSnapshot) -> [Hop] {
        var hops: [Hop] = []
        var open: (owner: LiveObject, references: [Reference])?
        let nodes = holder.nodes + [holder.example]
        for (place, (node, next)) in zip(nodes, nodes.dropFirst()).enumerated() {
            let isLast = place == nodes.count - 2
            let owner = snapshot.objects[Int(node)]
            if open == nil { open = (owner, []) }
            let edge = snapshot.graph.positions(of: Int(node)).first { position in
                // What is shown of what grows may hang behind others of its pass.
                isLast
                    ? snapshot.strong[Int(snapshot.graph.labels[position])].field.rawValue == holder.field
                    : snapshot.graph.targets[position] == next
            }
            if let edge, !(isLast && owner.kind == .container) {
                open?.references.append(snapshot.strong[Int(snapshot.graph.labels[edge])])
            }
            let target = snapshot.objects[Int(next)]
            guard isLast || target.kind == .instance, let (first, references) = open else { continue }
            open = nil
            if !references.isEmpty { hops.append((first, references, target)) }
        }
        return hops
    }

    /// What people call a root.
    private static func name(of reference: Reference, names: NameIndex, trace: any Trace) throws -> String {
        if reference.owner == .module, reference.field.rawValue > 0 { return names.fieldText(reference.field) }
        var retain: (seq: Int, event: Event)?
        let matters = { (batch: BatchOutline) in batch.objects.mayContain(reference.owned) }
        try trace.forEachEvent(in: matters) { sequence, event in
            guard event.kind == .retain, event.object == reference.owned else { return }
            if event.owner == reference.owner, event.field == reference.field { retain = (sequence, event) }
        }
        guard let retain else { return "a class or call" }
        let holder = try HolderNames(of: CollectionOfOne(retain), in: trace, names: names).text(retain.event)
        return holder.isEmpty ? "a class or call" : holder
    }
}
