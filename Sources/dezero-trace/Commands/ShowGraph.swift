import ArgumentParser
import Graphviz
import Inspection
import LeakAnalysis
import Reporting
import TraceModel
import TraceStore

/// How a graph is told.
enum GraphFormat: String, CaseIterable, ExpressibleByArgument {
    case dot, svg, mermaid, heapsnapshot
}

/// `graph`: the object graph of one moment, as a picture.
struct ShowGraph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw the object graph of one moment: who holds whom, and what nothing reaches.",
        usage: "dezero-trace graph <run> [<options>]",
        discussion: """
            Instances are boxes with their counts, names are roots, weak references are dashed, and what leaked is \
            red. Lists and the like are folded into the field that leads through them, as in outputs[0]. Large graphs \
            are cut, leaked cycles first; the heap snapshot is whole. SVG is laid out by Graphviz.

            RUN is the number of a run, or PROGRAM/DESIGN for its newest. Without --at it draws the moment after the \
            names were dropped if anything leaked then, else the program's end. It is for simulated programs; `report` tells of \
            observed ones.

            EXAMPLES
              dezero-trace graph cycle/strong
              dezero-trace graph cycle/strong --at L13 --format svg --output cycle.svg
              dezero-trace graph cycle/strong --format mermaid
              dezero-trace graph 1 --format heapsnapshot --output cycle.heapsnapshot
            """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Option(
        help: ArgumentHelp(
            "The moment: the number of an event, or L14 for the end of the last statement on line 14.",
            valueName: "seq|line"))
    var at: MomentArgument?

    @Option(help: "What to write.")
    var format = GraphFormat.dot

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let file = try output.file(besides: self.database)
        let database = try database.open()
        let run = try reference.find(in: database, seeing: .holders)
        let graph = try MomentGraph(database.trace(of: run), at: at?.request ?? .end)
        try await OutputOptions.write(text(graph, of: run), to: file)
    }

    private func text(_ graph: MomentGraph, of run: RunInfo) async throws -> String {
        func drawing(of most: Int = ObjectPicture.usualBoxes) -> Drawing {
            Drawing(run: run, picture: ObjectPicture(graph, mostBoxes: most))
        }
        switch format {
        case .dot: return GraphDOT().text(drawing())
        case .mermaid: return GraphMermaid().text(drawing(of: GraphMermaid.mostBoxes))
        case .heapsnapshot: return GraphHeapSnapshot().text(graph)
        case .svg:
            do throws(GraphvizError) {
                return try await Graphviz().render(GraphDOT().text(drawing()), as: .svg)
            } catch {
                throw error.traceError
            }
        }
    }
}

/// A moment as the command line names it: `120` is an event, `L14` a line.
struct MomentArgument: ExpressibleByArgument {
    /// What it asks for.
    let request: GraphMoment.Request

    init?(argument: String) {
        let isLine = argument.hasPrefix("L")
        guard let number = Int(isLine ? argument.dropFirst() : argument[...]), number > 0 else { return nil }
        request = isLine ? .line(number) : .event(number)
    }
}
