import ArgumentParser
import Programs
import Reporting
import Scenarios
import TraceModel

/// `scenarios`: what can be recorded without writing a program.
struct ListScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List the programs that are built in.",
        discussion: """
            EXAMPLES
              dezero-trace scenarios
              dezero-trace scenarios --format json
            """)

    @OptionGroup var format: FormatOptions

    func run() throws {
        let scenarios = try Catalogue.builtIn.programs.map { program in
            ScenarioListing(
                name: program.name, summary: program.summary,
                designs: [.strong] + (program.weakrefSlots.isEmpty ? [] : [.weakref(program.weakrefSlots)]),
                parameters: program.parameters.map { .init(name: $0.name, defaultValue: $0.defaultValue) })
        }
        try StandardOutput.write(format.render(scenarios, text: { ScenariosText(layout: $0) }, json: ScenariosJSON()))
    }
}
