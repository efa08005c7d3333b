import ArgumentParser
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

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
            """)

    @Argument(help: ArgumentHelp("The runs to report.", valueName: "run"))
    var runs: [RunReference] = []

    @OptionGroup var format: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let file = try output.file()
        let database = try database.open()
        let runs = try runs.isEmpty ? database.newestRuns() : runs.map { try $0.find(in: database) }.uniqued(by: \.id)
        let reports = try runs.map { try ReportSource.report(of: $0, in: database) }
        var names: [Int: [String: String]] = [:]
        if format.format == .text {
            for report in reports { names[report.run.id] = try ReportSource.names(for: report, in: database) }
        }
        let text = format.render(
            Comparison.compare(reports), text: { ReportText(layout: $0, names: names) }, json: ReportJSON(),
            layout: file == nil ? Terminal.current.layout : Terminal.fileLayout)
        try OutputOptions.write(text, to: file)
    }
}
