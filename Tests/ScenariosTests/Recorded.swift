import Inspection
import LeakAnalysis
import Programs
import Scenarios
import Testing
import TraceModel

/// A built-in program that ran to its end, with what analysis says of it.
struct Recorded {
    let trace: MemoryTrace
    let analysis: RunAnalysis
    let table: StepTable

    /// Runs a program with the slots named held weakly.
    init(_ name: String, weak slots: [String] = [], set: [(name: String, value: String)] = []) throws {
        let program = try #require(try Catalogue.builtIn.program(named: name))
        let weakSlots = try slots.map { try #require(Slot($0)) }
        let settings = RunSettings(
            design: .weak(weakSlots), parameters: try ParameterValues(of: program, set: set))
        let tracker = MemoryTracker()
        let outcome = try ProgramRunner.run(program, settings: settings, tracker: tracker)
        #expect(outcome == .finished)
        trace = tracker.trace
        analysis = try RunAnalyzer.analyze(trace)
        table = try StepTable.build(from: trace)
    }

    /// The counts at rest, by label.
    var atRest: [String: Int] {
        Dictionary(uniqueKeysWithValues: (table.steps.last?.counts ?? []).map { ($0.label, $0.count) })
    }
}
