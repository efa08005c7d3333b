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
            One row a statement, one column an object. RUN is the number of a run, or PROGRAM/DESIGN for its newest. Without \
            options the rows are the statements of the top level. It is for simulated programs, which are seen statement by \
            statement; `report` tells of observed ones.

            EXAMPLES
              dezero-trace steps cycle/strong
              dezero-trace steps dezero-square/strong --depth 1
              dezero-trace steps dezero-square/strong --in __call__
              dezero-trace steps dezero-loop/strong --iteration 2
              dezero-trace steps 3 --format json
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Option(help: "How deep in loops, branches and calls a row may stand.")
    var depth = 0

    @Option(name: .customLong("in"), help: ArgumentHelp("Only statements of this function.", valueName: "function"))
    var function: String?

    @Option(help: "Only statements of this pass of the program's loop, from 1.")
    var iteration: Int?

    @OptionGroup var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run() throws {
        let database = try database.open()
        let run = try reference.find(in: database, seeing: .holders)
        var selection = StepSelection(depth: depth, function: function, iteration: iteration)
        let trace = try database.trace(of: run)
        var steps = Steps(run: run, table: try StepTable.build(from: trace, selection))
        if steps.table.steps.isEmpty, let why = nothingRan { throw why }
        if format.format == .text, steps.table.steps.allSatisfy({ $0.counts.isEmpty && $0.deinits.isEmpty }) {
            // Of a program without an object of a class its arrays are shown, and what refers to them weakly.
            selection.kinds = [.array, .weakReference]
            steps.table = try StepTable.build(from: trace, selection)
        }
        try StandardOutput.write(format.render(steps, text: { StepsText(layout: $0) }, json: StepsJSON()))
    }

    func validate() throws {
        if depth < 0 { throw ValidationError("--depth must not be below 0") }
        if let iteration, iteration < 1 { throw ValidationError("--iteration counts from 1") }
    }

    /// What is said where the options leave no statement; nil where there are none.
    private var nothingRan: TraceError? {
        if let function {
            return TraceError(
                .notFound,
                "no statement of a function \(function) ran"
                    + (iteration.map { " in pass \($0)" } ?? ""),
                remedy: "name it as it stands behind def, with or without its class")
        }
        return iteration.map {
            TraceError(
                .notFound, "no statement ran in pass \($0) of a loop",
                remedy: "`report --figures` tells how many passes there were")
        }
    }
}
