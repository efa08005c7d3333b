public import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// `newton`: Newton's method on a function whose second derivative was worked out by hand.
public struct DezeroNewton: Program, DezeroScenario {
    public let name = "newton"
    public let summary = "Newton's method on y = x ** 4 - 2 * x ** 2, with the second derivative by hand"
    public let parameters = [
        Parameter(
            name: "iterations", kind: .integer(1...100_000_000), defaultValue: "10", summary: "steps of the method"),
        Parameter(name: "x", kind: .number, defaultValue: "2", summary: "where it starts"),
    ]

    /// y of x.
    public static var formula: Formula {
        let x = Formula("x")
        return x ** 4 - 2 * x ** 2
    }

    /// The second derivative of ``formula``.
    public static func secondDerivative(_ x: Double) -> Double { 12 * x * x - 4 }

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let iterations = parameters.integer("iterations")
        try dezero.assign("x", data: parameters.number("x"))
        try dezero.loop("for i in range(\(iterations)):", times: iterations) { dezero, _ in
            try dezero.assign("y", Self.formula)
            try dezero.cleargrad("x")
            try dezero.backward("y")
            try dezero.statement("x.data = x.data - x.grad / (12 * x.data ** 2 - 4)") { dezero in
                let x = try dezero[dezero.name("x")]
                let data = try x.data(in: &dezero)
                let curvature = try dezero.map(data) { Self.secondDerivative($0) }
                let step = try dezero.map(x.requiredGrad(in: &dezero), curvature) { $0 / $1 }
                try x.setData(dezero.map(data, step) { $0 - $1 }, in: &dezero)
            }
        }
        try dezero.printData("x")
    }
}
