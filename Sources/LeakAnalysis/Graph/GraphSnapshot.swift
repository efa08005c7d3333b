public import TraceModel

/// The graph of a moment, compact: objects and references are named by their positions.
///
/// Node `n` is `objects[n]`; the label of an edge is a position in ``strong``.
public struct GraphSnapshot: Sendable {
    /// The live objects in the order of allocation.
    public let objects: [LiveObject]
    /// The strong references that objects hold, by their owner.
    public let strong: [Reference]
    /// The weak references that objects hold, by their owner.
    public let weak: [Reference]
    /// The references of what holds without being held.
    public let rootReferences: [Reference]
    /// The strong references from object to object.
    public let graph: CompactGraph
    /// The nodes that a root holds itself, ascending.
    ///
    /// A holder that the source does not know counts as a root: what cannot be explained is not called a leak.
    public let roots: [Int32]

    /// Puts what the heap handed over in order.
    ///
    /// O(n + m log n).
    public init(_ heap: HeapSnapshot) {
        objects = heap.objects
        strong = heap.references.filter(\.isStrong)
        weak = heap.references.filter { !$0.isStrong }
        rootReferences = heap.roots
        var isHeldByRoot = [Bool](repeating: false, count: objects.count)
        for reference in heap.roots where reference.isStrong {
            if let node = objects.place(of: reference.owned) { isHeldByRoot[node] = true }
        }
        roots = isHeldByRoot.indices.filter { isHeldByRoot[$0] }.map { Int32($0) }

        var edges: [CompactGraph.Edge] = []
        edges.reserveCapacity(strong.count)
        for (label, reference) in strong.enumerated() {
            guard let owner = reference.owner.object.flatMap(objects.place(of:)),
                let owned = objects.place(of: reference.owned)
            else { continue }
            edges.append(CompactGraph.Edge(source: Int32(owner), target: Int32(owned), label: Int32(label)))
        }
        graph = CompactGraph(nodeCount: objects.count, edges: edges)
    }

    /// The node of an object; O(log n), and O(1) where all that was made is alive.
    public func node(of id: ObjectID) -> Int? { objects.place(of: id) }
}

extension [LiveObject] {
    /// The place of an object, by id; the objects are in the order of their ids.
    fileprivate func place(of id: ObjectID) -> Int? {
        // Ids are dense, so that the first guess is right where nothing was freed before.
        guard let first = first?.id, id >= first else { return nil }
        var (low, high) = (0, Swift.min(Int(id.rawValue - first.rawValue), count - 1))
        if self[high].id == id { return high }
        while low < high {
            let middle = (low + high) / 2
            if self[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return self[low].id == id ? low : nil
    }
}
