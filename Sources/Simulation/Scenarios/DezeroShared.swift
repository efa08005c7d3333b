import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// `dezero-shared`: two ends over one intermediate variable, and backward from both.
public struct DezeroShared: Program, DezeroScenario {
    public let name = "dezero-shared"
    public let summary = "y1 and y2 over one variable: kept gradients are counted twice, cleared ones are not"
    public let parameters = [
        Parameter(name: "x", kind: .number, defaultValue: "2", summary: "the value of x"),
        Parameter(
            name: "retain", kind: .integer(0...1), defaultValue: "0",
            summary: "1 keeps the gradients of intermediate variables"),
    ]

    /// The program.
    public init() {}

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        let (x, a) = (Formula("x"), Formula("a"))
        let retains = parameters.integer("retain") == 1
        try dezero.assign("x", data: parameters.number("x"))
        try dezero.assign("a", square(x))
        try dezero.assign("y1", square(a))
        try dezero.assign("y2", square(a))
        try dezero.backward("y1", retainGrad: retains)
        try dezero.backward("y2", retainGrad: retains)
        try dezero.printGrad("x")
    }
}
