import TraceModel

/// The components of one fingerprint: a finding in the making.
struct CycleGroup {
    /// The fingerprint.
    let fingerprint: String
    /// The cycle of the first component, the one whose first object was allocated first.
    let cycle: FoldedCycle
    /// The members of that component, by node of the leaked part.
    let firstMembers: ArraySlice<Int32>
    /// How many components there are.
    var instances = 0
    /// The bytes that they keep.
    private(set) var retainedBytes = 0
    /// What nothing but these components keeps.
    var exclusive = Weight()
    /// Whether one of the components is held by no other cycle.
    var isKey = false
    /// The groups whose cycles hold one of these, by their places in the order of the findings.
    var holders: Set<Int> = []
    /// The event that made the newest reference of the first cycle.
    let closedBy: Int?
    private var objectsInCycle = 0
    private var objectsKept = 0
    /// What was made in the iterations over which growth is measured.
    private var grown = Weight()

    init(fingerprint: String, cycle: FoldedCycle, firstMembers: ArraySlice<Int32>, part: LeakedPart) {
        self.fingerprint = fingerprint
        self.cycle = cycle
        self.firstMembers = firstMembers
        closedBy = cycle.newestReference.map { part.snapshot.strong[Int($0)].madeBy }
    }

    /// Counts an object for this group.
    mutating func count(_ object: LiveObject, inCycle: Bool, isGrown: Bool) {
        retainedBytes += object.bytes
        if isGrown { grown += Weight(of: object) }
        guard object.kind == .instance else { return }
        if inCycle { objectsInCycle += 1 } else { objectsKept += 1 }
    }

    /// When no root reached the first component any more, by the times of all objects.
    func orphaned(_ times: [OrphanTimes.End], in part: LeakedPart) -> OrphanTimes.End? {
        OrphanTimes.last(of: firstMembers, times, in: part)
    }

    /// The events that the finding names: the ring's objects were allocated, the ring was closed and orphaned.
    func events(_ times: [OrphanTimes.End], in part: LeakedPart) -> [Int?] {
        let end = orphaned(times, in: part)
        return cycle.births(in: part) + [closedBy, end?.moment, end?.release]
    }

    /// The finding; `fingerprints` are those of the groups by their places.
    func finding(
        in part: LeakedPart, names: NameIndex, moments: Moments, times: [OrphanTimes.End], fingerprints: [String]
    ) -> Finding {
        let end = orphaned(times, in: part)
        return Finding(
            fingerprint: fingerprint, kind: cycle.steps.count == 1 ? .selfReference : .cycle,
            path: cycle.path(in: part, names: names, moments: moments), instances: instances,
            objectsInCycle: objectsInCycle, objectsKept: objectsKept, retainedBytes: retainedBytes,
            closedBy: moments[closedBy], orphanedBy: moments[end?.moment],
            orphanedThrough: end.flatMap { $0.release == $0.moment ? nil : moments[$0.release] },
            heldBy: holders.map { fingerprints[$0] }.sorted(), exclusiveObjects: exclusive.instances,
            exclusiveBytes: exclusive.bytes, grownObjects: grown.instances, grownBytes: grown.bytes)
    }
}

extension OrphanTimes {
    /// The greatest T of these nodes of the leaked part; nil where no root ever reached one.
    static func last(of members: some Sequence<Int32>, _ times: [End], in part: LeakedPart) -> End? {
        let last = members.lazy.map { times[part.object($0).allocationIndex] }.max()
        return last.flatMap { $0.moment == 0 ? nil : $0 }
    }
}
