/// Breadth-first searches backwards from one node after another, over memory that is set up once.
struct BoundedSearch {
    /// How many edges may still be looked at; it may go below 0 by one search's work.
    var remaining = 0
    private var distances: [Int32]
    private var stamps: [Int32]
    private var stamp: Int32 = 0
    private var queue: [Int32] = []

    init(nodeCount: Int) {
        distances = Array(repeating: 0, count: nodeCount)
        stamps = Array(repeating: 0, count: nodeCount)
    }

    /// How many edges lie between a node and the end of the last search; nil where that did not come so far.
    func distance(of node: Int32) -> Int? { stamps[Int(node)] == stamp ? Int(distances[Int(node)]) : nil }

    /// Measures how far from `end` every node is that lies within `limit` edges.
    mutating func measure(to end: Int, upTo limit: Int, reverse: CompactGraph) {
        begin(at: end)
        var read = 0
        while read < queue.count {
            let node = Int(queue[read])
            read += 1
            guard Int(distances[node]) < limit else { continue }
            for previous in reverse.successors(of: node) { visit(previous, after: node) }
        }
    }

    /// The length of the shortest cycle through a node, if it has at most `limit` edges.
    mutating func shortestCycle(
        through start: Int, upTo limit: Int, reverse: CompactGraph
    ) -> Int? {
        begin(at: start)
        var read = 0
        while read < queue.count {
            let node = Int(queue[read])
            read += 1
            guard Int(distances[node]) < limit else { return nil }
            for previous in reverse.successors(of: node) {
                if Int(previous) == start { return Int(distances[node]) + 1 }
                visit(previous, after: node)
            }
        }
        return nil
    }

    private mutating func begin(at node: Int) {
        stamp += 1
        queue.removeAll(keepingCapacity: true)
        queue.append(Int32(node))
        stamps[node] = stamp
        distances[node] = 0
    }

    private mutating func visit(_ node: Int32, after next: Int) {
        remaining -= 1
        guard stamps[Int(node)] != stamp else { return }
        stamps[Int(node)] = stamp
        distances[Int(node)] = distances[next] + 1
        queue.append(node)
    }
}
