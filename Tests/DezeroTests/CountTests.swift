import Dezero
import Testing
import TraceModel

/// The counts and leaks that CPython 3.11 shows for the same graphs.
struct CountTests {
    static let outputs = "Function.outputs"

    @Test func `square three times has CPython's counts under the strong design and leaks seven`() throws {
        let run = try Recording { try squareThreeTimes(&$0) }
        #expect(run.atRest("Variable#1", "Variable#2", "Variable#3", "Variable#4") == [2, 2, 2, 2])
        #expect(run.atRest("Square#1", "Square#2", "Square#3") == [1, 1, 1])
        #expect(run.leaked == 7)
        #expect(run.replay.counts[.finalCollection] == [:])
    }

    @Test func `square three times has CPython's counts under the weak design and leaks nothing`() throws {
        let run = try Recording(weak: Self.outputs) { try squareThreeTimes(&$0) }
        #expect(run.atRest("Variable#1", "Variable#2", "Variable#3", "Variable#4") == [2, 1, 1, 1])
        #expect(run.atRest("Square#1", "Square#2", "Square#3") == [1, 1, 1])
        #expect(run.leaked == 0)
    }

    @Test(arguments: [("", [2, 3, 3, 2], 7), (outputs, [2, 2, 2, 1], 0)])
    func `names on the intermediates add one count each`(weak: String, counts: [Int], leaked: Int) throws {
        let run = try Recording(weak: [weak]) { dezero in
            let (x, a, b, y) = (dezero.name("x"), dezero.name("a"), dezero.name("b"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array(3.0))") { try $0.bind(x, to: $0.variable(3)) }
            try dezero.statement("a = square(x)") { try $0.bind(a, to: $0.square($0[x])) }
            try dezero.statement("b = square(a)") { try $0.bind(b, to: $0.square($0[a])) }
            try dezero.statement("y = square(b)") { try $0.bind(y, to: $0.square($0[b])) }
        }
        #expect(run.atRest("Variable#1", "Variable#2", "Variable#3", "Variable#4") == counts)
        #expect(run.leaked == leaked)
    }

    @Test(arguments: [("", [2, 4, 2, 2, 2], 9), (outputs, [2, 3, 1, 1, 1], 0)])
    func `a graph that branches has CPython's counts`(weak: String, counts: [Int], leaked: Int) throws {
        let run = try Recording(weak: [weak]) { try branch(&$0) }
        #expect(
            run.atRest("Variable#1", "Variable#2", "Variable#3", "Variable#4", "Variable#5") == counts)
        #expect(run.atRest("Square#1", "Square#2", "Square#3", "Add#1") == [1, 1, 1, 1])
        #expect(run.leaked == leaked)
    }

    @Test func `a graph that branches is freed from its end, the first branch last`() throws {
        let run = try Recording(weak: Self.outputs) { dezero in
            try branch(&dezero)
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
        }
        // Inputs are a tuple, released last to first.
        #expect(
            run.replay.freedByDropping == [
                "Variable#5", "Add#1", "Variable#4", "Square#3", "Variable#3", "Square#2", "Variable#2", "Square#1",
                "Variable#1",
            ])
    }

    @Test(arguments: [("", [4, 2, 2], 5), (outputs, [4, 1, 1], 0)])
    func `a variable that is added to itself twice is held three times`(
        weak: String, counts: [Int], leaked: Int
    ) throws {
        let run = try Recording(weak: [weak]) { dezero in
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array(3.0))") { try $0.bind(x, to: $0.variable(3)) }
            try dezero.statement("y = add(add(x, x), x)") { dezero in
                let sum = try dezero.add(dezero[x], dezero[x])
                try dezero.bind(y, to: dezero.add(sum, dezero[x]))
            }
        }
        #expect(run.atRest("Variable#1", "Variable#2", "Variable#3") == counts)
        #expect(run.leaked == leaked)
    }

    @Test func `dropping y in the weak design frees the graph from its end to its start`() throws {
        let run = try Recording(weak: Self.outputs) { dezero in
            try squareThreeTimes(&dezero)
            try dezero.statement("x = None") { $0.drop($0.name("x")) }
            try dezero.statement("y = None") { $0.drop($0.name("y")) }
        }
        #expect(run.replay.steps[2].freed == [])
        #expect(
            run.replay.steps[3].freed == [
                "Variable#4", "Square#3", "Variable#3", "Square#2", "Variable#2", "Square#1", "Variable#1",
            ])
    }

    @Test func `dropping only y in the strong design leaks the graph although x is named`() throws {
        let run = try Recording { dezero in
            try squareThreeTimes(&dezero)
            try dezero.statement("y = None") { $0.drop($0.name("y")) }
        }
        #expect(run.replay.steps[2].freed == [])
        #expect(run.atRest("Variable#1", "Variable#4", "Square#3") == [2, 1, 1])
    }

    @Test(arguments: ["", outputs])
    func `without a graph to record, functions and intermediates die at once`(weak: String) throws {
        let run = try Recording(weak: [weak]) { dezero in
            let (x, y) = (dezero.name("x"), dezero.name("y"))
            try dezero.statement("x = Variable(np.array(3.0))") { try $0.bind(x, to: $0.variable(3)) }
            try dezero.statement("with no_grad(): y = square(square(square(x)))") { dezero in
                try dezero.noGrad { dezero in
                    try dezero.bind(y, to: dezero.square(dezero.square(dezero.square(dezero[x]))))
                }
            }
        }
        // Each function dies when its own call returns, each intermediate with the frame it was passed to.
        #expect(run.replay.steps[1].freed == ["Square#1", "Square#2", "Variable#2", "Square#3", "Variable#3"])
        #expect(run.replay.counts[.programEnd] == ["Variable#1": 1, "Variable#4": 1])
    }
}

/// a = square(x), y = add(square(a), square(a)) with x = 2: true gradient 64.
func branch(_ dezero: inout Dezero) throws {
    let (x, a, y) = (dezero.name("x"), dezero.name("a"), dezero.name("y"))
    try dezero.statement("x = Variable(np.array(2.0))") { try $0.bind(x, to: $0.variable(2)) }
    try dezero.statement("a = square(x)") { try $0.bind(a, to: $0.square($0[x])) }
    try dezero.statement("y = add(square(a), square(a))") { dezero in
        let left = try dezero.square(dezero[a])
        try dezero.bind(y, to: dezero.add(left, dezero.square(dezero[a])))
    }
}
