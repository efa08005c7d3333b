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
    public let changes: [GraphChange]

    /// Judges a snapshot; `known` are objects that an earlier look found alive.
    ///
    /// O(n + m log n).
    public init(_ snapshot: CountedSnapshot, alive known: Set<ObjectID> = []) {
        let names = NameIndex(snapshot.names)
        let unreached = UnreachedObjects(snapshot.heap, held: known)
        misunderstood = unreached.notUnderstood
        alive = snapshot.heap.objects.filter { !unreached.certain.contains($0.id) }
        let certain = Rings(unreached.certain, .certain, of: snapshot, names)
        (findings, rings) = (certain.findings, certain.references)
        let part = certain.part
        leaked = part.objectsLeft.filter { certain.members.contains($0.id) }
        let isInCycle = (0..<part.graph.nodeCount).map { certain.members.contains(part.object(Int32($0)).id) }
        changes = GraphChange.all(in: part, inCycles: isInCycle, of: snapshot, names: names)
        // What only may be held was alive to the earlier look, too.
        let mayHold = snapshot.heap.references.contains { $0.strength == .may }
        let perhaps = known.isEmpty || !mayHold ? unreached : UnreachedObjects(snapshot.heap)
        let fingerprints = Set(findings.map(\.fingerprint))
        likely =
            perhaps.likely.isEmpty
            ? []
            : Rings(perhaps.all, .likely, of: snapshot, names).findings.filter {
                !fingerprints.contains($0.fingerprint)
            }
    }

    /// The rings of unreached objects that keep an object of the program.
    private struct Rings {
        let part: LeakedPart
        let findings: [Finding]
        /// The references of each ring, in their order.
        let references: [[Reference]]
        /// The objects on the rings, and what these keep.
        let members: Set<ObjectID>

        init(
            _ objects: Set<ObjectID>, _ certainty: Finding.Certainty, of snapshot: CountedSnapshot, _ names: NameIndex
        ) {
            part = LeakedPart(objects, of: snapshot.heap, certainty)
            let cycles = LeakedCycles(part, names: names)
            let found = cycles.members(in: part)
            let ofProgram = Set(part.snapshot.objects.lazy.filter { names.isOfProgram($0.type) }.map(\.id))
            let ours = Set(found.lazy.filter { ofProgram.contains($0.object) }.map(\.finding))
            members = Set(found.lazy.filter { ours.contains($0.finding) }.map(\.object))
            let groups = cycles.groups.indices.filter(ours.contains).map { cycles.groups[$0] }
            let fingerprints = cycles.groups.map(\.fingerprint)
            references = groups.map { [part] in $0.cycle.references.map { part.snapshot.strong[Int($0)] } }
            let births = Dictionary(
                uniqueKeysWithValues: part.snapshot.objects.map { ($0.id, ObjectBirth($0, ordinal: $0.ordinal ?? 0)) })
            findings = zip(groups, references).map { [part] group, ring in
                var finding = group.finding(
                    path: group.cycle.path(in: part, names: names, births: births),
                    closedBy: closing(ring, in: snapshot, names), loss: Loss(nil, Moments()),
                    fingerprints: fingerprints, names: names)
                finding.certainty = certainty
                return finding
            }
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
