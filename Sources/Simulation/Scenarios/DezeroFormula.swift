public import Dezero
public import Programs
import ReferenceCounting
import TraceModel

/// A function of x and y that optimisers are tried on, and its gradient: `sphere`, `matyas`, `goldstein`.
public struct DezeroFormula: Program, DezeroScenario {
    public let name: String
    public let summary: String
    /// z of x and y.
    public let formula: Formula

    public var parameters: [Parameter] {
        [
            Parameter(name: "x", kind: .number, defaultValue: "1", summary: "the value of x"),
            Parameter(name: "y", kind: .number, defaultValue: "1", summary: "the value of y"),
        ]
    }

    func run(_ dezero: inout Dezero, _ parameters: ParameterValues) throws {
        try dezero.assign("x", data: parameters.number("x"))
        try dezero.assign("y", data: parameters.number("y"))
        try dezero.assign("z", formula)
        try dezero.backward("z")
        try dezero.printData("z")
        try dezero.printGrad("x")
        try dezero.printGrad("y")
    }
}

extension DezeroFormula {
    private static let (x, y) = (Formula("x"), Formula("y"))

    /// z = x² + y².
    public static let sphere = DezeroFormula(
        name: "sphere", summary: "z = x ** 2 + y ** 2 and its gradient: the smallest graph of operators",
        formula: x ** 2 + y ** 2)

    /// z = 0.26 (x² + y²) - 0.48 x y.
    public static let matyas = DezeroFormula(
        name: "matyas", summary: "the Matyas function and its gradient: numbers mixed with variables",
        formula: 0.26 * (x ** 2 + y ** 2) - 0.48 * x * y)

    /// The Goldstein-Price function: 38 functions in one statement.
    public static let goldstein = DezeroFormula(
        name: "goldstein", summary: "the Goldstein-Price function and its gradient: 95 objects from one statement",
        formula: (1 + near) * (30 + far))

    private static var near: Formula {
        let squares: Formula = 19 - 14 * x + 3 * x ** 2
        let mixed: Formula = squares - 14 * y + 6 * x * y
        return (x + y + 1) ** 2 * (mixed + 3 * y ** 2)
    }

    private static var far: Formula {
        let squares: Formula = 18 - 32 * x + 12 * x ** 2
        let mixed: Formula = squares + 48 * y - 36 * x * y
        return (2 * x - 3 * y) ** 2 * (mixed + 27 * y ** 2)
    }
}
