package import TraceModel

/// The cycles of the leaked part, one group for each fingerprint, and what they keep.
///
/// Every strongly connected component that holds itself is a cycle of its own: also one that another cycle holds,
/// for it stays when the other is broken. What is in no cycle is counted once: for the first component that reaches
/// it, in an order in which holders come before what they hold.
package struct LeakedCycles {
    /// The groups: those of cycles that no other holds first, of these those that retain the most bytes, then by
    /// fingerprint.
    package let groups: [CycleGroup]
    /// By component of the leaked part: its group, and its number in the group from 1; nil for one that is no cycle.
    private let places: [(group: Int, number: Int)?]
    package let components: Components
    /// By node of the leaked part: the component that it is counted for; negative for none.
    package let keepers: [Int32]

    /// Finds them; `growth` are the numbers of the objects made in the iterations over which growth is measured.
    package init(_ part: LeakedPart, names: NameIndex, growth: Range<UInt32>? = nil) {
        components = part.graph.components()
        let componentOf = components.componentOf
        let inner = part.graph.filter { componentOf[Int($0.source)] == componentOf[Int($0.target)] }
        let cyclic = (0..<components.count).filter { [components] in inner.isCyclic(components.members(of: $0)) }
        keepers = Self.keepers(cyclic: cyclic, components: components, graph: part.graph)

        let slots = SlotRanks(inner, in: part, names: names)
        var finder = CycleFinder(graph: inner, ranks: slots.ranks)
        var fingerprints: [[Int32]: String] = [:]
        var groupOf: [String: Int] = [:]
        var found: [CycleGroup] = []
        var groupOfComponent = [Int32](repeating: -1, count: components.count)
        let isCollected = cyclic.map { [components] in components.members(of: $0).first.map(part.wasCollected) ?? false
        }
        // What is left comes first, so that a group shows it.
        let byAge = zip(cyclic, isCollected).sorted { [components] left, right in
            func key(_ one: (Int, Bool)) -> (Int, Int32) { (one.1 ? 1 : 0, components.members(of: one.0).first ?? 0) }
            return key(left) < key(right)
        }
        for (component, _) in byAge {
            let members = components.members(of: component)
            let edges = finder.leastCycle(in: members)
            let cycle = FoldedCycle(edges: edges, slots: slots, in: part, graph: inner)
            let fingerprint =
                fingerprints[cycle.key] ?? Fingerprint.of(cycle.key.lazy.map { slots.texts[Int($0)] })
            fingerprints[cycle.key] = fingerprint
            let group = groupOf[fingerprint] ?? found.count
            groupOf[fingerprint] = group
            if group == found.count {
                found.append(CycleGroup(fingerprint: fingerprint, cycle: cycle, firstMembers: members))
            }
            groupOfComponent[component] = Int32(group)
        }
        for (node, keeper) in keepers.enumerated() where keeper >= 0 {
            let object = part.object(Int32(node))
            let isGrown = growth?.contains(object.id.rawValue) ?? false
            found[Int(groupOfComponent[Int(keeper)])].count(
                object, inCycle: componentOf[node] == keeper, isGrown: isGrown && !part.wasCollected(Int32(node)))
        }
        let retention = Retention(part, components: components, groupOf: groupOfComponent, groupCount: found.count)
        let order = found.indices.sorted {
            (retention.isKey[$0] ? 0 : 1, -found[$0].retainedBytes, found[$0].fingerprint)
                < (retention.isKey[$1] ? 0 : 1, -found[$1].retainedBytes, found[$1].fingerprint)
        }
        var rank = [Int](repeating: 0, count: found.count)
        for (place, group) in order.enumerated() { rank[group] = place }
        var sorted = order.map { group in
            var sorted = found[group]
            sorted.isKey = retention.isKey[group]
            sorted.exclusive = retention.exclusive[group]
            sorted.holders = Set(retention.holders[group].map { rank[$0] })
            return sorted
        }
        var places = [(group: Int, number: Int)?](repeating: nil, count: components.count)
        for (component, isCollected) in byAge {
            let group = rank[Int(groupOfComponent[component])]
            sorted[group].countComponent(isCollected: isCollected)
            places[component] = (group, sorted[group].left + sorted[group].collected)
        }
        self.places = places
        groups = sorted
    }

    /// A component's least cycle.
    package struct Cycle {
        /// As people read it.
        package let folded: FoldedCycle
        /// The members of the whole component.
        package let members: ArraySlice<Int32>
        /// Its fingerprint.
        package let fingerprint: String

        /// Its nodes in the leaked part; O(n log n).
        package func nodes(in part: LeakedPart) -> [Int32] {
            folded.references.compactMap { reference in
                part.node(of: part.snapshot.strong[Int(reference)].owned).map { Int32($0) }
            }
        }
    }

    /// The least cycle of the component that keeps a node; nil for a node that no cycle keeps.
    package func cycle(keeping node: Int, in part: LeakedPart, names: NameIndex) -> Cycle? {
        let component = keepers[node]
        guard component >= 0, let place = places[Int(component)] else { return nil }
        let members = components.members(of: Int(component))
        let group = groups[place.group]
        // The first component of a group was looked at with it.
        if place.number == 1 {
            return Cycle(folded: group.cycle, members: members, fingerprint: group.fingerprint)
        }
        let inner = part.graph.filter {
            components.componentOf[Int($0.source)] == component && components.componentOf[Int($0.target)] == component
        }
        let slots = SlotRanks(inner, in: part, names: names)
        var finder = CycleFinder(graph: inner, ranks: slots.ranks)
        let edges = finder.leastCycle(in: members)
        let folded = FoldedCycle(edges: edges, slots: slots, in: part, graph: inner)
        return Cycle(
            folded: folded, members: members,
            fingerprint: group.fingerprint)
    }

    /// Which finding each leaked object belongs to, by finding, component and age.
    package func members(in part: LeakedPart) -> [FindingMember] {
        var members = keepers.indices.compactMap { node -> FindingMember? in
            guard keepers[node] >= 0, let place = places[Int(keepers[node])] else { return nil }
            return FindingMember(
                finding: place.group, component: place.number, object: part.object(Int32(node)).id,
                role: components.componentOf[node] == keepers[node] ? .inCycle : .kept)
        }
        members.sort { ($0.finding, $0.component, $0.object) < ($1.finding, $1.component, $1.object) }
        return members
    }

    /// The component that each node is counted for: its own if that is a cycle, else the first that reaches it.
    ///
    /// Every node is entered once, so this is O(n + m) however many components there are.
    private static func keepers(cyclic: [Int], components: Components, graph: CompactGraph) -> [Int32] {
        var keepers = [Int32](repeating: -1, count: graph.nodeCount)
        var isEntered = [Bool](repeating: false, count: graph.nodeCount)
        for component in cyclic {
            for node in components.members(of: component) { keepers[Int(node)] = Int32(component) }
        }
        for component in cyclic.reversed() {
            var pending = components.members(of: component).filter { !isEntered[Int($0)] }
            for node in pending { isEntered[Int(node)] = true }
            while let node = pending.popLast() {
                if keepers[Int(node)] < 0 { keepers[Int(node)] = Int32(component) }
                for next in graph.successors(of: Int(node)) where !isEntered[Int(next)] {
                    isEntered[Int(next)] = true
                    pending.append(next)
                }
            }
        }
        return keepers
    }
}
