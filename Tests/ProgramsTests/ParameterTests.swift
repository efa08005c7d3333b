import Programs
import ReferenceCounting
import Testing
import TraceModel

/// A program with one parameter of each kind, which does nothing.
struct Sample: Program {
    var name = "sample"
    let summary = "does nothing"
    var parameters = [
        Parameter(name: "iterations", kind: .integer(1...100), defaultValue: "10", summary: "passes"),
        Parameter(name: "rate", kind: .number, defaultValue: "0.5", summary: "step"),
        Parameter(name: "title", kind: .text, defaultValue: "none", summary: "a text"),
    ]
    let weakrefSlots: [Slot] = []
    var slots: [Slot]?

    func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        var execution = Execution(heap)
        while true { try execution.statement("while True:") { _ in } }
    }
}

struct ParameterTests {
    @Test func `what is not set has its default, what is set its value`() throws {
        let values = try ParameterValues(of: Sample(), set: [("rate", "1e-3"), ("title", "a b")])
        #expect(values.integer("iterations") == 10)
        #expect(values.number("rate") == 0.001)
        #expect(values.texts == ["iterations": "10", "rate": "1e-3", "title": "a b"])
    }

    @Test func `an unknown key is wrong usage that lists the keys and guesses the one meant`() {
        let error = #expect(throws: TraceError.self) {
            try ParameterValues(of: Sample(), set: [("iteration", "3")])
        }
        #expect(error?.code == .usage)
        #expect(
            error?.description
                == "sample has no parameter iteration; did you mean iterations? It has iterations, rate, title")
    }

    @Test func `a program without parameters says so`() {
        var sample = Sample()
        sample.parameters = []
        let error = #expect(throws: TraceError.self) { try ParameterValues(of: sample, set: [("n", "3")]) }
        #expect(error?.description == "sample has no parameter n; it has none at all")
    }

    @Test(arguments: [
        ("iterations", "abc"), ("iterations", "1.5"), ("iterations", ""), ("iterations", "0"), ("iterations", "-1"),
        ("iterations", "101"), ("rate", "fast"), ("rate", "inf"), ("rate", "nan"),
    ])
    func `a value that does not fit is wrong usage that shows one that does`(name: String, value: String) throws {
        let error = #expect(throws: TraceError.self) { try ParameterValues(of: Sample(), set: [(name, value)]) }
        #expect(error?.code == .usage)
        #expect(error?.description.hasPrefix("'\(value)' is no value for \(name) of sample; give a") == true)
        #expect(error?.settings == [.parameter(name: name, value: name == "rate" ? "0.5" : "10")])
    }

    @Test func `a range is named in the message`() {
        let error = #expect(throws: TraceError.self) { try ParameterValues(of: Sample(), set: [("iterations", "0")]) }
        #expect(error?.description.contains("a whole number from 1 to 100") == true)
    }
}

struct ProgramTests {
    @Test func `a program that does not end is stopped, and its failure says so`() throws {
        let sample = Sample()
        let settings = RunSettings(design: .strong, parameters: try ParameterValues(of: sample))
        let outcome = try ProgramRunner.run(sample, settings: settings, maximumStatements: 5)
        let message = "StatementLimit: the program ran 5 statements, as many as it may"
        #expect(outcome == .failed(ProgramFailure(message)))
    }

    @Test func `a catalogue finds programs by name, and guesses`() {
        var (first, second) = (Sample(), Sample())
        first.name = "cycle"
        second.name = "chain"
        let catalogue = Catalogue([first, second])
        #expect(catalogue.program(named: "chain")?.name == "chain")
        #expect(catalogue.program(named: "cycl") == nil)
        #expect(catalogue.unknown("cycl").code == .notFound)
        #expect(catalogue.unknown("cycl").description.contains("did you mean cycle?"))
        #expect(!catalogue.unknown("something else").description.contains("did you mean"))
    }

    @Test(arguments: [
        ("Square.outputs", "did you mean Function.outputs? "), ("Function.output", "did you mean Function.outputs? "),
        ("Cat.tail", ""),
    ])
    func `a slot that a program does not have is wrong usage that names the right one`(
        slot: String, hint: String
    ) throws {
        var sample = Sample()
        sample.slots = [Slot(type: "Function", field: "outputs"), Slot(type: "Variable", field: "creator")]
        let design = Design.weak([try #require(Slot(slot))])
        let error = #expect(throws: TraceError.self) { try sample.check(design) }
        #expect(error?.code == .usage)
        #expect(
            error?.description
                == "sample has no slot \(slot); " + hint
                + "\(hint.isEmpty ? "it" : "It") has Function.outputs, Variable.creator")
        sample.slots = nil
        try sample.check(design)
    }
}
