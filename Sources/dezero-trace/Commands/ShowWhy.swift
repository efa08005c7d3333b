import ArgumentParser
import Inspection
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

/// `why`: what keeps one object alive.
struct ShowWhy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show the path from a root that keeps an object alive, or the cycle that does.",
        discussion: """
            It looks at the program's end where a root reaches the object there, else at the moment after its names \
            were dropped. RUN is the number of a run, or PROGRAM/DESIGN for its newest. OBJECT is a label as in obj#1, \
            an object's number, or a name of the program: then the last object that was bound to it. It is for simulated \
            programs; of observed ones `report` has a path to one of each type.

            EXAMPLES
              dezero-trace why cycle/strong a
              dezero-trace why dezero-square/strong Variable#2 --format json
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(help: "The object.", completion: Completions.objects)
    var object: String

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open()
        let run = try reference.find(in: database, seeing: .holders)
        let trace = try database.trace(of: run)
        let id = try ObjectHistory.resolve(object, in: trace)
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        let why = try WhyAlive.build(trace, object: id) { read, total in
            progress.show(AnalysisProgress.text("analysing", run.name, read: read, of: total))
        }
        progress.clear()
        try StandardOutput.write(
            format.render(Why(run: run, why: why), text: { WhyText(layout: $0) }, json: WhyJSON()))
    }
}
