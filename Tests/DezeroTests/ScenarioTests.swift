import Dezero
import Programs
import Scenarios
import Testing
import TraceModel

struct ScenarioTests {
    private func record(
        _ program: any Program, _ design: Design, set: [(name: String, value: String)] = []
    ) throws -> (replay: Replay, trace: MemoryTrace, outcome: ProgramOutcome) {
        let tracker = MemoryTracker()
        let settings = RunSettings(design: design, parameters: try ParameterValues(of: program, set: set))
        let outcome = try ProgramRunner.run(program, settings: settings, tracker: tracker)
        return (try Replay(tracker.trace), tracker.trace, outcome)
    }

    @Test(arguments: [Design.strong, .weakref(Dezero.weakrefSlots)])
    func `dezero-square prints the true gradient under both designs`(design: Design) throws {
        let run = try record(DezeroSquare(), design)
        #expect(run.outcome == .finished)
        #expect(run.trace.output.map(\.text) == ["17496.0\n"])
        #expect(run.replay.counts[.namesDropped]?.count == (design == .strong ? 7 : 0))
        #expect(run.replay.counts[.finalCollection]?.count == 0)
    }

    @Test func `dezero-square takes another x`() throws {
        // The derivative of x to the 8th is 8 x to the 7th: 8 * 128 = 1024 for x = 2.
        let run = try record(DezeroSquare(), .strong, set: [("x", "2")])
        #expect(run.trace.output.map(\.text) == ["1024.0\n"])
    }

    @Test func `a design under which backward fails is a failed program, recorded to its end`() throws {
        let run = try record(DezeroSquare(), .weak([Slot(type: "Variable", field: "creator")]))
        guard case .failed(let failure) = run.outcome else {
            Issue.record("the program did not fail")
            return
        }
        let beginning = "DeadReference: Variable.creator of Variable#4 is weak, and Square#3 died in `"
        #expect(failure.message.hasPrefix(beginning))
        #expect(run.replay.counts[.finalCollection] == [:])
    }

    @Test func `the loop grows by seven objects an iteration in the strong design`() throws {
        let run = try record(DezeroLoop(), .strong, set: [("dim", "4")])
        #expect(run.replay.liveAfterIteration == [7, 14, 21, 28, 35, 42, 49, 56, 63, 70])
        #expect(run.replay.counts[.namesDropped]?.count == 70)
        #expect(run.replay.counts[.finalCollection]?.count == 0)
    }

    @Test func `the loop stays at seven objects in the weak design, with a peak of two graphs`() throws {
        let run = try record(DezeroLoop(), .weakref(Dezero.weakrefSlots), set: [("dim", "4")])
        #expect(run.replay.liveAfterIteration == Array(repeating: 7, count: 10))
        #expect(run.replay.peak == 14)
        #expect(run.replay.counts[.namesDropped]?.count == 0)
    }

    @Test func `two runs of the loop are the same, event for event`() throws {
        let first = try record(DezeroLoop(), .strong, set: [("iterations", "3"), ("dim", "5")])
        let second = try record(DezeroLoop(), .strong, set: [("iterations", "3"), ("dim", "5")])
        #expect(first.trace == second.trace)
    }

    @Test(arguments: [DezeroSquare(), DezeroLoop()] as [any Program])
    func `every slot of DeZero can be weak, alone and together, others are refused`(program: any Program) throws {
        let set = program.name == "dezero-loop" ? [(name: "dim", value: "2")] : []
        for bits in 0..<32 {
            let slots = Dezero.slots.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)
            let run = try record(program, .weak(slots), set: set)
            #expect(run.replay.counts[.finalCollection] == [:], "\(slots)")
        }
        let error = #expect(throws: TraceError.self) {
            _ = try record(program, .weak([Slot(type: "Square", field: "outputs")]), set: set)
        }
        #expect(error?.code == .usage)
        #expect(error?.description.contains("did you mean Function.outputs?") == true)
    }

    @Test func `random numbers have mean 0 and deviation 1, and a seed repeats them`() {
        var (first, second) = (RandomNumbers(seed: 7), RandomNumbers(seed: 7))
        let numbers = [Double](unsafeUninitializedCapacity: 100_001) { memory, count in
            first.fillNormal(UnsafeMutableBufferPointer(rebasing: memory[..<100_001]))
            count = 100_001
        }
        let again = [Double](unsafeUninitializedCapacity: 100_001) { memory, count in
            second.fillNormal(UnsafeMutableBufferPointer(rebasing: memory[..<100_001]))
            count = 100_001
        }
        let mean = numbers.reduce(0, +) / 100_001
        let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000).squareRoot()
        // Five standard errors of 100,001 draws: 5 / sqrt(n), and 5 / sqrt(2 n).
        #expect(abs(mean) < 0.016)
        #expect(abs(deviation - 1) < 0.0112)
        #expect(numbers == again)
    }
}
