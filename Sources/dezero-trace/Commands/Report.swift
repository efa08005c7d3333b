import ArgumentParser
import LeakAnalysis
import PageReporting
import Reporting
import TraceModel
import TraceStore

/// How a report is told.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, markdown, html
}

/// `report`: what leaked and why, the designs of a program side by side.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what leaked and why, the designs of a program side by side.",
        usage: "dezero-trace report [<run> ...] [<options>]",
        discussion: """
            Without a run it takes the newest run of every program and design. RUN is the number of a run, or \
            PROGRAM/DESIGN for its newest, or PROGRAM for the newest of each of its designs.

            EXAMPLES
              dezero-trace report
              dezero-trace report cycle/strong cycle/weakref
              dezero-trace report --figures
              dezero-trace report --format json --output report.json
              dezero-trace report --format markdown --output summary.md
              dezero-trace report --format html --output report.html
            """)

    @Argument(help: ArgumentHelp("The runs to report.", valueName: "run"))
    var runs: [RunReference] = []

    @Option(
        help: """
            For people (text), for programs (json), for a pull request's summary (markdown) or as one page with moving \
            pictures (html).
            """)
    var format = ReportFormat.text

    @Flag(help: "Tell every figure, in a table, in a text report.")
    var figures = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let file = try output.file(besides: self.database)
        if format == .html, file == nil, Terminal.current.isTerminal {
            throw TraceError(.usage, "a page is not for a terminal", remedy: "write it with --output FILE")
        }
        let database = try database.open()
        let runs =
            try runs.isEmpty
            ? database.newestRuns() : runs.flatMap { try $0.findAll(in: database) }.uniqued(by: \.id)
        let reports = try runs.map { try ReportSource.report(of: $0, in: database) }
        let all = try database.runs()
        let comparisons = Comparison.compare(reports).map { comparison in
            var comparison = comparison
            comparison.otherPaths = Set(comparison.runs.flatMap { $0.run.otherPaths(among: all) }).sorted()
            return comparison
        }
        let layout = file == nil ? Terminal.current.layout : Terminal.fileLayout
        let text =
            switch format {
            case .text:
                try ReportText(
                    layout: layout, names: names(of: reports, in: database),
                    changes: ChangeSource.changes(for: comparisons),
                    tellsFigures: figures
                ).text(comparisons)
            case .json: ReportJSON().text(comparisons)
            case .markdown:
                try ReportMarkdown(
                    names: names(of: reports, in: database), changes: ChangeSource.changes(for: comparisons)
                )
                .text(comparisons)
            case .html: try await page(comparisons, in: database)
            }
        try OutputOptions.write(text, to: file)
    }

    private func names(of reports: [RunReport], in database: TraceDatabase) throws -> [Int: [String: String]] {
        try reports.reduce(into: [:]) { $0[$1.run.id] = try ReportSource.names(for: $1, in: database) }
    }

    private func page(_ comparisons: [Comparison], in database: TraceDatabase) async throws -> String {
        let source = PageSource(database: database)
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        var programPages: [ProgramPage] = []
        for comparison in comparisons {
            progress.show("drawing the steps of \(comparison.program)")
            programPages.append(try await source.programPage(of: comparison))
        }
        return try HTMLReport().text(programPages)
    }
}
