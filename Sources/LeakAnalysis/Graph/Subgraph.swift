/// A part of a graph that is a graph again: its node `n` is `nodes[n]` of the whole.
///
/// Edges keep their labels, so that what they stand for is found as in the whole.
public struct Subgraph: Sendable {
    /// The nodes with the edges between them.
    public let graph: CompactGraph
    /// Which node of the whole each node is.
    public let nodes: [Int32]
}

extension CompactGraph {
    /// The nodes that `keep` accepts with every edge between them, in their order.
    ///
    /// O(n + m).
    public func subgraph(keeping keep: [Bool]) -> Subgraph {
        var renumbered = [Int32](repeating: -1, count: nodeCount)
        var nodes: [Int32] = []
        for node in 0..<nodeCount where keep[node] {
            renumbered[node] = Int32(nodes.count)
            nodes.append(Int32(node))
        }
        let kept = edges.compactMap { edge -> Edge? in
            let (source, target) = (renumbered[Int(edge.source)], renumbered[Int(edge.target)])
            return source < 0 || target < 0 ? nil : Edge(source: source, target: target, label: edge.label)
        }
        return Subgraph(graph: CompactGraph(nodeCount: nodes.count, edges: kept), nodes: nodes)
    }

    /// What these nodes reach, themselves included.
    ///
    /// O(n + m).
    public func descendants(of starts: some Sequence<Int32>) -> Subgraph {
        subgraph(keeping: reachable(from: starts))
    }

    /// What reaches these nodes, themselves included.
    ///
    /// O(n + m).
    public func ancestors(of ends: some Sequence<Int32>) -> Subgraph {
        subgraph(keeping: reversed.reachable(from: ends))
    }

    /// A shortest path from one of `starts` to `end` with the edges that it takes and no others, in their order; nil
    /// where there is none.
    ///
    /// O(n + m).
    public func path(from starts: some Sequence<Int32>, to end: Int32) -> Subgraph? {
        shortestPath(from: starts, to: end).map { walk(along: $0, isClosed: false) }
    }

    /// A shortest cycle through a node with the edges that it takes and no others, from that node on; nil where
    /// there is none.
    ///
    /// O(n + m).
    public func cycle(through node: Int32) -> Subgraph? {
        shortestCycle(through: node).map { walk(along: $0, isClosed: true) }
    }

    /// Every strongly connected component as a graph, numbered as in ``DirectedGraph/components()``.
    ///
    /// O(n + m), however many components there are.
    public func componentGraphs() -> [Subgraph] {
        let components = components()
        var places = [Int32](repeating: 0, count: nodeCount)
        for component in 0..<components.count {
            for (place, node) in components.members(of: component).enumerated() { places[Int(node)] = Int32(place) }
        }
        var inner = [[Edge]](repeating: [], count: components.count)
        for edge in edges where components.componentOf[Int(edge.source)] == components.componentOf[Int(edge.target)] {
            inner[Int(components.componentOf[Int(edge.source)])].append(
                Edge(source: places[Int(edge.source)], target: places[Int(edge.target)], label: edge.label))
        }
        return inner.indices.map { component in
            let nodes = Array(components.members(of: component))
            return Subgraph(graph: CompactGraph(nodeCount: nodes.count, edges: inner[component]), nodes: nodes)
        }
    }

    /// The nodes in this order, each with its first edge to the next.
    private func walk(along nodes: [Int32], isClosed: Bool) -> Subgraph {
        let steps = nodes.indices.dropLast(isClosed ? 0 : 1)
        let taken = steps.compactMap { place -> Edge? in
            let next = (place + 1) % nodes.count
            let position = positions(of: Int(nodes[place])).first { targets[$0] == nodes[next] }
            return position.map { Edge(source: Int32(place), target: Int32(next), label: labels[$0]) }
        }
        return Subgraph(graph: CompactGraph(nodeCount: nodes.count, edges: taken), nodes: nodes)
    }
}
