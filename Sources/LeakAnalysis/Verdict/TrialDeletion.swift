import TraceModel

/// The second, independent verdict on what leaked: from counts alone, without looking at roots.
///
/// Every object's count less the references that live objects hold to it is what comes from outside. What has
/// nothing from outside, and is held by nothing that has, is garbage (as CPython's collector decides).
enum TrialDeletion {
    /// Whether each node of the snapshot is garbage; nil where a count is not known.
    ///
    /// O(n + m).
    static func garbage(in snapshot: GraphSnapshot) -> [Bool]? {
        var fromOutside = snapshot.objects.compactMap(\.strongCount)
        guard fromOutside.count == snapshot.objects.count else { return nil }
        for target in snapshot.graph.targets { fromOutside[Int(target)] -= 1 }
        let held = fromOutside.indices.filter { fromOutside[$0] > 0 }.map { Int32($0) }
        return snapshot.graph.reachable(from: held).map { !$0 }
    }

    /// Throws where the two verdicts disagree.
    static func confirm(_ leaked: LeakedPart, in trace: any Trace, names: NameIndex) throws {
        guard let garbage = garbage(in: leaked.snapshot), garbage != leaked.isLeaked else { return }
        let differing = garbage.indices.filter { garbage[$0] != leaked.isLeaked[$0] }
        guard let first = differing.first else { return }
        let object = leaked.snapshot.objects[first].id
        let label = names.label(of: object, try trace.births(of: [object]))
        throw TraceError(
            .defect,
            "the two verdicts on leaks differ for \(differing.count) objects: by its strong count \(label) is "
                + (garbage[first] ? "garbage, yet a root reaches it" : "alive, yet no root reaches it"),
            remedy: "keep the recording and report this as a defect"
        )
    }
}
