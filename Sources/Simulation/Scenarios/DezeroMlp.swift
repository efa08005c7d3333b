public import Dezero
import Foundation
public import Programs
import ReferenceCounting
import TraceModel

/// `mlp`: a perceptron with one hidden layer learns sin(2 pi x): a training loop as people write it.
public struct DezeroMlp: Program, DezeroScenario {
    public let name = "mlp"
    public let summary = "a small perceptron learns sin(2 pi x): a training loop, and what it leaks an iteration"
    public let parameters = [
        Parameter(
            name: "iterations", kind: .integer(1...100_000_000), defaultValue: "100", summary: "steps of the descent"),
        Parameter(name: "n", kind: .integer(1...1_000_000), defaultValue: "100", summary: "points to learn from"),
        Parameter(name: "hidden", kind: .integer(1...10_000), defaultValue: "10", summary: "neurons that are hidden"),
        Parameter(name: "rate", kind: .number, defaultValue: "0.1", summary: "the learning rate"),
        Parameter(
            name: "seed", kind: .integer(0...1_000_000_000), defaultValue: "0", summary: "seed of the random numbers"),
    ]

    /// What is learned, in the order in which the program makes it.
    public static let weights = ["W1", "b1", "W2", "b2"]

    /// What the perceptron makes of x.
    public static var prediction: Formula {
        let hidden = tanh(matmul(Formula("x"), Formula("W1")) + Formula("b1"))
        return matmul(hidden, Formula("W2")) + Formula("b2")
    }

    /// The mean squared error of `y`, for `n` points.
    public static func loss(of y: Formula, n: Int) -> Formula {
        sum((y - Formula("t")) ** 2) / Formula(Double(n))
    }

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (iterations, rate) = (parameters.integer("iterations"), parameters.number("rate"))
        let n = parameters.integer("n")
        try makeData(&dezero, parameters)
        try dezero.loop("for i in range(\(iterations)):", times: iterations) { dezero, pass in
            try dezero.assign("y", Self.prediction)
            try dezero.assign("loss", Self.loss(of: Formula("y"), n: n))
            for weight in Self.weights { try dezero.cleargrad(weight) }
            try dezero.backward("loss")
            for weight in Self.weights { try dezero.descend(weight, rate: rate) }
            // Ten losses over the run, the first and the last one among them.
            if pass == 0 || (pass + 1) * 10 / iterations > pass * 10 / iterations { try dezero.printData("loss") }
        }
    }

    private func makeData(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (n, hidden) = (parameters.integer("n"), parameters.integer("hidden"))
        var random = RandomNumbers(seed: UInt64(parameters.integer("seed")))
        let points = (0..<n).map { _ in (random.uniform() + 1) / 2 }
        try assign("x", "Variable(np.random.rand(\(n), 1))", [n, 1], &dezero) { $0[$1] = points[$1] }
        try assign("t", "Variable(np.sin(2 * np.pi * x.data))", [n, 1], &dezero) {
            $0[$1] = sin(2 * Double.pi * points[$1])
        }
        var numbers = [Double](repeating: 0, count: hidden + hidden % 2)
        numbers.withUnsafeMutableBufferPointer { random.fillNormal($0) }
        try assign("W1", "Variable(np.random.randn(1, \(hidden)))", [1, hidden], &dezero) { $0[$1] = numbers[$1] }
        // As many summands of variance 1 / hidden: the first predictions are neither large nor all the same.
        numbers.withUnsafeMutableBufferPointer { random.fillNormal($0) }
        let scale = 1 / Double(hidden).squareRoot()
        let text = "Variable(np.random.randn(\(hidden), 1) / np.sqrt(\(hidden)))"
        try assign("W2", text, [hidden, 1], &dezero) { $0[$1] = scale * numbers[$1] }
        try assign("b1", "Variable(np.zeros(\(hidden)))", [hidden], &dezero) { $0[$1] = 0 }
        try assign("b2", "Variable(np.zeros(1))", [1], &dezero) { $0[$1] = 0 }
    }

    private func assign(
        _ name: String, _ text: String, _ shape: ArrayShape, _ dezero: inout Dezero, line: Int = #line,
        number: (UnsafeMutableBufferPointer<Double>, Int) -> Void
    ) throws {
        try dezero.statement("\(name) = \(text)", line: line) { dezero in
            let data = try dezero.array(shape: shape) { numbers in
                for index in numbers.indices { number(numbers, index) }
            }
            try dezero.bind(dezero.name(name), to: dezero.variable(data))
        }
    }
}
