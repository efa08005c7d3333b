public import TraceModel

/// The graph of a moment, compact: objects and references are named by their positions.
///
/// Node `n` is `objects[n]`; the label of an edge is a position in ``strong``.
public struct GraphSnapshot: Sendable {
    /// The live objects in the order of allocation.
    public let objects: [LiveObject]
    /// The strong references in the order in which they were made.
    public let strong: [Reference]
    /// The weak references in the order in which they were made.
    public let weak: [Reference]
    /// The strong references from object to object.
    public let graph: CompactGraph
    /// The nodes that a root holds itself, ascending.
    ///
    /// A holder that the source does not know counts as a root: what nobody can explain is not called a leak.
    public let roots: [Int32]
    private let ids: IDIndex

    /// Takes the picture.
    ///
    /// O(n log n + m log m), nearly linear where little was freed.
    public init(_ live: ObjectGraph) {
        objects = live.objects
        let references = live.references
        strong = references.filter(\.isStrong)
        weak = references.filter { !$0.isStrong }
        var ids = IDIndex()
        for object in objects { ids.append(object.id) }
        self.ids = ids

        var edges: [CompactGraph.Edge] = []
        edges.reserveCapacity(strong.count)
        var isHeldByRoot = [Bool](repeating: false, count: objects.count)
        for (label, reference) in strong.enumerated() {
            guard let target = ids.position(of: reference.owned) else { continue }
            if let owner = reference.owner.object {
                guard let source = ids.position(of: owner) else { continue }
                edges.append(CompactGraph.Edge(source: Int32(source), target: Int32(target), label: Int32(label)))
            } else {
                isHeldByRoot[target] = true
            }
        }
        graph = CompactGraph(nodeCount: objects.count, edges: edges)
        roots = isHeldByRoot.indices.filter { isHeldByRoot[$0] }.map { Int32($0) }
    }

    /// The node of an object.
    ///
    /// O(1) on average.
    public func node(of id: ObjectID) -> Int? { ids.position(of: id) }
}
