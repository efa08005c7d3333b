public import TraceModel

/// What leaked in a snapshot of counts alone, and what to change about it.
///
/// An object whose strong count differs from the references to it that are known is held from outside, or not
/// understood: both are alive, and so is all that they hold or may hold. The rest is held by itself only.
public struct CountVerdict: Sendable {
    /// The leaks; those without an object of the program are not among them.
    public private(set) var findings: [Finding]
    /// What leaks too if every reference that may hold does: told apart, and proven by nothing.
    public let likely: [Finding]
    /// The references of each finding's ring, in their order.
    public let rings: [[Reference]]
    /// The objects that leaked.
    public let leaked: [LiveObject]
    /// The objects that are alive, held from outside or by what is.
    public let alive: [LiveObject]
    /// How many objects have more known references than their count says: they are not understood, so alive.
    public let misunderstood: Int
    /// What would free them, best first.
    public let changes: [SnapshotChange]

    /// Judges a snapshot; `known` are objects that an earlier look found alive.
    ///
    /// O(n + m log n).
    public init(_ snapshot: CountedSnapshot, alive known: Set<ObjectID> = []) {
        let names = NameIndex(snapshot.names)
        var heap = snapshot.heap
        var outside: [ObjectID: Int] = [:]
        for object in heap.objects { outside[object.id] = object.strongCount ?? 1 }
        for reference in heap.references where reference.isStrong { outside[reference.owned, default: 0] -= 1 }
        misunderstood = outside.values.count { $0 < 0 }
        let held = heap.objects.filter { outside[$0.id] != 0 || known.contains($0.id) }

        let whole = GraphSnapshot(
            HeapSnapshot(objects: heap.objects, references: heap.references + snapshot.mayReferences))
        let isAlive = whole.graph.reachable(from: held.compactMap { whole.node(of: $0.id).map(Int32.init) })
        alive = heap.objects.indices.filter { isAlive[$0] }.map { heap.objects[$0] }
        heap.roots = alive.map { Reference(owner: .none, field: .temporary, owned: $0.id, isStrong: true) }
        let part = LeakedPart(GraphSnapshot(heap))
        let cycles = LeakedCycles(part, names: names)
        let members = cycles.members(in: part)
        let ours = Set(members.lazy.filter { snapshot.ofProgram.contains($0.object) }.map(\.finding))
        let fingerprints = cycles.groups.map(\.fingerprint)
        let loss = Loss(nil, Moments())
        let groups = cycles.groups.indices.filter(ours.contains).map { cycles.groups[$0] }
        rings = groups.map { $0.cycle.references.map { part.snapshot.strong[Int($0)] } }
        findings = zip(groups, rings).map { group, ring in
            group.finding(
                path: group.cycle.path(in: part, names: names, births: snapshot.births),
                closedBy: Self.closing(ring, in: snapshot, names), loss: loss, fingerprints: fingerprints, names: names)
        }
        let inFindings = Set(members.lazy.filter { ours.contains($0.finding) }.map(\.object))
        leaked = part.objectsLeft.filter { inFindings.contains($0.id) }
        let isInCycle = (0..<part.graph.nodeCount).map { inFindings.contains(part.object(Int32($0)).id) }
        changes = SnapshotChange.all(in: part, inCycles: isInCycle, of: snapshot, names: names)
        likely = Self.likely(snapshot, beside: fingerprints)
    }

    /// What leaks where references that may hold are counted as references that do.
    private static func likely(_ snapshot: CountedSnapshot, beside certain: [String]) -> [Finding] {
        guard !snapshot.mayReferences.isEmpty else { return [] }
        var counted = snapshot
        counted.heap.references += snapshot.mayReferences
        counted.mayReferences = []
        return CountVerdict(counted).findings.filter { !certain.contains($0.fingerprint) }.map { finding in
            var finding = finding
            finding.certainty = .likely
            return finding
        }
    }

    /// Says which store closed the ring of a fingerprint, as another run saw it.
    public mutating func take(closedBy moment: Finding.Moment?, for fingerprint: String) {
        for place in findings.indices where findings[place].fingerprint == fingerprint {
            findings[place].closedBy = moment
        }
    }

    /// The last of the stores that made a ring; nil where one of them was not seen, for it may be the last.
    private static func closing(
        _ ring: [Reference], in snapshot: CountedSnapshot, _ names: NameIndex
    ) -> Finding.Moment? {
        let stores = ring.compactMap { snapshot.stores[$0] }
        guard stores.count == ring.count, let last = stores.max(by: { $0.order < $1.order }) else { return nil }
        return names.moment(last.order + 1, at: last.site)
    }
}
