import LeakAnalysis
import TraceModel

/// The runs of the strong design, which every other design is compared with.
struct StrongRuns: Sendable {
    /// The program as it is recorded.
    var asIs: ReplayOutcome { outcomes[.asIs] ?? ReplayOutcome(result: ProgramResult(text: "", failure: nil)) }
    /// The outcome under each schedule.
    let outcomes: [Schedule: ReplayOutcome]
    /// The slots by which leaked objects hold one another.
    let slots: LeakedSlots
    /// How long each object was in reach.
    let lifetimes: Lifetimes
    /// What would break each cycle without weak references.
    let clearings: [Advice.Clearing]

    init(_ replay: @escaping Advisor.Replay, workers: Int) throws {
        let run = try replay(.strong, .asIs)
        let analysis = try RunAnalyzer.analyze(run.trace)
        let asIs = try ReplayOutcome(of: run.trace, failure: run.failure, analysis: analysis)
        slots = LeakedSlots(analysis, names: run.trace.names)
        lifetimes = try Lifetimes(of: run.trace)
        clearings = try Clearings.find(analysis, trace: run.trace)
        var outcomes = [Schedule.asIs: asIs]
        let others = Schedule.allCases.filter { $0 != .asIs }
        let found = try Workers.map(others, workers: workers) { schedule in
            let run = try replay(.strong, schedule)
            return try ReplayOutcome(of: run.trace, failure: run.failure)
        }
        for (schedule, outcome) in zip(others, found) { outcomes[schedule] = outcome }
        self.outcomes = outcomes
    }
}

/// Finds the field of each cycle that a program could clear itself.
enum Clearings {
    /// Names cost a reading of all events, which only a small run is worth.
    private static let mostEvents = 1_000_000

    static func find(_ analysis: RunAnalysis, trace: MemoryTrace) throws -> [Advice.Clearing] {
        guard !analysis.findings.isEmpty else { return [] }
        let names = trace.eventCount <= mostEvents ? try StepTable.stream(trace) { _ in }.names : [:]
        var ages: [String: Int] = [:]
        var functions: Set<String> = []
        let labels = Set(analysis.findings.flatMap { $0.path.map(\.object) })
        for (age, object) in try ObjectRecord.all(in: trace).enumerated() where labels.contains(object.label) {
            ages[object.label] = age
            if object.kind == .function { functions.insert(object.label) }
        }
        return analysis.findings.compactMap { finding in
            let isBackwards: (Finding.Step) -> Bool = { (ages[$0.object] ?? 0) >= (ages[$0.target] ?? 0) }
            guard let step = finding.path.last(where: isBackwards) ?? finding.path.last else { return nil }
            return Advice.Clearing(
                object: step.object, name: names[step.object], slot: step.slot,
                isCapture: functions.contains(step.object) && !step.slot.field.hasPrefix("__"), field: step.field,
                target: step.target, before: finding.orphanedBy, instances: finding.instances)
        }
    }
}
