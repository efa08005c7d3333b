import Dezero
import Inspection
import LeakAnalysis
import Programs
import ReferenceCounting
import Scenarios
import Testing
import TraceModel

/// The DeZero scenarios: what CPython 3.11 shows for the same graphs, and the gradients that mathematics gives.
@Suite struct DezeroTests {
    private static let outputs = ["Function.outputs"]

    private func printed(_ run: Recorded) -> [Double] {
        run.trace.output.compactMap { Double($0.text.trimmingNewline) }
    }

    /// What a run prints, without keeping its events.
    private func output(
        of name: String, weak: [String] = [], set: [(name: String, value: String)] = []
    ) throws -> [Double] {
        let program = try #require(try Catalogue.builtIn.program(named: name))
        let settings = RunSettings(
            design: .weak(weak.compactMap { Slot($0) }), parameters: try ParameterValues(of: program, set: set))
        let tracker = OutputTracker()
        #expect(try ProgramRunner.run(program, settings: settings, tracker: tracker) == .finished)
        return tracker.output.compactMap { Double($0.text.trimmingNewline) }
    }

    private func isClose(_ numbers: [Double], _ expected: [Double]) -> Bool {
        numbers.count == expected.count
            && zip(numbers, expected).allSatisfy { abs($0 - $1) <= 1e-9 * max(abs($1), 1e-300) || $0 == $1 }
    }

    // MARK: Values and gradients

    @Test(arguments: [
        ("sphere", ["1", "1"], [2.0, 2, 2]), ("matyas", ["1", "1"], [0.04, 0.04, 0.04]),
        ("goldstein", ["1", "1"], [1876, -5376, 8064]), ("goldstein", ["0", "-1"], [3, 0, 0]),
        ("goldstein", ["2", "3"], [3_767_075, -1_219_680, 11_236_320]),
    ])
    func `a test function has its value and its gradient`(name: String, at: [String], expected: [Double]) throws {
        for weak in [[], Self.outputs] {
            let run = try Recorded(name, weak: weak, set: [("x", at[0]), ("y", at[1])])
            // 0.04 is a difference of numbers near 0.5: their rounding is relative to those.
            let tolerance = name == "matyas" ? 1e-15 : 0
            let numbers = printed(run)
            #expect(isClose(numbers, expected) || zip(numbers, expected).allSatisfy { abs($0 - $1) < tolerance })
        }
    }

    @Test(arguments: [DezeroFormula.sphere, .matyas, .goldstein].map(\.name), [(1.0, 1.0), (0.3, -0.7), (-1.2, 0.4)])
    func `a test function's gradient equals central differences`(name: String, at: (Double, Double)) throws {
        let program = try #require(try Catalogue.builtIn.program(named: name) as? DezeroFormula)
        let check = try GradientCheck(
            of: program.formula, at: [GradientCheck.Input("x", at.0), GradientCheck.Input("y", at.1)])
        #expect(check.largestError < 1e-7)
    }

    @Test func `a branching graph's gradient is 64, and two ends' is 64 where intermediate gradients are cleared`()
        throws
    {
        #expect(printed(try Recorded("dezero-branch")) == [64])
        #expect(printed(try Recorded("dezero-branch", weak: Self.outputs)) == [64])
        #expect(printed(try Recorded("dezero-shared")) == [64])
        // The two backwards of 32 and 64: the second starts from a gradient that the first one left.
        #expect(printed(try Recorded("dezero-shared", set: [("retain", "1")])) == [96])
    }

    @Test func `the branching graph's gradient equals central differences`() throws {
        let x = Formula("x")
        let check = try GradientCheck(
            of: add(square(square(x)), square(square(x))), at: [GradientCheck.Input("x", 2)])
        #expect(check.backward == [[64]])
        #expect(check.largestError < 1e-7)
    }

    @Test func `rosenbrock descends to where CPython with numpy arrives`() throws {
        #expect(isClose(try output(of: "rosenbrock", weak: Self.outputs), [0.6837118569138317, 0.4659526837427042]))
        let check = try GradientCheck(
            of: DezeroRosenbrock.formula, at: [GradientCheck.Input("x0", 0.3), GradientCheck.Input("x1", 1.7)])
        #expect(check.largestError < 1e-7)
    }

    @Test(arguments: [(1, 1.4545454545454546), (2, 1.1510467893775467), (4, 1.0009084519430513), (10, 1)])
    func `newton goes where CPython with numpy goes`(iterations: Int, x: Double) throws {
        #expect(isClose(printed(try Recorded("newton", set: [("iterations", "\(iterations)")])), [x]))
    }

    @Test(arguments: [2.0, -0.6])
    func `newton's derivatives equal central differences`(x: Double) throws {
        let first = { try GradientCheck(of: DezeroNewton.formula, at: [GradientCheck.Input("x", $0)]) }
        #expect(try first(x).largestError < 1e-7)
        let step = 1e-5
        let second = (try first(x + step).backward[0][0] - first(x - step).backward[0][0]) / (2 * step)
        #expect(abs(second - DezeroNewton.secondDerivative(x)) < 1e-6)
    }

    // MARK: Counts and leaks

    @Test(arguments: [("sphere", 8), ("matyas", 18), ("goldstein", 95), ("dezero-branch", 9), ("dezero-shared", 7)])
    func `a graph leaks whole in the strong design, and nothing in the weak one`(name: String, objects: Int) throws {
        #expect(try Recorded(name).table.leaked.count == objects)
        #expect(try Recorded(name, weak: Self.outputs).table.leaked == [])
    }

