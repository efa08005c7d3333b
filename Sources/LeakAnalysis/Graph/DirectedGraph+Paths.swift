extension DirectedGraph {
    /// Which nodes the given ones reach, themselves included.
    ///
    /// O(n + m), without recursion.
    public func reachable(from starts: some Sequence<Int32>) -> [Bool] {
        var isReached = [Bool](repeating: false, count: nodeCount)
        var pending: [Int32] = []
        for start in starts where !isReached[Int(start)] {
            isReached[Int(start)] = true
            pending.append(start)
        }
        while let node = pending.popLast() {
            for next in successors(of: Int(node)) where !isReached[Int(next)] {
                isReached[Int(next)] = true
                pending.append(next)
            }
        }
        return isReached
    }

    /// The nodes that the given ones reach, themselves included, the nearest first.
    ///
    /// O(n + m).
    public func breadthFirst(from starts: some Sequence<Int32>) -> [Int32] {
        var isReached = [Bool](repeating: false, count: nodeCount)
        var queue: [Int32] = []
        func enqueue(_ node: Int32) {
            guard !isReached[Int(node)] else { return }
            isReached[Int(node)] = true
            queue.append(node)
        }
        for start in starts { enqueue(start) }
        var read = 0
        while read < queue.count {
            for next in successors(of: Int(queue[read])) { enqueue(next) }
            read += 1
        }
        return queue
    }

    /// The nodes of a shortest path from one of `starts` to `end`, both included; nil where there is none.
    ///
    /// Breadth first, so of equally short paths the one whose start and edges come first. O(n + m).
    public func shortestPath(from starts: some Sequence<Int32>, to end: Int32) -> [Int32]? {
        var cameFrom = [Int32](repeating: -1, count: nodeCount)
        var queue: [Int32] = []
        for start in starts where cameFrom[Int(start)] < 0 {
            cameFrom[Int(start)] = start
            queue.append(start)
        }
        var read = 0
        while read < queue.count, cameFrom[Int(end)] < 0 {
            let node = queue[read]
            read += 1
            for next in successors(of: Int(node)) where cameFrom[Int(next)] < 0 {
                cameFrom[Int(next)] = node
                queue.append(next)
            }
        }
        guard cameFrom[Int(end)] >= 0 else { return nil }
        var path = [end]
        var node = end
        while cameFrom[Int(node)] != node {
            node = cameFrom[Int(node)]
            path.append(node)
        }
        return path.reversed()
    }

    /// The nodes of a shortest cycle through a node, from that node on; nil where there is none.
    ///
    /// O(n + m).
    public func shortestCycle(through node: Int32) -> [Int32]? {
        shortestPath(from: successors(of: Int(node)), to: node).map { [node] + $0.dropLast() }
    }
}
