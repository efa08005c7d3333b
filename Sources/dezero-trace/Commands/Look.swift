import ArgumentParser
import Foundation
import LeakAnalysis
import Reporting
import SwiftSource
import TraceModel
import TraceStore

/// `look`: what a Swift program leaks and holds, while it runs.
struct Look: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at a Swift program that runs under `record --`, and show what it leaks and holds.",
        usage: "dezero-trace look [<program>] [<options>]",
        discussion: """
            The program goes on: a copy of its process is looked at, which stands still. Everything up to now is \
            recorded as a run of its own, with every look before, so that what grows shows. PROGRAM is the name of its \
            file or the number of its process; without one it is the only program that runs so.

            EXAMPLES
              dezero-trace record -- ./server        in one terminal
              dezero-trace look                      in another, as often as you like
              dezero-trace look server --format json
            """)

    @Argument(help: ArgumentHelp("The program, by its name or its process.", valueName: "program"))
    var program: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        try database.check()
        let running = try find()
        try running.look()
        let recording = try StreamRecording(path: running.stream, isOfOwnRun: true, stillRuns: true)
        let numbers = try StreamRecording.store([recording], in: database.path, name: nil)
        let database = try database.open()
        let runs = try database.runs().filter { numbers.contains($0.id) }
        let comparisons = Comparison.compare(try runs.map { try ReportSource.report(of: $0, in: database) })
        let changes = try ChangeSource.changes(for: comparisons)
        try StandardOutput.write(
            format.render(
                comparisons, text: { ReportText(layout: $0, names: [:], changes: changes) }, json: ReportJSON()))
    }

    private func find() throws -> RunningProgram {
        let all = RunningProgram.all()
        let wanted = all.filter { program == nil || $0.name == program || String($0.process) == program }
        if wanted.count == 1 { return wanted[0] }
        let names = all.map { "\($0.name) (\($0.process))" }.joined(separator: ", ")
        if all.isEmpty {
            throw TraceError(
                .notFound, "no Swift program runs under watch",
                remedy: "start one in another terminal: dezero-trace record -- ./program")
        }
        throw wanted.isEmpty
            ? TraceError(.notFound, "no program \(program ?? "") runs under watch", remedy: "there are: \(names)")
            : TraceError(.usage, "several programs run under watch", remedy: "name one by its process: \(names)")
    }
}
