package import TraceModel

/// The part of a snapshot that no root reaches, and what collections freed, as it was before.
package struct LeakedPart {
    /// The whole picture.
    package let snapshot: GraphSnapshot
    /// Whether each node of the snapshot leaked.
    package let isLeaked: [Bool]
    /// The node of the snapshot that each node of ``graph`` is; ascending, so in the order of allocation.
    package let nodes: [Int32]
    /// The strong references among leaked objects; labels as in the snapshot.
    package let graph: CompactGraph
    /// The objects that a collection freed, ascending; the others are left.
    private let collected: [ObjectID]

    /// Separates what leaked; `collected` are those objects of the snapshot that a collection freed.
    ///
    /// O(n + m), and a sort of what was collected.
    package init(_ snapshot: GraphSnapshot, collected: [ObjectID] = []) {
        self.snapshot = snapshot
        self.collected = collected.sorted()
        isLeaked = snapshot.graph.reachable(from: snapshot.roots).map { !$0 }
        let part = snapshot.graph.subgraph(keeping: isLeaked)
        (graph, nodes) = (part.graph, part.nodes)
    }

    /// The object that a node of ``graph`` stands for.
    package func object(_ node: Int32) -> LiveObject { snapshot.objects[Int(nodes[Int(node)])] }

    /// The node of ``graph`` that stands for an object; nil for one that did not leak.
    ///
    /// O(log n).
    package func node(of id: ObjectID) -> Int? {
        guard let whole = snapshot.node(of: id), isLeaked[whole] else { return nil }
        return nodes.partitioningIndex { $0 >= Int32(whole) }
    }

    /// Whether a collection freed the object that a node of ``graph`` stands for.
    ///
    /// O(log n), and O(1) where no collection freed anything.
    package func wasCollected(_ node: Int32) -> Bool {
        guard !collected.isEmpty else { return false }
        let id = object(node).id
        let place = collected.partitioningIndex { $0 >= id }
        return place < collected.count && collected[place] == id
    }

    /// The leaked objects that are still there, in the order of allocation.
    package var objectsLeft: [LiveObject] {
        nodes.indices.lazy.filter { !wasCollected(Int32($0)) }.map { snapshot.objects[Int(nodes[$0])] }
    }

    /// The leaked objects and those that they hold strongly, in the order of allocation.
    package var objectsAndHeld: [LiveObject] {
        var isIncluded = isLeaked
        for node in nodes {
            for held in snapshot.graph.successors(of: Int(node)) { isIncluded[Int(held)] = true }
        }
        return snapshot.objects.indices.lazy.filter { isIncluded[$0] }.map { snapshot.objects[$0] }
    }

    /// The references, strong and weak, that leaked objects hold, by their owner.
    package var references: [Reference] {
        func isLeaked(_ reference: Reference) -> Bool {
            reference.owner.object.flatMap(snapshot.node(of:)).map { self.isLeaked[$0] } ?? false
        }
        guard !nodes.isEmpty else { return [] }
        return snapshot.strong.filter(isLeaked) + snapshot.weak.filter(isLeaked)
    }
}

extension Array {
    /// The place of the first element that `belongs` accepts, where it accepts all after it; O(log n).
    package func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
