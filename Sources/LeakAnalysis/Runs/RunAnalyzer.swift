public import TraceModel

/// Computes everything that is to know of a run.
public enum RunAnalyzer {
    /// Is told, batch by batch, how many of how many events were read; the readings of one analysis count together.
    ///
    /// What it throws ends the analysis.
    public typealias Progress = (_ read: Int, _ total: Int) throws -> Void

    /// Analyses a run of which only the events are left, in one reading, and where anything was ever garbage one look
    /// back.
    ///
    /// What is alive at the mark `names dropped` and strongly reached by no root has leaked; a run that never came so
    /// far is judged at its last event. Memory: the live objects and references, and a few bytes for every object.
    /// O(events), and nearly linear in what leaked.
    ///
    /// Throws `TraceError.Code.badData` for events that cannot be, and `TraceError.Code.defect` where roots and
    /// counts disagree on what leaked in a run that came to the mark.
    public static func analyze(_ trace: any Trace, progress: Progress? = nil) throws -> RunAnalysis {
        try RunStudy(trace, progress: progress).analysis(trace)
    }
}

extension RunTally {
    /// Analyses the run whose events passed: `trace` is read only where something leaked or was collected, backwards,
    /// and no further than needed.
    ///
    /// Of the members of findings, the objects and the references it keeps the first `mostRows`. Throws what
    /// ``RunAnalyzer/analyze(_:progress:)`` throws.
    public func finish(
        _ trace: any Trace, mostRows: Int = .max, progress: RunAnalyzer.Progress? = nil
    ) throws -> RunAnalysis {
        guard let snapshot = judgedSnapshot else { return try RunAnalyzer.analyze(trace, progress: progress) }
        self.snapshot = nil
        return try RunStudy(self, snapshot, in: trace, progress: progress).analysis(trace, mostRows: mostRows)
    }

    /// What the source handed over at the mark, with what names and temporaries held then; nil where it did not.
    private var judgedSnapshot: HeapSnapshot? {
        guard judgedAt != nil, var snapshot else { return nil }
        snapshot.roots = snapshot.objects.lazy.filter { self.objects.entry(of: $0.id)?.pointee.rootReferences ?? 0 > 0 }
            .map { Reference(owner: .none, field: .temporary, owned: $0.id, isStrong: true) }
        return snapshot
    }
}

