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
    /// The event that made the newest reference of the first cycle.
    let closedBy: Int?
    private var objectsInCycle = 0
    private var objectsKept = 0

    init(fingerprint: String, cycle: FoldedCycle, firstMembers: ArraySlice<Int32>, part: LeakedPart) {
        self.fingerprint = fingerprint
        self.cycle = cycle
        self.firstMembers = firstMembers
        closedBy = cycle.newestReference.map { part.snapshot.strong[Int($0)].madeBy }
    }

    /// Counts an object for this group.
    mutating func count(_ object: LiveObject, inCycle: Bool) {
        retainedBytes += object.bytes
        guard object.kind == .instance else { return }
        if inCycle { objectsInCycle += 1 } else { objectsKept += 1 }
    }

    /// The event after which no root reached the first component, by the times of all objects.
    func orphanedBy(_ times: [Int], in part: LeakedPart) -> Int? {
        let last = firstMembers.lazy.map { times[part.object($0).allocationIndex] }.max()
        return last == 0 ? nil : last
    }

    /// The finding.
    func finding(
        in part: LeakedPart, names: NameIndex, closedBy: Finding.Moment?, orphanedBy: Finding.Moment?
    ) -> Finding {
        Finding(
            fingerprint: fingerprint, kind: cycle.steps.count == 1 ? .selfReference : .cycle,
            path: cycle.path(in: part, names: names), instances: instances, objectsInCycle: objectsInCycle,
            objectsKept: objectsKept, retainedBytes: retainedBytes, closedBy: closedBy, orphanedBy: orphanedBy)
    }
}
