import LeakAnalysis
import TraceModel

/// Decides what a design is worth, by comparing each of its runs with the strong design's under the same schedule.
struct Judge {
    /// The strong design's runs.
    let strong: [Schedule: ReplayOutcome]

    /// With these words a program is refused what only its weak design asks of it.
    private static let dictFailure = "TypeError: a dict cannot be stored in the weak slot "
    private static let unsupported = "Unsupported: "

    /// What stops a design under one schedule: a failure, another result, an object that was missed.
    func harm(in outcome: ReplayOutcome, under schedule: Schedule) -> TriedDesign.Reason? {
        guard let reference = strong[schedule] else { return nil }
        if outcome.result.failure != reference.result.failure, let failure = outcome.result.failure {
            if failure.hasPrefix(Self.dictFailure) { return .holdsDict(schedule) }
            if failure.hasPrefix(Self.unsupported) {
                return .unsupported(schedule, what: String(failure.dropFirst(Self.unsupported.count)))
            }
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
        if let harm = harm(in: asIs, under: .asIs) { return (Self.verdict(harm), harm) }
        if asIs.leaks { return (.insufficient, .leaks(.asIs)) }
        if let collecting, let harm = harm(in: collecting, under: .collecting) { return (Self.verdict(harm), harm) }
        guard let reversed else { return (.fixes, .nothing) }
        if let harm = harm(in: reversed, under: .reversed) { return (Self.verdict(harm), harm) }
        return reversed.leaks ? (.insufficient, .leaks(.reversed)) : (.fixes, .nothing)
    }

    private static func verdict(_ harm: TriedDesign.Reason) -> TriedDesign.Verdict {
        switch harm {
        case .holdsDict, .unsupported: .notTried
        default: .breaks
        }
    }
}
