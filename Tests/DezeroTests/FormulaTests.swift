import Dezero
import Programs
import ReferenceCounting
import Testing
import TraceModel

/// Operators: what CPython 3.11 makes of the same expressions, with the book's classes.
struct FormulaTests {
    private static let (x, y) = (Formula("x"), Formula("y"))

    /// `-x / 2 + 3 / y - (1 - x) + np.array(2.0) * y - y * np.array(5.0)` with x = y = 1.
    private func mixed(_ dezero: inout Dezero, backward: Bool) throws {
        try dezero.assign("x", data: 1)
        try dezero.assign("y", data: 1)
        try dezero.statement("z = ...") { dezero in
            let (two, five) = (dezero.array(2), dezero.array(5))
            let front: Formula = -Self.x / 2 + 3 / Self.y - (1 - Self.x)
            let formula = front + Formula(two) * Self.y - Self.y * Formula(five)
            try dezero.bind(dezero.name("z"), to: dezero.evaluate(formula))
        }
        if backward { try dezero.backward("z") }
    }

    @Test(arguments: [false, true])
    func `numbers and arrays on either side become variables that only their function holds`(backward: Bool) throws {
        let strong = try Recording { try mixed(&$0, backward: backward) }
        let expected = [3, 4, 2, 1, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2]
        #expect((1...17).map { strong.replay.counts[.programEnd]?["Variable#\($0)"] } == expected)
        #expect(strong.leaked == 27)
        let weak = try Recording(weak: "Function.outputs") { try mixed(&$0, backward: backward) }
        let held = [3, 4] + Array(repeating: 1, count: 15)
        #expect((1...17).map { weak.replay.counts[.programEnd]?["Variable#\($0)"] } == held)
        #expect(weak.leaked == 0)
        #expect(
            weak.replay.freedByDropping == [
                "Variable#17", "Sub#3", "Variable#16", "Mul#2", "Variable#15", "Variable#14", "Add#2", "Variable#13",
                "Mul#1", "Variable#12", "Variable#11", "Sub#2", "Variable#10", "Sub#1", "Variable#9", "Variable#8",
                "Add#1", "Variable#7", "Div#2", "Variable#2", "Variable#6", "Variable#5", "Div#1", "Variable#4",
                "Variable#3", "Neg#1", "Variable#1",
            ])
    }

    @Test func `operators hold their operands until they are done, and nothing afterwards`() throws {
        let run = try Recording { dezero in
            try dezero.assign("x", data: 1)
            try dezero.statement("with no_grad(): y = x * x + 1") { dezero in
                try dezero.noGrad { dezero in
                    try dezero.bind(dezero.name("y"), to: dezero.evaluate(Self.x * Self.x + 1))
                }
            }
        }
        // CPython 3.11: Mul when it returns, the 1 and Add when add returns, the product last.
        #expect(run.replay.steps[1].freed == ["Mul#1", "Add#1", "Variable#3", "Variable#2"])
        #expect(run.replay.counts[.programEnd] == ["Variable#1": 1, "Variable#4": 1])
    }

    @Test func `a formula reads as Python writes it`() {
        let (x, y) = (Self.x, Self.y)
        #expect("\(x ** 2 + y ** 2)" == "x ** 2 + y ** 2")
        #expect("\((x + y + 1) ** 2 * (19 - 14 * x))" == "(x + y + 1) ** 2 * (19 - 14 * x)")
        #expect("\(x - (y - 1) - 0.5)" == "x - (y - 1) - 0.5")
        #expect("\(x / (y * 2) / 3)" == "x / (y * 2) / 3")
        #expect("\(-(x + y) * -y)" == "-(x + y) * -y")
        #expect("\((-x) ** 2)" == "(-x) ** 2")
        #expect("\(sum(matmul(x, y), axis: 1) + reshape(x, [2, 3]))" == "sum(matmul(x, y), 1) + reshape(x, (2, 3))")
        #expect("\(add(square(x), sin(y)))" == "add(square(x), sin(y))")
        #expect("\((x ** 2) ** 3)" == "(x ** 2) ** 3")
    }

    @Test func `a statement's text is its formula`() throws {
        let run = try Recording { dezero in
            try dezero.assign("x", data: 3)
            try dezero.assign("y", 2 * Self.x)
            try dezero.backward("y", retainGrad: false)
            try dezero.forget("y")
        }
        #expect(
            run.replay.steps.map(\.statement) == [
                "x = Variable(np.array(3.0))", "y = 2 * x", "y.backward(retain_grad=False)", "y = None",
            ])
    }

    @Test func `a name that is not bound, and too few names for the outputs, are errors that say so`() throws {
        let unbound = try Recording { try $0.assign("y", Self.x + 1) }
        #expect(unbound.failure == .unboundName("x"))
        #expect(unbound.replay.counts[.programEnd] == [:])
        let vector = { (dezero: inout Dezero) in
            try dezero.statement("x = Variable(np.array([1.0, 2.0]))") {
                try $0.bind($0.name("x"), to: $0.variable([1, 2]))
            }
        }
        let one = try Recording { dezero in
            try vector(&dezero)
            try dezero.assign("y", split(Self.x))
        }
        #expect(one.failure == .outputCount(function: "split(x)", wanted: 1, given: 2))
        let three = try Recording { dezero in
            try vector(&dezero)
            try dezero.assign(["a", "b", "c"], split(Self.x))
        }
        #expect(three.failure == .outputCount(function: "split(x)", wanted: 3, given: 2))
    }

    @Test func `a shape that does not fit is refused, whatever the function`() throws {
        func failure(_ formula: Formula) throws -> DezeroError? {
            try Recording { dezero in
                try dezero.statement("x, y") { dezero in
                    try dezero.bind(dezero.name("x"), to: dezero.variable([1, 2, 3]))
                    try dezero.bind(dezero.name("y"), to: dezero.variable(1))
                }
                try dezero.assign("z", formula)
            }.failure
        }
        #expect(try failure(reshape(Self.x, [2, 2])) == .wrongSize(shape: "(2, 2)", numbers: 3))
        #expect(try failure(matmul(Self.x, Self.x)) == .shapeMismatch("(3,)", "(3,)"))
        #expect(
            try failure(matmul(reshape(Self.x, [1, 3]), reshape(Self.x, [1, 3]))) == .shapeMismatch("(1, 3)", "(1, 3)"))
        #expect(try failure(sum(Self.x, axis: 1)) == .noDimension(1, shape: "(3,)"))
        #expect(try failure(split(Self.y)) == .noDimension(0, shape: "()"))
    }
}
