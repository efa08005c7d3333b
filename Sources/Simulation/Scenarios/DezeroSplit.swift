import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// `dezero-split`: a function with two outputs, one of which is dropped before backward.
public struct DezeroSplit: Program, DezeroScenario {
    public let name = "dezero-split"
    public let summary = "a, b = split(x), and b is dropped before backward: the price of weak outputs"
    public let parameters = [
        Parameter(
            name: "n", kind: .integer(2...10_000_000), defaultValue: "4", summary: "numbers in x: 1, 2 and so on"),
        Parameter(name: "drop", kind: .integer(0...1), defaultValue: "1", summary: "1 drops b, 0 keeps it"),
    ]

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (x, a) = (Formula("x"), Formula("a"))
        let n = parameters.integer("n")
        try dezero.statement("x = Variable(np.arange(1.0, \(n + 1)))") { dezero in
            let data = try dezero.array(shape: ArrayShape(n)) { numbers in
                for index in 0..<n { numbers[index] = Double(index + 1) }
            }
            try dezero.bind(dezero.name("x"), to: dezero.variable(data))
        }
        try dezero.assign(["a", "b"], split(x))
        if parameters.integer("drop") == 1 { try dezero.forget("b") }
        try dezero.assign("y", sum(square(a)))
        try dezero.backward("y")
        try dezero.printGrad("x")
    }
}
