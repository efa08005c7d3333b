import TraceModel

/// What nothing holds at a mark, judged by what the source sees (docs/streams.md, "How a snapshot is read").
///
/// What a root holds is held, and so is an object whose count is not that of the strong references to it: something
/// unseen holds it, or it is not understood. What held objects lead to is held. What is left is unreached: certainly, if
/// it is so although references that may be there are taken to keep alive; likely, if these are counted as what their
/// owners, unreached themselves, hold.
struct LookVerdict {
    /// The unreached objects, whatever may be.
    let certain: Set<ObjectID>
    /// Those that are unreached only if what may be is counted.
    let likely: Set<ObjectID>
    /// Objects with fewer counts than references: taken as held.
    let notUnderstood: Int

    /// Judges a look; nil where the source does not trust it, or sees neither counts nor roots.
    ///
    /// O(objects + references).
    init?(_ look: Look, sees: Set<Sight>) {
        guard look.mark.isJudged, sees.contains(.counts) || sees.contains(.roots) else { return nil }
        let objects = look.heap.objects
        let places = Dictionary(zip(objects.map(\.id), objects.indices)) { first, _ in first }
        var strong = [Int](repeating: 0, count: objects.count)
        var may = strong
        var edges: [CompactGraph.Edge] = []
        for reference in look.heap.references where reference.strength != .weak {
            guard let owned = places[reference.owned] else { continue }
            if reference.isStrong { strong[owned] += 1 } else { may[owned] += 1 }
            guard let owner = reference.owner.object.flatMap({ places[$0] }) else { continue }
            edges.append(CompactGraph.Edge(source: Int32(owner), target: Int32(owned), label: 0))
        }
        let graph = CompactGraph(nodeCount: objects.count, edges: edges)
        var isRoot = [Bool](repeating: false, count: objects.count)
        for root in look.roots { if let place = places[root.object] { isRoot[place] = true } }

        func unreached(_ isExplained: (Int, Int) -> Bool) -> [Bool] {
            let held = objects.indices.filter { place in
                if isRoot[place] { return true }
                guard let count = objects[place].strongCount else { return !sees.contains(.roots) }
                return !isExplained(count, place)
            }
            return graph.reachable(from: held.map { Int32($0) }).map { !$0 }
        }
        let surely = unreached { count, place in count == strong[place] }
        let perhaps = unreached { count, place in
            count >= strong[place] && (count == strong[place] || count == strong[place] + may[place])
        }
        certain = Set(objects.indices.lazy.filter { surely[$0] }.map { objects[$0].id })
        likely = Set(objects.indices.lazy.filter { perhaps[$0] && !surely[$0] }.map { objects[$0].id })
        notUnderstood = objects.indices.count { place in
            objects[place].strongCount.map { $0 < strong[place] } ?? false
        }
    }

    /// Everything that is unreached, surely or not.
    var unreached: Set<ObjectID> { certain.union(likely) }
}