    @Test func `the counts at rest are CPython's`() throws {
        let variables = { (run: Recorded, count: Int) in (1...count).map { run.atRest["Variable#\($0)"] ?? 0 } }
        #expect(variables(try Recorded("sphere"), 5) == [2, 2, 2, 2, 2])
        #expect(variables(try Recorded("sphere", weak: Self.outputs), 5) == [2, 2, 1, 1, 1])
        #expect(variables(try Recorded("matyas"), 11) == [3, 3, 2, 2, 2, 1, 2, 1, 2, 2, 2])
        #expect(variables(try Recorded("matyas", weak: Self.outputs), 11) == [3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1])
        #expect(variables(try Recorded("dezero-branch"), 5) == [2, 4, 2, 2, 2])
        #expect(variables(try Recorded("dezero-branch", weak: Self.outputs), 5) == [2, 3, 1, 1, 1])
    }

    @Test(arguments: [([], 149), (outputs, 111)] as [([String], Int)])
    func `goldstein has 57 variables and 38 functions, and CPython's counts`(weak: [String], sum: Int) throws {
        let run = try Recorded("goldstein", weak: weak)
        #expect(run.atRest.keys.filter { $0.hasPrefix("Variable#") }.count == 57)
        #expect(run.atRest.count == 95)
        #expect(run.atRest.values.reduce(0, +) == sum)
        #expect(["Variable#1", "Variable#2", "Add#1"].map { run.atRest[$0] } == [9, 9, 1])
        #expect(run.atRest["Variable#3"] == (weak.isEmpty ? 2 : 1))
    }

    // MARK: Two outputs

    @Test func `a split of which one part is dropped works in the strong design only`() throws {
        let strong = try Recorded("dezero-split")
        #expect(strong.trace.output.map(\.text) == ["[2. 4. 0. 0.]\n"])
        let kept = try Recorded("dezero-split", weak: Self.outputs, set: [("drop", "0")])
        #expect(kept.trace.output.map(\.text) == ["[2. 4. 0. 0.]\n"])
        let program = DezeroSplit()
        let outcome = try ProgramRunner.run(
            program,
            settings: RunSettings(
                design: .weakref(program.weakrefSlots), parameters: try ParameterValues(of: program)))
        guard case .failed(let failure) = outcome else {
            Issue.record("the weak design did not miss the dropped output")
            return
        }
        #expect(
            failure.message.hasPrefix(
                "DeadReference: Function.outputs of Split#1 is weak, and Variable#3 died in `b = None`"))
        #expect(failure.site?.statement == "y.backward()")
    }

    // MARK: Training

    @Test(arguments: [([], 1), (outputs, 0)] as [([String], Int)])
    func `the perceptron's loss falls, and the strong design leaks as much every iteration`(
        weak: [String], leaks: Int
    ) throws {
        let run = try Recorded("mlp", weak: weak, set: [("iterations", "50"), ("n", "20")])
        let losses = printed(run)
        #expect(losses.count == 11)
        #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
        let live = run.analysis.summary.iterations.map(\.liveObjects)
        let growth = Set(zip(live, live.dropFirst()).map { $1 - $0 })
        // Nine functions, their outputs and the two numbers of the loss: what an iteration makes.
        #expect(growth == [leaks * 19])
    }

    @Test func `the perceptron learns the sine`() throws {
        let losses = try output(of: "mlp", weak: Self.outputs, set: [("iterations", "2000"), ("n", "50")])
        // The mean square of a sine is one half: that is what knowing nothing costs.
        #expect(try #require(losses.last) < 0.1)
    }

    @Test func `the perceptron's gradients equal central differences`() throws {
        let inputs = [
            GradientCheck.Input("x", [0.1, 0.4, 0.9], shape: [3, 1]),
            GradientCheck.Input("t", [0.2, -0.5, 0.3], shape: [3, 1]),
            GradientCheck.Input("W1", [0.5, -1.2], shape: [1, 2]), GradientCheck.Input("b1", [0.1, -0.3]),
            GradientCheck.Input("W2", [0.7, 1.1], shape: [2, 1]), GradientCheck.Input("b2", [0.05]),
        ]
        let check = try GradientCheck(of: DezeroMlp.loss(of: DezeroMlp.prediction, n: 3), at: inputs)
        #expect(check.largestError < 1e-7)
        #expect(check.backward.joined().contains { abs($0) > 0.01 })
    }

    // MARK: Settings

    @Test(arguments: try Catalogue.builtIn.programs.filter { $0.weakrefSlots == Dezero.weakrefSlots }.map(\.name))
    func `a mistyped setting is an error that lists the settings`(name: String) throws {
        let program = try #require(try Catalogue.builtIn.program(named: name))
        let error = try #require(throws: TraceError.self) { try ParameterValues(of: program, set: [("zz", "1")]) }
        #expect(error.code == .usage)
        for parameter in program.parameters {
            #expect(error.description.contains(parameter.name))
            #expect(throws: TraceError.self) { try ParameterValues(of: program, set: [(parameter.name, "many")]) }
            if case .integer(let range) = parameter.kind {
                #expect(throws: TraceError.self) {
                    try ParameterValues(of: program, set: [(parameter.name, "\(range.lowerBound - 1)")])
                }
            }
        }
    }
}

/// Keeps what the program printed, and no events.
private final class OutputTracker: Tracker {
    private(set) var output: [PrintedOutput] = []

    func record(_ batch: borrowing EventBatch) { output += batch.output }
}

extension String {
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
