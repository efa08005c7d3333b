import DesignAdvice
import Graphviz
import Inspection
import LeakAnalysis
import PageReporting
import Programs
import Reporting
import TraceModel
import TraceStore

/// What a page needs of a recording beyond the figures: the events once more, Graphviz, and the programs run again.
struct StorySource {
    let database: TraceDatabase
    var graphviz = Graphviz(timeLimit: .seconds(20))

    /// Running a program again takes memory for its events, which only a small run is worth.
    private static let mostEventsToAdvise = 50_000
    /// A page is waited for.
    private static let mostDesigns = 16
    /// Names of the members of so many findings, and so many members of each, are looked up.
    private static let mostFindings = 10

    /// The story of one program.
    func story(of comparison: Comparison) async throws -> ProgramStory {
        var story = ProgramStory(comparison: comparison)
        // What was watched from outside has no statements to film, and cannot be repeated.
        guard !comparison.runs.contains(where: \.run.description.isObserved) else { return story }
        try addRuns(to: &story)
        try addAdvice(to: &story)
        await addLayout(to: &story)
        return story
    }

    /// Films the runs: the same objects and the same statements in all of them, so that they can be compared.
    private func addRuns(to story: inout ProgramStory) throws {
        let traces = try story.comparison.runs.map { try database.trace(of: $0.run) }
        let scans = try zip(story.comparison.runs, traces).map { report, trace in
            let findings = report.findings.prefix(Self.mostFindings)
            return try FilmScan(
                trace, labels: findings.flatMap(Self.members).uniqued(),
                events: findings.flatMap { [$0.closedBy?.seq, $0.orphanedBy?.seq].compactMap(\.self) })
        }
        let labels = Set(scans.flatMap(\.cast))
        let statements = scans.reduce(into: Set<Int>()) { $0.formUnion($1.shownStatements()) }
        for ((report, trace), scan) in zip(zip(story.comparison.runs, traces), scans) {
            let wanted = Set(
                report.findings.prefix(Self.mostFindings).flatMap(Self.members).compactMap { scan.ids[$0] })
            let histories = wanted.isEmpty ? [:] : try ObjectHistory.build(trace, objects: wanted)
            story.runs[report.run.id] = ProgramStory.Run(
                film: try StepFilm(trace, scan: scan, labels: labels, statements: statements),
                timeline: scan.timeline,
                histories: Dictionary(
                    histories.values.map { ($0.object.label, $0) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// The labels of a ring that are shown: all of a short one, else its two ends.
    private static func members(of finding: Finding) -> [String] {
        finding.shownSteps.map(\.object)
    }

    private func addAdvice(to story: inout ProgramStory) throws {
        guard let leaking = story.comparison.runs.first(where: \.leaks), !leaking.isPartial else { return }
        let command = "`dezero-trace advise \(leaking.run.id)`"
        guard leaking.run.events <= Self.mostEventsToAdvise else {
            story.withoutAdvice =
                "The run is too large to be repeated for a page: \(command) finds the slot to make weak."
            return
        }
        do {
            let replay = try RecordedProgram(run: leaking.run).replay()
            story.advice = try Advisor(maximumDesigns: Self.mostDesigns).advise(
                replay.program.name, permits: replay.permits, replay: replay.run, reads: replay.reads)
        } catch let error as TraceError where error.code == .badData {
            story.withoutAdvice = "No advice: \(error.message)."
        }
    }

    private func addLayout(to story: inout ProgramStory) async {
        guard let script = story.script else { return }
        do throws(GraphvizError) {
            let json = try await graphviz.render(FilmDOT().text(script), as: .json)
            story.layout = FilmLayout(json: json)
            if story.layout == nil { story.withoutLayout = "No pictures: Graphviz answered what cannot be read." }
        } catch .notInstalled {
            story.withoutLayout =
                "No pictures: they are laid out by Graphviz, which is not installed here (`apt-get install graphviz`)."
        } catch {
            story.withoutLayout = "No pictures: \(error.traceError.message)."
        }
    }
}
