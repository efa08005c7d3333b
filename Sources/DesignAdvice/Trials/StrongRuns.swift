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
    /// The statements that ran.
    private let statements: Set<RanText>

    init(_ replay: @escaping Advisor.Replay, workers: Int) throws {
        let run = try replay(.strong, .asIs, .none)
        let analysis = try RunAnalyzer.analyze(run.trace)
        let asIs = try ReplayOutcome(of: run.trace, failure: run.failure, analysis: analysis)
        slots = LeakedSlots(analysis, names: run.trace.names)
        lifetimes = try Lifetimes(of: run.trace)
        var sites: Set<SiteID> = []
        try run.trace.forEachEvent { _, event in
            if event.kind == .statement { sites.insert(event.site) }
        }
        statements = Set(run.trace.names.sites.filter { sites.contains($0.id) }.map { RanText($0) })
        var outcomes = [Schedule.asIs: asIs]
        let others = Schedule.allCases.filter { $0 != .asIs }
        let found = try Workers.map(others, workers: workers) { schedule in
            let run = try replay(.strong, schedule, .none)
            return try ReplayOutcome(of: run.trace, failure: run.failure)
        }
        for (schedule, outcome) in zip(others, found) { outcomes[schedule] = outcome }
        self.outcomes = outcomes
    }

    /// The statements that read a slot of what is recommended, and did not run; those that read the most slots first.
    func unrun(of advice: Advice, _ reads: (Slot) -> [SiteDefinition]) -> [SiteDefinition] {
        let designs = advice.recommended.map { [$0] } ?? advice.tied
        let slots = Set(designs.filter { $0.clearings.isEmpty }.flatMap(\.unreadSlots))
        var found: [(site: SiteDefinition, slots: Int)] = []
        for slot in slots.sorted() {
            for site in reads(slot) where !statements.contains(RanText(site)) {
                if let known = found.firstIndex(where: { $0.site.line == site.line && $0.site.file == site.file }) {
                    found[known].slots += 1
                } else {
                    found.append((site, 1))
                }
            }
        }
        return found.sorted { ($1.slots, $0.site.line) < ($0.slots, $1.site.line) }.map(\.site)
    }
}

/// A statement by its text and its function's own name.
private struct RanText: Hashable, Sendable {
    private let function: Substring
    private let statement: String

    init(_ site: SiteDefinition) {
        function = site.function.split(separator: ".").last ?? ""
        statement = site.statement
    }
}
