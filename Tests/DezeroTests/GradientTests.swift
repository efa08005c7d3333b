import Dezero
import ReferenceCounting
import Testing

/// Gradients of every function against central differences.
///
/// With h = 1e-5 the differences are off by h² and by the rounding of f over h: both below 1e-9 for these sizes.
struct GradientTests {
    struct Case: CustomTestStringConvertible {
        var formula: Formula
        var inputs: [GradientCheck.Input]
        var testDescription: String { "\(formula) at \(inputs.map(\.shape))" }

        init(_ formula: Formula, _ inputs: GradientCheck.Input...) {
            self.formula = formula
            self.inputs = inputs
        }
    }

    private static let (x, y) = (Formula("x"), Formula("y"))
    private static let number = GradientCheck.Input("x", 0.7)
    private static let other = GradientCheck.Input("y", -1.3)
    private static let vector = GradientCheck.Input("x", [0.7, -0.2, 1.9])
    private static let column = GradientCheck.Input("y", [0.4, 1.1], shape: [2, 1])
    private static let matrix = GradientCheck.Input("x", [0.7, -0.2, 1.9, 0.1, 1.4, -0.8], shape: [2, 3])
    private static let tall = GradientCheck.Input("y", [0.3, 1.2, -0.5, 0.9, 2.1, -1.7], shape: [3, 2])

    static let cases = [
        Case(x + y, number, other), Case(x + y, vector, other), Case(x + y, vector, column),
        Case(x - y, number, other), Case(x - y, matrix, column), Case(x * y, number, other),
        Case(x * y, matrix, column),
        Case(x * x, vector), Case(x / y, number, other), Case(x / y, matrix, column), Case(y / x, vector, column),
        Case(-x, vector), Case(x ** 2, vector), Case(x ** 3, vector), Case(x ** -1, number), Case(x ** 0, vector),
        Case(x ** 1, vector), Case(x ** 0.5, number), Case(square(x), matrix), Case(exp(x), vector),
        Case(sin(x), vector), Case(cos(x), vector), Case(tanh(x), matrix), Case(matmul(x, y), matrix, tall),
        Case(sum(x), matrix), Case(sum(x), number), Case(sum(x, axis: 0) ** 2, matrix),
        Case(sum(x, axis: 1) ** 2, matrix), Case(sum(x, axis: 0), vector),
        Case(matmul(reshape(x, [3, 2]), reshape(x, [2, 3])), matrix),
        Case(reshape(x, []) ** 2, GradientCheck.Input("x", [3])),
        Case(3 + x, vector), Case(3 - x, vector), Case(3 * x, vector), Case(3 / x, vector), Case(x + 3, vector),
        Case(x - 3, vector), Case(x * 3, vector), Case(x / 3, vector),
    ]

    @Test(arguments: cases)
    func `gradients equal central differences`(row: Case) throws {
        let check = try GradientCheck(of: row.formula, at: row.inputs)
        #expect(check.largestError < 1e-7)
        #expect(check.backward.map(\.count) == row.inputs.map(\.numbers.count))
    }

    @Test(arguments: [[1.0, 2, 3, 4], [0.5, -1, 3]])
    func `both parts of a split have gradients`(numbers: [Double]) throws {
        let check = try GradientCheck(at: [GradientCheck.Input("x", numbers)]) { dezero in
            let parts = try dezero.evaluateAll(split(Formula("x")))
            return try dezero.evaluate(sum(Formula(parts[0]) ** 2) + sum(Formula(parts[1]) ** 3))
        }
        #expect(check.largestError < 1e-7)
    }

    @Test func `a wrong gradient is found out`() throws {
        struct WrongSquare: Function {
            let object: Handle
            func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays { [try dezero.map(xs[0]) { $0 * $0 }] }
            func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays { [try dezero.map(gys[0]) { $0 }] }
        }
        let check = try GradientCheck(
            of: .call(Operation(WrongSquare.self), ["x"].map(Formula.name)), at: [Self.number])
        // 2x = 1.4 and not 1.
        #expect(check.backward == [[1]])
        #expect(abs(check.differences[0][0] - 1.4) < 1e-9)
        #expect(abs(check.largestError - 0.4 / 1.4) < 1e-9)
    }

    @Test func `an input that is not used has no gradient`() throws {
        let check = try GradientCheck(of: Self.x ** 2, at: [Self.number, Self.other])
        #expect(check.backward[1] == [0])
        #expect(check.largestError < 1e-9)
    }
}
