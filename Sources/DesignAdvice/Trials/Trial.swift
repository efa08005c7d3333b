import LeakAnalysis
import TraceModel

/// Tries one design under as many schedules as its verdict needs.
struct Trial: Sendable {
    let strong: StrongRuns
    let replay: Advisor.Replay

    /// Runs the program with these slots weak.
    func run(_ candidates: [CandidateSlot]) throws -> TriedDesign {
        let design = Design.weak(candidates.map(\.slot))
        let judge = Judge(strong: strong.outcomes)
        let first = try replay(design, .asIs, .none)
        let analysis = try RunAnalyzer.analyze(first.trace)
        let asIs = try ReplayOutcome(of: first.trace, failure: first.failure, analysis: analysis)
        let breaksAtOnce = judge.harm(in: asIs, under: .asIs) != nil
        let collecting = breaksAtOnce ? nil : try outcome(design, .collecting)
        let failsAfterCollection = breaksAtOnce || collecting.flatMap { judge.harm(in: $0, under: .collecting) } != nil
        let reversed = asIs.leaks || failsAfterCollection ? nil : try outcome(design, .reversed)
        let (verdict, reason) = judge.judge(asIs: asIs, collecting: collecting, reversed: reversed)
        var tried = TriedDesign(
            slots: design.weakSlots, verdict: verdict, reason: reason, failsAfterCollection: failsAfterCollection,
            asIs: asIs, collecting: collecting, reversed: reversed,
            candidates: candidates.sorted { $0.slot < $1.slot })
        if verdict == .fixes { try addEarlyDeaths(to: &tried, first.trace) }
        return tried
    }

    private func outcome(_ design: Design, _ schedule: Schedule) throws -> ReplayOutcome {
        let run = try replay(design, schedule, .none)
        return try ReplayOutcome(of: run.trace, failure: run.failure)
    }

    /// Finds what died although the strong design still reached it, by the numbers of the program's statements.
    private func addEarlyDeaths(to tried: inout TriedDesign, _ trace: MemoryTrace) throws {
        let statements = try StatementNumbers(of: trace)
        var early: Set<ObjectID> = []
        var first: (label: String, died: Int)?
        for object in try ObjectRecord.all(in: trace) where object.kind == .instance {
            guard let died = object.died, died < statements.end,
                statements.statement(at: died) < strong.lifetimes.lastStatement[object.label] ?? Int.max
            else { continue }
            early.insert(object.id)
            if died < first?.died ?? Int.max { first = (object.label, died) }
        }
        guard !early.isEmpty else { return }
        tried.earlyDeathCount = early.count
        // A bound method lives as long as a call of it: it is no holder.
        var methods: Set<ObjectID> = []
        try trace.forEachEvent { _, event in
            guard !early.isEmpty else { return }
            if event.kind == .allocate, event.field.rawValue == Int32(ObjectKind.boundMethod.rawValue) {
                methods.insert(event.object)
            }
            guard event.kind == .retain, event.owner.object.map({ !methods.contains($0) }) ?? true else { return }
            if event.bindsModuleName || event.owner.object != nil { early.remove(event.object) }
        }
        tried.stillbornCount = early.count
        tried.earlyDeath = first.map {
            EarlyDeath(object: $0.label, died: NameIndex(trace.names).moment(of: $0.died, in: trace))
        }
    }
}
