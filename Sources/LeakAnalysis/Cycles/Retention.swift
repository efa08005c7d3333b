import TraceModel

/// Which cycles hold which, and what each keeps alone.
///
/// Components of a graph form no cycle among themselves, so one pass from those that hold to those that are held
/// tells both.
struct Retention {
    /// By group: whether one of its components is reached by no other cycle.
    private(set) var isKey: [Bool]
    /// By group: the other groups whose cycles hold one of its components.
    ///
    /// What is in no cycle passes on one holder only, the first that reaches it, so that this stays linear.
    private(set) var holders: [Set<Int>]
    /// By group: what its components dominate, themselves included.
    private(set) var exclusive: [Weight]

    /// Looks at the leaked part; `groupOf` tells the group of each component, negative for one that is no cycle.
    ///
    /// O(n + m log n).
    init(_ part: LeakedPart, components: Components, groupOf: [Int32], groupCount: Int) {
        isKey = Array(repeating: false, count: groupCount)
        holders = Array(repeating: [], count: groupCount)
        exclusive = Array(repeating: Weight(), count: groupCount)
        guard groupCount > 0 else { return }
        findHolders(part, components, groupOf)
        weigh(part, components, groupOf)
    }

    private mutating func findHolders(_ part: LeakedPart, _ components: Components, _ groupOf: [Int32]) {
        var isHeld = [Bool](repeating: false, count: components.count)
        /// The group of the cycle that reaches a component, its own where it is one.
        var reachedBy = groupOf
        for component in stride(from: components.count - 1, through: 0, by: -1) {
            if groupOf[component] >= 0, !isHeld[component] { isKey[Int(groupOf[component])] = true }
            let holder = reachedBy[component]
            guard holder >= 0 else { continue }
            Self.forEachSuccessor(of: component, part, components) { next in
                if groupOf[next] < 0 {
                    if reachedBy[next] < 0 { reachedBy[next] = holder }
                } else {
                    isHeld[next] = true
                    if groupOf[next] != holder { holders[Int(groupOf[next])].insert(Int(holder)) }
                }
            }
        }
    }

    private mutating func weigh(_ part: LeakedPart, _ components: Components, _ groupOf: [Int32]) {
        let tree = DominatorTree(nodeCount: components.count) { component, body in
            Self.forEachSuccessor(of: component, part, components, body)
        }
        var weights = [Weight](repeating: Weight(), count: components.count + 1)
        for node in 0..<part.graph.nodeCount {
            weights[Int(components.componentOf[node])] += Weight(of: part.object(Int32(node)))
        }
        for component in 0..<components.count { weights[Int(tree.parents[component])] += weights[component] }
        // A component below another of its group is weighed with that one.
        let children = CompactGraph(
            nodeCount: components.count + 1,
            edges: (0..<components.count).map {
                CompactGraph.Edge(source: tree.parents[$0], target: Int32($0), label: 0)
            })
        var open = [Int](repeating: 0, count: exclusive.count)
        var pending: [(component: Int32, isDone: Bool)] = [(tree.root, false)]
        while let (component, isDone) = pending.popLast() {
            let group = component == tree.root ? -1 : Int(groupOf[Int(component)])
            if isDone {
                open[group] -= 1
                continue
            }
            if group >= 0 {
                if open[group] == 0 { exclusive[group] += weights[Int(component)] }
                open[group] += 1
                pending.append((component, true))
            }
            for child in children.successors(of: Int(component)) { pending.append((child, false)) }
        }
    }

    private static func forEachSuccessor(
        of component: Int, _ part: LeakedPart, _ components: Components, _ body: (Int) -> Void
    ) {
        for node in components.members(of: component) {
            for next in part.graph.successors(of: Int(node)) {
                let target = Int(components.componentOf[Int(next)])
                if target != component { body(target) }
            }
        }
    }
}
