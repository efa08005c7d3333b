public import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// `rosenbrock`: gradient descent down the curved valley.
public struct DezeroRosenbrock: Program, DezeroScenario {
    public let name = "rosenbrock"
    public let summary = "gradient descent on the Rosenbrock function: every iteration makes a graph"
    public let parameters = [
        Parameter(
            name: "iterations", kind: .integer(1...100_000_000), defaultValue: "1000", summary: "steps of the descent"),
        Parameter(name: "x0", kind: .number, defaultValue: "0", summary: "where it starts"),
        Parameter(name: "x1", kind: .number, defaultValue: "2", summary: "where it starts"),
        Parameter(name: "rate", kind: .number, defaultValue: "0.001", summary: "the learning rate"),
    ]

    /// y of x0 and x1.
    public static var formula: Formula {
        let (x0, x1) = (Formula("x0"), Formula("x1"))
        return 100 * (x1 - x0 ** 2) ** 2 + (x0 - 1) ** 2
    }

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (iterations, rate) = (parameters.integer("iterations"), parameters.number("rate"))
        try dezero.assign("x0", data: parameters.number("x0"))
        try dezero.assign("x1", data: parameters.number("x1"))
        try dezero.loop("for i in range(\(iterations)):", times: iterations) { dezero, _ in
            try dezero.assign("y", Self.formula)
            try dezero.cleargrad("x0")
            try dezero.cleargrad("x1")
            try dezero.backward("y")
            try dezero.descend("x0", rate: rate)
            try dezero.descend("x1", rate: rate)
        }
        try dezero.printData("x0")
        try dezero.printData("x1")
    }
}
