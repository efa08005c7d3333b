public import TraceModel

/// Computes everything that is to know of a run from its events.
public enum RunAnalyzer {
    /// Analyses a run, in two readings of its events (one where nothing leaked).
    ///
    /// What is alive at the mark `names dropped` and strongly reached by no root has leaked; a run that never came so
    /// far is judged at its last event. Memory: the live objects and references, and a record of every object.
    /// O(events), and nearly linear in what leaked.
    ///
    /// Throws ``TraceError/Code/badData`` for events that cannot be, and ``TraceError/Code/defect`` where roots and
    /// counts disagree on what leaked in a run that came to the mark.
    public static func analyze(_ trace: any Trace) throws -> RunAnalysis {
        var fold = RunFold(names: trace.names)
        try trace.forEachEvent { sequence, event in try fold.apply(event, sequence: sequence) }
        let leaked = LeakedPart(fold.judgedSnapshot())
        if fold.judgedAt != nil { try TrialDeletion.confirm(leaked, names: fold.graph.names) }

        let cycles = LeakedCycles(leaked, names: fold.graph.names)
        let end = fold.judgedAt ?? trace.eventCount
        let orphanTimes =
            cycles.groups.isEmpty ? [] : try orphanTimes(of: leaked, fold: fold, in: trace, until: end)
        let moments = try Moments(
            of: cycles.groups.flatMap { [$0.closedBy, $0.orphanedBy(orphanTimes, in: leaked)] },
            in: trace, names: fold.graph.names)

        let findings = cycles.groups.map { group in
            group.finding(
                in: leaked, names: fold.graph.names,
                closedBy: moments[group.closedBy],
                orphanedBy: moments[group.orphanedBy(orphanTimes, in: leaked)])
        }
        return RunAnalysis(
            summary: fold.summary(leaked: leaked), findings: findings, members: cycles.members(in: leaked),
            objects: fold.objects, references: leaked.references)
    }

    /// T of every leaked object, by its place in the order of allocation.
    private static func orphanTimes(
        of leaked: LeakedPart, fold: RunFold, in trace: any Trace, until end: Int
    ) throws -> [Int] {
        var ids = IDIndex()
        for object in fold.objects { ids.append(object.id) }
        var isAsked = [Bool](repeating: false, count: fold.objects.count)
        for object in fold.freedInCollections { isAsked[object] = true }
        for object in leaked.objects { isAsked[object.allocationIndex] = true }
        var times = OrphanTimes(ids: ids, isAsked: isAsked)
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                guard sequence <= end else { return false }
                times.apply(event, sequence: sequence)
            }
            return true
        }
        let held = leaked.graph.edges.lazy.map { edge in
            (owner: leaked.object(edge.source).allocationIndex, owned: leaked.object(edge.target).allocationIndex)
        }
        return times.solve(held: held)
    }
}
