import LeakAnalysis
import TraceModel

/// Tries one design of a real program by one run.
struct ObservedTrial: Sendable {
    let program: ObservedProgram
    /// The findings that no weak field can mend: they are not counted against a design.
    let hopeless: Set<String>

    /// Runs the program with these slots weak.
    func run(_ candidates: [CandidateSlot]) throws -> TriedDesign {
        let design = Design.weak(candidates.map(\.slot))
        let run = try program.run(design)
        var outcome = run.outcome
        outcome.findings.removeAll { hopeless.contains($0.fingerprint) }
        outcome.leakedObjects = outcome.findings.reduce(0) { $0 + $1.objectsInCycle + $1.objectsKept }
        let tried = run.tried
        outcome.weakReads = tried.reduce(0) { $0 + $1.reads }
        outcome.deadReadCount = tried.reduce(0) { $0 + $1.dead }
        outcome.prematureDeinits = outcome.deadReadCount
        outcome.readFields = Set(tried.filter { $0.reads > 0 }.compactMap { Slot($0.slot)?.field })
        let (verdict, reason) = judge(outcome, tried)
        return TriedDesign(
            slots: design.weakSlots, verdict: verdict, reason: reason, failsAfterCollection: false, asIs: outcome,
            collecting: nil, reversed: nil, candidates: candidates.sorted { $0.slot < $1.slot })
    }

    private func judge(
        _ outcome: ReplayOutcome, _ tried: [TriedSlot]
    ) -> (verdict: TriedDesign.Verdict, reason: TriedDesign.Reason) {
        if let harm = Judge(strong: [.asIs: program.asIs]).harm(in: outcome, under: .asIs) { return (.breaks, harm) }
        if tried.isEmpty || tried.contains(where: { $0.installed == 0 || $0.stores == 0 }) {
            return (.notTried, .neverStored)
        }
        let strong = tried.reduce(0) { $0 + $1.strong }
        if strong > 0 { return (.notTried, .staysStrong(strong, of: tried.reduce(0) { $0 + $1.stores })) }
        return outcome.leaks ? (.insufficient, .leaks(.asIs)) : (.fixes, .nothing)
    }
}
