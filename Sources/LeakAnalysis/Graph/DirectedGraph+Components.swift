/// The strongly connected components of a graph.
public struct Components: Equatable, Sendable {
    /// The component of each node.
    ///
    /// Numbered so that an edge never leads to a higher number: components that hold others come last.
    public let componentOf: [Int32]
    private let offsets: [Int]
    private let nodes: [Int32]

    init(componentOf: [Int32], count: Int) {
        var offsets = [Int](repeating: 0, count: count + 1)
        for component in componentOf { offsets[Int(component) + 1] += 1 }
        for component in 0..<count { offsets[component + 1] += offsets[component] }
        var places = offsets
        var nodes = [Int32](repeating: 0, count: componentOf.count)
        for (node, component) in componentOf.enumerated() {
            nodes[places[Int(component)]] = Int32(node)
            places[Int(component)] += 1
        }
        self.componentOf = componentOf
        self.offsets = offsets
        self.nodes = nodes
    }

    /// How many components there are.
    public var count: Int { offsets.count - 1 }

    /// The nodes of a component, ascending.
    public func members(of component: Int) -> ArraySlice<Int32> { nodes[offsets[component]..<offsets[component + 1]] }
}

extension DirectedGraph {
    /// The strongly connected components, by Tarjan's algorithm without recursion.
    ///
    /// O(n + m).
    public func components() -> Components {
        var number = [Int32](repeating: -1, count: nodeCount)
        var low = number
        var componentOf = number
        var count = 0
        var visited: Int32 = 0
        var open: [Int32] = []
        var calls: [(node: Int, rest: ArraySlice<Int32>)] = []

        for start in 0..<nodeCount where number[start] < 0 {
            calls.append((start, successors(of: start)))
            while let call = calls.last {
                let node = call.node
                if number[node] < 0 {
                    number[node] = visited
                    low[node] = visited
                    visited += 1
                    open.append(Int32(node))
                }
                if let next = calls[calls.count - 1].rest.popFirst() {
                    if number[Int(next)] < 0 {
                        calls.append((Int(next), successors(of: Int(next))))
                    } else if componentOf[Int(next)] < 0 {
                        low[node] = min(low[node], number[Int(next)])
                    }
                    continue
                }
                calls.removeLast()
                if let caller = calls.last?.node { low[caller] = min(low[caller], low[node]) }
                guard low[node] == number[node] else { continue }
                while let member = open.popLast() {
                    componentOf[Int(member)] = Int32(count)
                    if Int(member) == node { break }
                }
                count += 1
            }
        }
        return Components(componentOf: componentOf, count: count)
    }

    /// Whether a component of this graph holds itself: it has two nodes, or one that points at itself.
    public func isCyclic(_ members: ArraySlice<Int32>) -> Bool {
        guard let first = members.first else { return false }
        return members.count > 1 || successors(of: Int(first)).contains(first)
    }
}
