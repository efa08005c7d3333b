import TraceModel

/// What nothing holds in a snapshot, judged by what its source sees (docs/streams.md, "How a snapshot is read").
///
/// What a root holds is held, and so is an object whose count is not that of the strong references to it: something
/// unseen holds it, or it is not understood. What held objects lead to is held. What is left is unreached: certainly, if
/// it is so although references that may be there are taken to keep alive; likely, if these are counted as what their
/// owners, unreached themselves, hold.
struct UnreachedObjects {
    /// The unreached objects, whatever may be.
    let certain: Set<ObjectID>
    /// Those that are unreached only if what may be is counted.
    let likely: Set<ObjectID>
    /// Objects with fewer counts than references: taken as held.
    let notUnderstood: Int

    /// Everything that is unreached, surely or not.
    var all: Set<ObjectID> { certain.union(likely) }

    /// Judges a snapshot; `held` is known to be held, and `seesRoots` says whether all that is held so is among it.
    ///
    /// O(objects + references).
    init(_ heap: HeapSnapshot, held: Set<ObjectID> = [], seesRoots: Bool = false) {
        let objects = heap.objects
        let places = Dictionary(zip(objects.map(\.id), objects.indices)) { first, _ in first }
        var strong = [Int](repeating: 0, count: objects.count)
        var may = strong
        var edges: [CompactGraph.Edge] = []
        for reference in heap.references where reference.strength != .weak {
            guard let owned = places[reference.owned] else { continue }
            if reference.isStrong { strong[owned] += 1 } else { may[owned] += 1 }
            guard let owner = reference.owner.object.flatMap({ places[$0] }) else { continue }
            edges.append(CompactGraph.Edge(source: Int32(owner), target: Int32(owned), label: 0))
        }
        let graph = CompactGraph(nodeCount: objects.count, edges: edges)

        func unreached(_ isExplained: (Int, Int) -> Bool) -> [Bool] {
            let starts = objects.indices.filter { place in
                if held.contains(objects[place].id) { return true }
                guard let count = objects[place].strongCount else { return !seesRoots }
                return !isExplained(count, place)
            }
            return graph.reachable(from: starts.map { Int32($0) }).map { !$0 }
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
}

extension Look {
    /// What nothing holds at this mark; nil where the source does not trust it, or sees neither counts nor roots.
    func unreached(_ sees: Set<Sight>) -> UnreachedObjects? {
        guard mark.isJudged, sees.contains(.counts) || sees.contains(.roots) else { return nil }
        return UnreachedObjects(heap, held: Set(roots.map(\.object)), seesRoots: sees.contains(.roots))
    }
}

extension LeakedPart {
    /// Unreached objects as what leaked, with the references among them: those that are there, and where certainty is
    /// not asked for, those that may be.
    init(_ objects: Set<ObjectID>, of heap: HeapSnapshot, _ certainty: Finding.Certainty) {
        var part = HeapSnapshot()
        part.objects = heap.objects.filter { objects.contains($0.id) }.sorted { $0.id < $1.id }
        part.references = heap.references.filter { reference in
            reference.isStrong || certainty == .likely && reference.strength == .may
        }
        .filter { objects.contains($0.owned) && $0.owner.object.map(objects.contains) ?? false }
        .map { Reference(owner: $0.owner, field: $0.field, owned: $0.owned, isStrong: true) }
        self.init(GraphSnapshot(part))
    }
}
