public import TraceModel

/// Computes everything that is to know of a run from its events.
public enum RunAnalyzer {
    /// Is told, chunk by chunk, how many of how many events were read; the readings of one analysis count together.
    ///
    /// What it throws ends the analysis.
    public typealias Progress = (_ read: Int, _ total: Int) throws -> Void

    /// Analyses a run, in two readings of its events (one where nothing was ever garbage).
    ///
    /// What is alive at the mark `names dropped` and strongly reached by no root has leaked; a run that never came so
    /// far is judged at its last event. Memory: the live objects and references, and a record of every object.
    /// O(events), and nearly linear in what leaked.
    ///
    /// Throws `TraceError.Code.badData` for events that cannot be, and `TraceError.Code.defect` where roots and
    /// counts disagree on what leaked in a run that came to the mark.
    public static func analyze(_ trace: any Trace, progress: Progress? = nil) throws -> RunAnalysis {
        let study = try RunStudy(trace, progress: progress)
        let (leaked, cycles, times) = (study.leaked, study.cycles, study.times)
        let moments = try Moments(
            of: cycles.groups.flatMap { $0.events(times, in: leaked) }, in: trace, names: study.names)
        let fingerprints = cycles.groups.map(\.fingerprint)
        let findings = cycles.groups.map { group in
            group.finding(
                in: leaked, names: study.names, moments: moments, times: times, fingerprints: fingerprints)
        }
        var summary = study.fold.summary(leaked: leaked, times: times)
        // What nobody printed needs no reading.
        if !trace.output.isEmpty { summary.output = try ProgramResult(of: trace, failure: nil).summary }
        return RunAnalysis(
            summary: summary, findings: findings,
            members: cycles.members(in: leaked), objects: study.fold.objects, references: leaked.references)
    }
}

/// What the readings of a run's events gather for whoever asks about its leaks.
struct RunStudy {
    /// The first reading.
    let fold: RunFold
    /// What leaked.
    let leaked: LeakedPart
    /// The cycles of it.
    let cycles: LeakedCycles
    /// When each object was last reached by a root, by its place in the order of allocation; empty where nothing was
    /// ever garbage.
    let times: [OrphanTimes.End]

    /// The run's names.
    var names: NameIndex { fold.graph.names }

    /// Reads the run; see ``RunAnalyzer/analyze(_:progress:)``.
    init(_ trace: any Trace, progress: RunAnalyzer.Progress? = nil) throws {
        let count = trace.eventCount
        var fold = RunFold(names: trace.names)
        try trace.readEvents(from: 1) { first, events in
            var sequence = first
            for event in events {
                try fold.apply(event, sequence: sequence)
                sequence += 1
            }
            try progress?(sequence - 1, 2 * count)
            return true
        }
        leaked = LeakedPart(fold.judgedSnapshot())
        if fold.judgedAt != nil { try TrialDeletion.confirm(leaked, names: fold.graph.names) }
        cycles = LeakedCycles(leaked, names: fold.graph.names, growth: fold.growthEvents)
        times = try Self.orphanTimes(of: leaked, fold: fold, in: trace) {
            try progress?(count + $0, 2 * count)
        }
        // Where nothing leaked there is no second reading, and where one ends early the rest is done too.
        try progress?(2 * count, 2 * count)
        self.fold = fold
    }

    /// T of every object that leaked or was collected, by its place in the order of allocation.
    private static func orphanTimes(
        of leaked: LeakedPart, fold: RunFold, in trace: any Trace, progress: (Int) throws -> Void
    ) throws -> [OrphanTimes.End] {
        let collected = fold.freedInCollections[..<fold.freedInCollectionsBeforeMark]
        guard !leaked.nodes.isEmpty || !collected.isEmpty else { return [] }
        let end = fold.judgedAt ?? trace.eventCount
        var ids = IDIndex()
        for object in fold.objects { ids.append(object.id) }
        var isAsked = [Bool](repeating: false, count: fold.objects.count)
        for object in collected { isAsked[object] = true }
        for object in leaked.objects { isAsked[object.allocationIndex] = true }
        var times = OrphanTimes(ids: ids, isAsked: isAsked)
        try trace.readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) {
                guard sequence <= end else { return false }
                times.apply(event, sequence: sequence)
            }
            try progress(first + events.count - 1)
            return true
        }
        let held = leaked.graph.edges.lazy.map { edge in
            (owner: leaked.object(edge.source).allocationIndex, owned: leaked.object(edge.target).allocationIndex)
        }
        return times.solve(held: held)
    }
}
