import ArgumentParser
import Inspection
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

/// `steps`: the counts after every statement.
struct ShowSteps: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps",
        abstract: "Show the count of every object after every statement, and who was freed.",
        discussion: """
            One row a statement, one column an object. RUN is the number of a run, or PROGRAM/DESIGN for its newest.

            EXAMPLES
              dezero-trace steps cycle/strong
              dezero-trace steps 3 --format json
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open()
        let run = try reference.find(in: database, seeing: .statements)
        let steps = Steps(run: run, table: try StepTable.build(from: database.trace(of: run)))
        try StandardOutput.write(format.render(steps, text: { StepsText(layout: $0) }, json: StepsJSON()))
    }
}
