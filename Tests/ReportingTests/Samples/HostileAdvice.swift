import LeakAnalysis
import TraceModel

@testable import DesignAdvice

/// Advice of every kind, with one name wherever a program or a database may put one.
enum HostileAdvice {
    static func all(_ name: String) -> [Advice] {
        let code = clearing(name)
        return [
            advice(name, .nothingLeaks), advice(name, .noVerdict(name)), advice(name, .noVerdict("Stopped: \(name)")),
            advice(name, .collected(2)), advice(name, .limited), advice(name, .nothingFixes),
            advice(name, .weaken(0), tried: reasons(name)), advice(name, .undecided([0, 1]), tried: reasons(name)),
            advice(name, .clear(0), tried: [.nothing], clearings: [code]),
            advice(name, .nothingFixes, tried: [.deadRead(.reversed)]),
        ]
    }

    private static func clearing(_ name: String) -> FieldClearing {
        let sides: [(Clearing.Moment, FieldClearing.Place.End)] = [
            (.before, .statement), (.after, .statement), (.after, .function), (.after, .pass), (.after, .program),
        ]
        let places = sides.enumerated().map { number, side in
            FieldClearing.Place(
                statement: moment(number == 1 ? "return \(name)" : name), side: side.0, end: side.1, function: name,
                object: name,
                objects: 1, runs: 1, allRuns: number == 2 ? 2 : 1, code: number == 1 || number == 3 ? nil : name)
        }
        return FieldClearing(slot: slot(name), isCapture: false, object: name, objects: 5, places: places)
    }

    private static func advice(
        _ name: String, _ recommendation: Advice.Recommendation, tried: [TriedDesign.Reason] = [],
        clearings: [FieldClearing] = []
    ) -> Advice {
        var advice = Advice(
            program: name, strong: outcome(name, leaked: 3),
            tried: tried.enumerated().map { design($1, slot(name, $0), name) },
            recommendation: recommendation, maximumDesigns: 64, isLimited: true)
        if !clearings.isEmpty { advice.tried[0].clearings = clearings }
        advice.unrunReads = [
            SiteDefinition(
                id: SiteID(rawValue: 1), file: name, line: 1, column: 1, function: name, statement: name)
        ]
        return advice
    }

    /// Every second design has a slot of its own, so that there is another fix to argue against.
    private static func slot(_ name: String, _ place: Int = 0) -> Slot {
        Slot(type: name, field: place.isMultiple(of: 2) ? name : "other\(name)")
    }

    private static func moment(_ name: String) -> Finding.Moment { Samples.moment(name, 1, name, 1) }

    private static func reasons(_ name: String) -> [TriedDesign.Reason] {
        [
            .nothing, .nothing, .fails(.asIs, failure: name), .holdsDict(.asIs), .unsupported(.asIs, what: name),
            .fails(.collecting, failure: "DeadReference: \(name)"),
            .prints(.asIs, line: 1, here: name, strong: name), .leaks(.asIs),
        ]
    }

    private static func outcome(_ name: String, leaked: Int, failure: String? = nil) -> ReplayOutcome {
        var outcome = ReplayOutcome(result: ProgramResult(text: name, failure: failure))
        outcome.leakedObjects = leaked
        outcome.prematureDeinits = 2
        outcome.deadReads = [
            DeadRead(object: name, owner: name, died: moment(name), diedInCollection: true, needed: moment(name))
        ]
        outcome.deadReadsInFinalizers = 2
        outcome.readers = [WeakReader(moment: moment(name), reads: 2), WeakReader(moment: moment(name), reads: 1)]
        outcome.peakBytes = leaked
        return outcome
    }

    private static func design(_ reason: TriedDesign.Reason, _ slot: Slot, _ name: String) -> TriedDesign {
        let verdict: TriedDesign.Verdict =
            switch reason {
            case .nothing: .fixes
            case .leaks: .insufficient
            case .holdsDict, .unsupported: .notTried
            default: .breaks
            }
        var design = TriedDesign(
            slots: [slot], verdict: verdict, reason: reason, failsAfterCollection: true,
            asIs: outcome(name, leaked: verdict == .insufficient ? 3 : 0),
            collecting: outcome(name, leaked: 3, failure: name), reversed: outcome(name, leaked: 0),
            candidates: [
                CandidateSlot(slot: slot, isOnCycle: true, references: 1, inCycles: 1, backwards: 1)
            ])
        if verdict == .fixes {
            design.earlyDeathCount = 2
            design.earlyDeath = EarlyDeath(object: name, died: moment(name))
        }
        return design
    }
}
