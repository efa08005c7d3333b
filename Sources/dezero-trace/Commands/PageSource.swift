import Graphviz
import Inspection
import LeakAnalysis
import PageReporting
import Reporting
import TraceModel
import TraceStore

/// What a page needs of a recording beyond the figures: the events once more, Graphviz, and the programs run again.
struct PageSource {
    let database: TraceDatabase
    var graphviz = Graphviz(timeLimit: .seconds(20))

    /// Names of the members of so many findings, and so many members of each, are looked up.
    private static let mostFindings = 10

    /// The story of one program.
    func programPage(of comparison: Comparison) async throws -> ProgramPage {
        var programPage = ProgramPage(comparison: comparison)
        programPage.change = try ChangeSource.change(for: comparison)
        // What was watched from outside has no statements to draw, and cannot be repeated.
        guard !comparison.runs.contains(where: \.run.description.isObserved) else { return programPage }
        try addRuns(to: &programPage)
        await addLayout(to: &programPage)
        return programPage
    }

    /// Draws the runs: the same objects and the same statements in all of them, so that they can be compared.
    private func addRuns(to programPage: inout ProgramPage) throws {
        let traces = try programPage.comparison.runs.map { try database.trace(of: $0.run) }
        let scans = try zip(programPage.comparison.runs, traces).map { report, trace in
            let findings = report.findings.prefix(Self.mostFindings)
            return try PictureScan(
                trace, labels: findings.flatMap(Self.members).uniqued(),
                events: findings.flatMap { [$0.closedBy?.seq, $0.orphanedBy?.seq].compactMap(\.self) })
        }
        let labels = Set(scans.flatMap(\.drawn))
        let inFunctions = scans.contains(where: \.hasMomentInFunction)
        let statements = scans.reduce(into: Set<Int>()) { $0.formUnion($1.shownStatements(inFunctions: inFunctions)) }
        for ((report, trace), scan) in zip(zip(programPage.comparison.runs, traces), scans) {
            let wanted = Set(
                report.findings.prefix(Self.mostFindings).flatMap(Self.members).compactMap { scan.ids[$0] })
            let histories = wanted.isEmpty ? [:] : try ObjectHistory.build(trace, objects: wanted)
            programPage.runs[report.run.id] = ProgramPage.Run(
                pictures: try StepPictures(
                    trace, scan: scan, labels: labels, statements: statements, inFunctions: inFunctions),
                timeline: scan.timeline,
                histories: Dictionary(
                    histories.values.map { ($0.object.label, $0) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// The labels of a ring that are shown: all of a short one, else its two ends.
    private static func members(of finding: Finding) -> [String] {
        finding.shownSteps.map(\.object)
    }

    private func addLayout(to programPage: inout ProgramPage) async {
        guard let graph = programPage.graph else { return }
        do throws(GraphvizError) {
            let json = try await graphviz.render(PictureDOT().text(graph), as: .json)
            programPage.layout = PictureLayout(json: json)
            if programPage.layout == nil {
                programPage.withoutLayout = "No pictures: Graphviz answered what cannot be read."
            }
        } catch .notInstalled {
            programPage.withoutLayout =
                "No pictures: they are laid out by Graphviz, which is not installed here (`apt-get install graphviz`)."
        } catch {
            programPage.withoutLayout = "No pictures: \(error.traceError.message)."
        }
    }
}
