import ArgumentParser

/// The command without a subcommand: it says what there is and where to start.
@main
struct DezeroTrace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dezero-trace",
        abstract: "See which objects reference counting cannot free, and which statement closed each cycle.",
        discussion: """
            Start here: record a program, then read what leaked, why, and what to change.

              dezero-trace record                                the programs of the book
              dezero-trace record --explain -- python3 app.py    a real Python program
              dezero-trace record -- .build/debug/server         a real Swift program
              dezero-trace report

            Then look closer. What this tool runs itself it sees count by count:

              dezero-trace advise -- python3 app.py
              dezero-trace advise cycle
              dezero-trace steps cycle/strong
              dezero-trace history cycle/strong a
              dezero-trace record program.py --weak Node.parent

            WORDS
              design  which references are weak: `strong` none, the program as
                      written; `weakref` those that its author names
              slot    a place that can hold a reference, as TYPE.FIELD
              ring    objects that hold each other in a circle, so that counting
                      never frees them
            docs/glossary.md (docs/glossary.ko.md) explains every word.
            """,
        version: Version.text,
        subcommands: [
            Record.self, Report.self, Check.self, ShowSteps.self, ShowHistory.self, ShowWhy.self, ShowGraph.self,
            Advise.self, Look.self,
            ListRuns.self, ListScenarios.self, WritePytestPlugin.self, RunSelfTest.self, ShowVersion.self,
        ])

    /// Runs the command that the arguments name, and ends the process with its status.
    static func main() async { await Shell.run() }
}
