import ArgumentParser

/// The command without a subcommand: it says what there is and where to start.
@main
struct DezeroTrace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dezero-trace",
        abstract: "See which objects reference counting cannot free, and which statement closed each cycle.",
        discussion: """
            Start here: record the programs of the book, then read what leaked and why.

              dezero-trace record
              dezero-trace report

            Then look closer, or record a program of your own:

              dezero-trace steps cycle/strong
              dezero-trace history cycle/strong a
              dezero-trace advise cycle
              dezero-trace record program.py --weak Node.parent
            """,
        version: Version.current,
        subcommands: [
            Record.self, Report.self, Check.self, ShowSteps.self, ShowHistory.self, ShowWhy.self, ShowGraph.self,
            Advise.self,
            ListRuns.self, ListScenarios.self, WritePytestPlugin.self, RunSelfTest.self,
        ])

    /// Runs the command that the arguments name, and ends the process with its status.
    static func main() async { await Shell.run() }
}
