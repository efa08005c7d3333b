import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// `dezero-branch`: the graph whose gradient is wrong unless functions are visited by generation.
public struct DezeroBranch: Program, DezeroScenario {
    public let name = "dezero-branch"
    public let summary = "y = square(a) + square(a): a waits for both branches, or the gradient is wrong"
    public let parameters = [
        Parameter(name: "x", kind: .number, defaultValue: "2", summary: "the value of x")
    ]

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (x, a) = (Formula("x"), Formula("a"))
        try dezero.assign("x", data: parameters.number("x"))
        try dezero.assign("a", square(x))
        try dezero.assign("y", add(square(a), square(a)))
        try dezero.backward("y")
        try dezero.printGrad("x")
    }
}
