import TraceModel

/// The part of a snapshot that no root reaches.
struct LeakedPart {
    /// The whole picture.
    let snapshot: GraphSnapshot
    /// Whether each node of the snapshot leaked.
    let isLeaked: [Bool]
    /// The node of the snapshot that each node of ``graph`` is; ascending, so in the order of allocation.
    let nodes: [Int32]
    /// The strong references among leaked objects; labels as in the snapshot.
    let graph: CompactGraph

    /// Separates what leaked.
    ///
    /// O(n + m).
    init(_ snapshot: GraphSnapshot) {
        self.snapshot = snapshot
        isLeaked = snapshot.graph.reachable(from: snapshot.roots).map { !$0 }
        let part = snapshot.graph.subgraph(keeping: isLeaked)
        (graph, nodes) = (part.graph, part.nodes)
    }

    /// The object that a node of ``graph`` stands for.
    func object(_ node: Int32) -> LiveObject { snapshot.objects[Int(nodes[Int(node)])] }

    /// The leaked objects in the order of allocation.
    var objects: [LiveObject] { nodes.map { snapshot.objects[Int($0)] } }

    /// The references, strong and weak, that a leaked object holds or by which one is held, in the order in which
    /// they were made.
    var references: [Reference] {
        func leaked(_ id: ObjectID?) -> Bool { id.flatMap(snapshot.node(of:)).map { isLeaked[$0] } ?? false }
        guard !nodes.isEmpty else { return [] }
        return
            (snapshot.strong.filter { leaked($0.owner.object) || leaked($0.owned) }
            + snapshot.weak.filter { leaked($0.owner.object) || leaked($0.owned) })
            .sorted { $0.madeBy < $1.madeBy }
    }
}
