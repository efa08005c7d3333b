/// A directed graph whose nodes are 0 ..< ``nodeCount``; everything else is derived from its successors.
public protocol DirectedGraph {
    /// How many nodes there are.
    var nodeCount: Int { get }
    /// The nodes that a node points at, once for every edge.
    func successors(of node: Int) -> ArraySlice<Int32>
}

/// A directed graph with labelled edges, in arrays: the edges of a node stand side by side.
public struct CompactGraph: DirectedGraph, Sendable {
    /// One edge.
    public struct Edge: Sendable {
        /// Where it begins.
        public var source: Int32
        /// Where it ends.
        public var target: Int32
        /// What it stands for; only the builder of the graph knows.
        public var label: Int32

        /// Describes an edge.
        public init(source: Int32, target: Int32, label: Int32) {
            self.source = source
            self.target = target
            self.label = label
        }
    }

    public let nodeCount: Int
    /// Where the edges of each node begin, and behind the last node where they end.
    private let offsets: [Int]
    /// The target of the edge at each position.
    public let targets: [Int32]
    /// The label of the edge at each position.
    public let labels: [Int32]

    /// Sorts the edges by their source; edges of one source keep their order.
    ///
    /// O(n + m).
    public init(nodeCount: Int, edges: [Edge]) {
        var offsets = [Int](repeating: 0, count: nodeCount + 1)
        for edge in edges { offsets[Int(edge.source) + 1] += 1 }
        for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
        var places = offsets
        var targets = [Int32](repeating: 0, count: edges.count)
        var labels = targets
        for edge in edges {
            let place = places[Int(edge.source)]
            places[Int(edge.source)] += 1
            targets[place] = edge.target
            labels[place] = edge.label
        }
        self.nodeCount = nodeCount
        self.offsets = offsets
        self.targets = targets
        self.labels = labels
    }

    /// How many edges there are.
    public var edgeCount: Int { targets.count }

    public func successors(of node: Int) -> ArraySlice<Int32> { targets[positions(of: node)] }

    /// The positions of a node's edges in ``targets`` and ``labels``.
    public func positions(of node: Int) -> Range<Int> { offsets[node]..<offsets[node + 1] }

    /// Every edge, by source.
    public var edges: [Edge] {
        var edges: [Edge] = []
        edges.reserveCapacity(edgeCount)
        for node in 0..<nodeCount {
            for position in positions(of: node) {
                edges.append(Edge(source: Int32(node), target: targets[position], label: labels[position]))
            }
        }
        return edges
    }

    /// The graph with every edge turned round.
    ///
    /// O(n + m).
    public var reversed: CompactGraph {
        CompactGraph(
            nodeCount: nodeCount,
            edges: edges.map { Edge(source: $0.target, target: $0.source, label: $0.label) }
        )
    }

    /// The same nodes with only the edges that `isIncluded` accepts.
    ///
    /// O(n + m).
    public func filter(_ isIncluded: (Edge) -> Bool) -> CompactGraph {
        CompactGraph(nodeCount: nodeCount, edges: edges.filter(isIncluded))
    }
}
