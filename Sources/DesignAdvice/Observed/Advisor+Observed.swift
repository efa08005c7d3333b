import LeakAnalysis
import Synchronization
import TraceModel

extension Advisor {
    /// Finds out what to do about the rings of a real program, by running it again with fields weak, one run after the
    /// other.
    ///
    /// - Returns: every design that was tried, what to do, and what one would do that was not run.
    /// - Throws: what running it throws.
    public func advise(_ program: ObservedProgram) throws -> Advice {
        var advice = Advice(
            program: program.name, strong: program.asIs, tried: [], recommendation: .nothingLeaks,
            maximumDesigns: maximumDesigns, isLimited: false)
        advice.isObserved = true
        guard program.asIs.leaks else { return advice }
        var one = self
        // What a real program writes and opens is there once.
        one.workers = 1
        let known = KnownRuns()
        var program = program
        program.run = { [run = program.run] design in try known.run(design) { try run(design) } }
        // A ring none of whose fields can be weak must not hide what is done about another.
        let mendable = try program.samples.filter { sample in
            let slots = program.slots(of: [sample])
            let hopeless = Set(program.asIs.findings.map(\.fingerprint)).subtracting([sample.fingerprint])
            let trial = ObservedTrial(program: program, hopeless: hopeless)
            return try program.triedSlots(slots).prefix(maximumDesigns).contains { place in
                let verdict = try trial.run([slots.slots[place]]).verdict
                progress?(known.count, .weak([slots.slots[place].slot]))
                return verdict == .fixes || verdict == .insufficient
            }
        }
        let leaked = program.slots(of: mendable.isEmpty ? program.samples : mendable)
        let goals = mendable.isEmpty ? program.samples : mendable
        let hopeless = Set(program.asIs.findings.map(\.fingerprint)).subtracting(goals.map(\.fingerprint))
        var search = DesignSearch(
            advisor: one, leaked: leaked, permitted: program.triedSlots(leaked),
            trial: ObservedTrial(program: program, hopeless: hopeless).run, clear: { _ in [] })
        try search.run()
        advice.tried = search.tried
        advice.recommendation = search.recommendation()
        // Nothing tells what dies early in a real program: only a read that finds its object is a proof.
        if case .weaken(let place) = advice.recommendation, !advice.tried[place].unreadSlots.isEmpty {
            advice.recommendation = .undecided([place])
        }
        advice.isLimited = search.isLimited
        let isMended = advice.recommended != nil
        advice.beyondReach = hopeless
        advice.untried = program.asIs.findings
            .filter { !isMended || hopeless.contains($0.fingerprint) }
            .flatMap { UntriedChange.changes(for: $0, in: program) }
        return advice
    }
}

/// The runs of a program, each design's made once.
private final class KnownRuns: Sendable {
    private let runs = Mutex<[Design: ObservedProgram.Run]>([:])

    /// How many there are.
    var count: Int { runs.withLock { $0.count } }

    func run(_ design: Design, _ make: () throws -> ObservedProgram.Run) throws -> ObservedProgram.Run {
        if let known = runs.withLock({ $0[design] }) { return known }
        let new = try make()
        runs.withLock { $0[design] = new }
        return new
    }
}
