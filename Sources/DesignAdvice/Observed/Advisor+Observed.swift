import LeakAnalysis
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
        let fields = program.fields
        let goals = program.samples.filter { sample in
            program.slots(of: [sample]).slots.contains { program.canTry($0, fields) }
        }
        let leaked = program.slots(of: goals)
        let hopeless = Set(program.asIs.findings.map(\.fingerprint)).subtracting(goals.map(\.fingerprint))
        let trial = ObservedTrial(program: program, hopeless: hopeless)
        var one = self
        // What a real program writes and opens is there once.
        one.workers = 1
        var search = DesignSearch(
            advisor: one, leaked: leaked,
            permitted: leaked.slots.indices.filter { program.canTry(leaked.slots[$0], fields) },
            trial: trial.run, clear: { _ in [] })
        try search.run()
        advice.tried = search.tried
        advice.recommendation = search.recommendation()
        advice.isLimited = search.isLimited
        let isMended = advice.recommended != nil || !advice.tied.isEmpty
        advice.untried = program.asIs.findings
            .filter { !isMended || hopeless.contains($0.fingerprint) }
            .flatMap { UntriedChange.changes(for: $0, in: program) }
        return advice
    }
}
