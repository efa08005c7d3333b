import ArgumentParser
import Reporting
import TraceStore

/// `runs`: what is recorded.
struct ListRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the recorded runs.",
        discussion: """
            EXAMPLES
              dezero-trace runs
              dezero-trace runs --database other.sqlite --format json
            """)

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open()
        let runs = try database.runs().map { run in
            RunListing(run: run, summary: try database.storedReport(for: run)?.summary)
        }
        try StandardOutput.write(format.render(runs, text: { RunsText(layout: $0) }, json: RunsJSON()))
    }
}
