import LeakAnalysis
import TraceModel

/// Decides what a design is worth, by comparing each of its runs with the strong design's under the same schedule.
struct Judge {
    /// The strong design's runs.
    let strong: [Schedule: ReplayOutcome]

    /// What stops a design under one schedule: a failure, another result, an object that was missed.
    func harm(in outcome: ReplayOutcome, under schedule: Schedule) -> TriedDesign.Reason? {
        guard let reference = strong[schedule] else { return nil }
        if outcome.result.failure != reference.result.failure, let failure = outcome.result.failure {
            return .fails(schedule, failure: failure)
        }
        if let difference = outcome.result.firstDifference(from: reference.result) {
            return .prints(schedule, line: difference.line, here: difference.here, strong: difference.there)
        }
        if outcome.result.failure != reference.result.failure {
            return .prints(schedule, line: 1, here: nil, strong: reference.result.failure)
        }
        return outcome.prematureDeinits > 0 ? .deadRead(schedule) : nil
    }

    /// Weighs the runs of a design.
    ///
    /// What breaks as the program stands comes first, then what leaks, then what only another schedule shows: a design
    /// that leaks is no fix, whatever else it does.
    func judge(
        asIs: ReplayOutcome, collecting: ReplayOutcome?, reversed: ReplayOutcome?
    ) -> (verdict: TriedDesign.Verdict, reason: TriedDesign.Reason) {
        if let harm = harm(in: asIs, under: .asIs) { return (.breaks, harm) }
        if asIs.leaks { return (.insufficient, .leaks(.asIs)) }
        if let collecting, let harm = harm(in: collecting, under: .collecting) { return (.breaks, harm) }
        guard let reversed else { return (.fixes, .nothing) }
        if let harm = harm(in: reversed, under: .reversed) { return (.breaks, harm) }
        return reversed.leaks ? (.insufficient, .leaks(.reversed)) : (.fixes, .nothing)
    }
}
