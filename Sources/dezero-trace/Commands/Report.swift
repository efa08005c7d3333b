import ArgumentParser
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

/// How a report is told.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, markdown
}

/// `report`: what leaked and why, the designs of a program side by side.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what leaked and why, the designs of a program side by side.",
        discussion: """
            Without a run it takes the newest run of every program and design. RUN is the number of a run, or \
            PROGRAM/DESIGN for its newest.

            EXAMPLES
              dezero-trace report
              dezero-trace report cycle/strong cycle/weakref
              dezero-trace report --format json --output report.json
              dezero-trace report --format markdown --output summary.md
            """)

    @Argument(help: ArgumentHelp("The runs to report.", valueName: "run"))
    var runs: [RunReference] = []

    @Option(help: "For people (text), for programs (json) or for a pull request's summary (markdown).")
    var format = ReportFormat.text

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let file = try output.file()
        let database = try database.open()
        let runs = try runs.isEmpty ? database.newestRuns() : runs.map { try $0.find(in: database) }.uniqued(by: \.id)
        let reports = try runs.map { try ReportSource.report(of: $0, in: database) }
        var names: [Int: [String: String]] = [:]
        if format != .json {
            for report in reports { names[report.run.id] = try ReportSource.names(for: report, in: database) }
        }
        let comparisons = Comparison.compare(reports)
        let layout = file == nil ? Terminal.current.layout : Terminal.fileLayout
        let text =
            switch format {
            case .text: ReportText(layout: layout, names: names).text(comparisons)
            case .json: ReportJSON().text(comparisons)
            case .markdown: ReportMarkdown(names: names).text(comparisons)
            }
        try OutputOptions.write(text, to: file)
    }
}
