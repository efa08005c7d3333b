import Dezero
import Programs
import ReferenceCounting
import Testing
import TraceModel

/// The whole table of which slot may be weak: y = square three times, x = 3, true gradient 17496.
struct DesignTests {
    struct Row: CustomTestStringConvertible {
        var weak: [String]
        /// What backward does: nil gives 17496, else what it dies of.
        var now: String?
        var afterCollection: String?
        var leaked: Int

        var testDescription: String { weak.isEmpty ? "strong" : weak.joined(separator: " + ") }
    }

    private static let deadInput = "Function.inputs of Square#3 is weak, and Variable#3 died"
    private static let deadCreator = "Variable.creator of Variable#4 is weak, and Square#3 died"

    static let table = [
        Row(weak: [], now: nil, afterCollection: nil, leaked: 7),
        Row(weak: ["Function.outputs"], now: nil, afterCollection: nil, leaked: 0),
        Row(weak: ["Function.inputs"], now: nil, afterCollection: deadInput, leaked: 6),
        Row(weak: ["Function.outputs", "Function.inputs"], now: deadInput, afterCollection: deadInput, leaked: 0),
        Row(weak: ["Variable.creator"], now: deadCreator, afterCollection: deadCreator, leaked: 0),
        Row(
            weak: ["Variable.creator", "Function.outputs"], now: deadCreator, afterCollection: deadCreator, leaked: 0),
        Row(weak: ["Variable.creator", "Function.inputs"], now: deadCreator, afterCollection: deadCreator, leaked: 0),
        Row(
            weak: ["Variable.creator", "Function.outputs", "Function.inputs"], now: deadCreator,
            afterCollection: deadCreator, leaked: 0),
    ]

    @Test(arguments: table)
    func `a design leaks what CPython leaks under it`(row: Row) throws {
        let run = try Recording(weak: row.weak) { try squareThreeTimes(&$0) }
        #expect(run.leaked == row.leaked)
    }

    @Test(arguments: table, [false, true])
    func `backward works or fails as in CPython, also after a collection`(row: Row, collects: Bool) throws {
        var gradient: [Double] = []
        let run = try Recording(weak: row.weak) { dezero in
            try squareThreeTimes(&dezero)
            if collects {
                try dezero.statement("gc.collect()") { $0.execution.heap.collect(cause: .called) }
            }
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
        }
        let expected = collects ? row.afterCollection : row.now
        if let expected {
            let failure = try #require(run.failure)
            #expect("\(failure)".hasPrefix(expected))
            #expect(failure.name == "DeadReference")
            #expect(run.replay.deadReads == 1)
        } else {
            #expect(run.failure == nil)
            #expect(gradient == [17496])
            #expect(run.replay.deadReads == 0)
        }
    }

    @Test func `a dead reference names the statement in which the object died`() throws {
        let run = try Recording(weak: "Function.inputs") { dezero in
            try squareThreeTimes(&dezero)
            try dezero.statement("gc.collect()") { $0.execution.heap.collect(cause: .called) }
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
        }
        guard case .deadReference(let slot, let owner, let referent, let site) = run.failure else {
            Issue.record("the run did not fail of a dead reference")
            return
        }
        #expect([slot.description, owner, referent] == ["Function.inputs", "Square#3", "Variable#3"])
        #expect(site?.statement == "gc.collect()")
        #expect(site?.file == "DezeroTests/DesignTests.swift")
    }

    /// The order in which CPython 3.11 frees them while it runs the same statement.
    @Test(arguments: [
        (["Function.outputs", "Function.inputs"], ["Variable#2", "Square#1", "Variable#3", "Square#2"]),
        (["Variable.creator"], ["Square#1", "Square#2", "Variable#2", "Square#3", "Variable#3"]),
    ])
    func `what a wrong design frees during forward goes in CPython's order`(weak: [String], freed: [String]) throws {
        let run = try Recording(weak: weak) { try squareThreeTimes(&$0) }
        #expect(run.replay.steps[1].freed == freed)
    }

    @Test func `what a failing backward held is let go`() throws {
        let run = try Recording(weak: "Function.outputs", "Function.inputs") { dezero in
            try squareThreeTimes(&dezero)
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
        }
        // CPython after the failed statement: x, y and the function that made y, each held once.
        #expect(run.replay.counts[.programEnd] == ["Variable#1": 1, "Variable#4": 1, "Square#3": 1])
    }

    @Test func `an array in a weak slot stays strong, as a design says`() throws {
        let run = try Recording(weak: "Variable.data", "Variable.grad") { dezero in
            try squareThreeTimes(&dezero)
            try dezero.statement("y.backward()") { try $0[$0.name("y")].backward(in: &$0) }
        }
        #expect(run.failure == nil)
        #expect(run.leaked == 7)
    }

    @Test func `the ring is closed by the statement that stores the outputs, at its place in the Swift file`() throws {
        let run = try Recording { try squareThreeTimes(&$0) }
        let field = try #require(run.trace.names.fields.first { $0.name == "outputs" && $0.declaringType != nil })
        let stores = run.trace.events.filter { $0.kind == .retain && $0.field == field.id }
        let sites = Set(stores.map(\.site))
        let site = try #require(run.trace.names.sites.first { sites.contains($0.id) })
        #expect(stores.count == 3)
        #expect(sites.count == 1)
        #expect(site.statement == "self.outputs = outputs")
        #expect(site.function == "Function.__call__")
        #expect(site.file == "Dezero/Dezero+Call.swift")
        #expect(site.line > 0)
    }
}

/// The numbers of a named variable's gradient; empty where it has none.
func gradientNumbers(of name: String, _ dezero: inout Dezero) throws -> [Double] {
    guard let gradient = try dezero[dezero.name(name)].grad(in: &dezero) else { return [] }
    return dezero.numbers(of: gradient)
}
