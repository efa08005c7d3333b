/// The dominators of a graph whose edges only lead from higher to lower nodes.
///
/// Node `d` dominates node `v` if every path that ends in `v`, from wherever nothing leads further back, passes `d`:
/// if `d` were gone, so would be `v`. Above the nodes that nothing leads to stands ``root``.
struct DominatorTree {
    /// The nearest dominator of each node; ``root`` where there is none.
    private(set) var parents: [Int32]
    private var depths: [Int32]
    /// An ancestor farther up, chosen so that any ancestor is found in logarithmic time.
    private var jumps: [Int32]

    /// The place above all nodes: their number.
    let root: Int32

    /// Builds the tree; `forEachSuccessor` calls its second argument for every edge out of a node.
    ///
    /// O(n + m log n): each edge moves its target's parent to the nearest common ancestor.
    init(nodeCount: Int, forEachSuccessor: (Int, (Int) -> Void) -> Void) {
        let root = Int32(nodeCount)
        self.root = root
        parents = Array(repeating: -1, count: nodeCount) + [root]
        depths = Array(repeating: 0, count: nodeCount + 1)
        jumps = Array(repeating: root, count: nodeCount + 1)
        for node in stride(from: nodeCount - 1, through: 0, by: -1) {
            settle(node)
            var targets: [Int] = []
            forEachSuccessor(node) { targets.append($0) }
            for target in targets {
                parents[target] = parents[target] < 0 ? Int32(node) : common(parents[target], Int32(node))
            }
        }
    }

    /// Fixes a node whose parent will not change any more.
    private mutating func settle(_ node: Int) {
        if parents[node] < 0 { parents[node] = root }
        let parent = Int(parents[node])
        let jump = Int(jumps[parent])
        depths[node] = depths[parent] + 1
        let isEven = depths[parent] - depths[jump] == depths[jump] - depths[Int(jumps[jump])]
        jumps[node] = isEven ? jumps[jump] : Int32(parent)
    }

    /// The nearest node that is an ancestor of both, or one of them.
    private func common(_ left: Int32, _ right: Int32) -> Int32 {
        var (low, high) = depths[Int(left)] >= depths[Int(right)] ? (Int(left), Int(right)) : (Int(right), Int(left))
        while depths[low] > depths[high] {
            low = Int(depths[Int(jumps[low])] >= depths[high] ? jumps[low] : parents[low])
        }
        while low != high {
            if jumps[low] != jumps[high] {
                (low, high) = (Int(jumps[low]), Int(jumps[high]))
            } else {
                (low, high) = (Int(parents[low]), Int(parents[high]))
            }
        }
        return Int32(low)
    }
}
