import TraceModel

extension LeakSample {
    /// The best change of those that can be tried on its graph; nil where none frees anything.
    func change(_ names: NameIndex) -> GraphChange? {
        let heap = HeapSnapshot(objects: objects, references: references)
        let part = LeakedPart(GraphSnapshot(heap))
        let everything = [Bool](repeating: true, count: part.graph.nodeCount)
        return GraphChange.all(
            in: part, inCycles: everything,
            of: CountedSnapshot(
                heap: heap, closures: Dictionary(uniqueKeysWithValues: closures(names).map { ($0, .none) })),
            names: names
        ).first { $0.frees > 0 }
    }

    /// The references by which closures are held: what such a one holds by has captures, or says in brackets what it
    /// captured and has no object of its own.
    private func closures(_ names: NameIndex) -> Set<Reference> {
        let contexts = Set(
            references.lazy.filter { names.field($0.field)?.kind == .capture }.compactMap(\.owner.object))
        return Set(
            references.filter { reference in
                contexts.contains(reference.owned)
                    || names.field(reference.field)?.name.contains(/\[[\p{L}_]/) ?? false
            })
    }
}
