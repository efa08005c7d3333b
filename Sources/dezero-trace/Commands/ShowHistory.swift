import ArgumentParser
import Inspection
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

/// `history`: every event of one object.
struct ShowHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show every retain and release of one object, with its holder and running count.",
        usage: "dezero-trace history <run> <object> [<options>]",
        discussion: """
            RUN is the number of a run, or PROGRAM/DESIGN for its newest. OBJECT is a label as in obj#1, an object's \
            number, or a name of the program: then the last object that was bound to it. Of a Swift program there are the \
            objects of the classes that it was recorded with, as record --events --watch Session.

            EXAMPLES
              dezero-trace history cycle/strong a
              dezero-trace history cycle/strong obj#1 --unpaired
              dezero-trace history server Session#3
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(help: "The object.", completion: Completions.objects)
    var object: String

    @Flag(help: "Only the retains that never met their release.")
    var unpaired = false

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open()
        let run = try reference.find(in: database, seeing: .events)
        let trace = try database.trace(of: run)
        let id = try ObjectHistory.resolve(object, in: trace)
        let history = History(
            run: run, history: try ObjectHistory.build(trace, object: id, isUnpaired: unpaired),
            isUnpairedOnly: unpaired)
        try StandardOutput.write(format.render(history, text: { HistoryText(layout: $0) }, json: HistoryJSON()))
    }
}