/// What is found out about a run for a question about its leaks.
package struct RunStudy {
    /// The figures.
    package let tally: RunTally
    /// What leaked.
    package let leaked: LeakedPart
    /// The cycles of it.
    package let cycles: LeakedCycles
    /// When each object that leaked or was collected was last reached; nil where nothing was ever garbage.
    package let sweep: LeakSweep?
    /// The run's names.
    package let names: NameIndex

    /// Reads the run; see ``RunAnalyzer/analyze(_:progress:)``.
    ///
    /// Where `object` is named, the sweep looks for the closing store of the ring that keeps it, and not for those of
    /// the findings.
    package init(_ trace: any Trace, ringOf object: ObjectID? = nil, progress: RunAnalyzer.Progress? = nil) throws {
        let tally = RunTally()
        tally.add(trace.names, trace.output.sorted { $0.sequence < $1.sequence })
        var graph = ObjectGraph(names: trace.names, countsRoots: true)
        var judged: HeapSnapshot?
        let count = trace.eventCount
        try trace.readEvents(from: 1) { first, events in
            try events.withUnsafeBufferPointer { try tally.add($0) }
            for (sequence, event) in zip(first..., events) where judged == nil {
                try graph.apply(event, sequence: sequence)
                if event.endMark == .programEnd { tally.keepProgramEnd(graph.snapshot()) }
                if sequence == tally.judgedAt { judged = graph.snapshot() }
            }
            try progress?(first + events.count - 1, 2 * count)
            // What comes after the judgement are figures, which a question about one object does not need.
            return object == nil || judged == nil
        }
        tally.judgeNow()
        try self.init(tally, judged ?? graph.snapshot(), ringOf: object, in: trace) { read, _ in
            try progress?(count + read, 2 * count)
        }
        // Where nothing leaked there is no look back, and where one ends early the rest is done too.
        try progress?(2 * count, 2 * count)
    }

    /// Judges what was alive.
    package init(
        _ tally: RunTally, _ snapshot: HeapSnapshot, ringOf object: ObjectID? = nil, in trace: any Trace,
        progress: RunAnalyzer.Progress?
    ) throws {
        self.tally = tally
        names = NameIndex(tally.names)
        let alive = LeakedPart(GraphSnapshot(snapshot))
        if tally.judgedAt != nil { try TrialDeletion.confirm(alive, in: trace, names: names) }
        leaked =
            tally.garbage.objects.isEmpty
            ? alive
            : LeakedPart(
                GraphSnapshot(tally.garbage.joined(with: snapshot, tally.objects)), collected: tally.garbage.objects)
        cycles = LeakedCycles(leaked, names: names, growth: tally.growth)
        guard !leaked.nodes.isEmpty || tally.freedInCollectionsBeforeMark > 0 else {
            sweep = nil
            return
        }
        let rings: [[Int32]] =
            if let object {
                if let node = leaked.node(of: object),
                    let cycle = cycles.cycle(keeping: node, in: leaked, names: names)
                {
                    [cycle.folded.references]
                } else {
                    []
                }
            } else {
                cycles.groups.map(\.cycle.references)
            }
        var sweep = LeakSweep(leaked, rings: rings, tally: tally)
        try sweep.run(trace, from: tally.judgedAt ?? trace.eventCount, peaks: tally.peaks) {
            try progress?($0, trace.eventCount)
        }
        self.sweep = sweep
    }

    /// Of so many findings the other rings are looked for.
    private static let mostTangled = 50

    /// What it comes to; `trace` is asked for the events that the findings name.
    ///
    /// Of members, objects and references the first `mostRows` are kept.
    package func analysis(_ trace: any Trace, mostRows: Int = .max) throws -> RunAnalysis {
        let ends = cycles.groups.map { sweep?.latestEnd(of: $0.firstMembers) }
        let closings = sweep?.closedBy ?? []
        let moments = try Moments(
            of: closings + ends.flatMap { [$0?.moment, $0?.release] }, in: trace, names: names)
        let births = try trace.births(of: Set(cycles.groups.flatMap { $0.cycle.shownObjects(in: leaked) }))
        let fingerprints = cycles.groups.map(\.fingerprint)
        let findings = cycles.groups.indices.map { place in
            let loss = Loss(ends[place], moments)
            var finding = cycles.groups[place].finding(
                path: cycles.groups[place].cycle.path(in: leaked, names: names, births: births),
                closedBy: moments[closings[place]], loss: loss, fingerprints: fingerprints, names: names)
            // Those that are not drawn are never read.
            if place < Self.mostTangled {
                finding.otherRings = cycles.otherRings(of: cycles.groups[place], in: leaked, names: names)
            }
            return finding
        }
        let growth = try tally.reachableGrowth().map {
            try $0.growth.findings(in: $0.snapshot, names: names, trace: trace)
        }
        return RunAnalysis(
            summary: tally.summary(leaked: leaked, sweep: sweep), findings: findings + (growth ?? []),
            members: Array(cycles.members(in: leaked).prefix(mostRows)),
            objects: Array(leaked.objectsAndHeld.prefix(mostRows)),
            references: Array(leaked.references.prefix(mostRows)))
    }
}

/// The event after which no root reached something.
package struct Loss {
    /// The release that let it go, or began the cascade that did.
    package let orphanedBy: Finding.Moment?
    /// The last release of that cascade; nil where there was none.
    package let orphanedThrough: Finding.Moment?

    /// Looks the end of a path from a root up.
    package init(_ end: LeakSweep.End?, _ moments: Moments) {
        orphanedBy = moments[end?.moment]
        orphanedThrough = end.flatMap { $0.release == $0.moment ? nil : moments[$0.release] }
    }
}
