package import TraceModel

/// The components of one fingerprint: a finding in the making.
package struct CycleGroup {
    /// The fingerprint.
    package let fingerprint: String
    /// The cycle of the first component, the one whose first object was allocated first.
    package let cycle: FoldedCycle
    /// The members of that component, by node of the leaked part.
    package let firstMembers: ArraySlice<Int32>
    /// How many components are left, and how many a collection freed.
    private(set) var (left, collected) = (0, 0)
    /// The bytes that they keep.
    private(set) var retainedBytes = 0
    /// What nothing but these components keeps.
    var exclusive = Weight()
    /// Whether one of the components is held by no other cycle.
    package var isKey = false
    /// The groups whose cycles hold one of these, by their places in the order of the findings.
    package var holders: Set<Int> = []
    private var objectsInCycle = 0
    private var objectsKept = 0
    /// Instances by type.
    private var types: [TypeID: Int] = [:]
    /// What was made in the iterations over which growth is measured.
    private var grown = Weight()

    package init(fingerprint: String, cycle: FoldedCycle, firstMembers: ArraySlice<Int32>) {
        self.fingerprint = fingerprint
        self.cycle = cycle
        self.firstMembers = firstMembers
    }

    /// Counts a component for this group.
    package mutating func countComponent(isCollected: Bool) {
        if isCollected { collected += 1 } else { left += 1 }
    }

    /// Counts an object for this group.
    package mutating func count(_ object: LiveObject, inCycle: Bool, isGrown: Bool) {
        retainedBytes += object.bytes
        if isGrown { grown += Weight(of: object) }
        guard object.kind == .instance else { return }
        types[object.type, default: 0] += 1
        if inCycle { objectsInCycle += 1 } else { objectsKept += 1 }
    }

    /// The finding; `fingerprints` are those of the groups by their places.
    package func finding(
        path: [Finding.Step], closedBy: Finding.Moment?, loss: Loss, fingerprints: [String], names: NameIndex
    ) -> Finding {
        var finding = Finding(
            fingerprint: fingerprint, kind: cycle.steps.count == 1 ? .selfReference : .cycle, path: path,
            length: cycle.steps.count, ring: cycle.ring, left: left, collected: collected,
            objectsInCycle: objectsInCycle,
            objectsKept: objectsKept, retainedBytes: retainedBytes, closedBy: closedBy, orphanedBy: loss.orphanedBy,
            orphanedThrough: loss.orphanedThrough, heldBy: holders.map { fingerprints[$0] }.sorted(),
            exclusiveObjects: exclusive.instances, exclusiveBytes: exclusive.bytes, grownObjects: grown.instances,
            grownBytes: grown.bytes)
        finding.types = Dictionary(types.map { (names.typeName($0.key), $0.value) }, uniquingKeysWith: +)
        return finding
    }
}
