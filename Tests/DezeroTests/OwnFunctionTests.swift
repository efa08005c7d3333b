import Dezero
import Foundation
import ReferenceCounting
import Testing
import TraceModel

/// y0, y1 = 2 * x, 3 * x: a function of a user's own, with two outputs.
struct Split: Function {
    let object: Handle

    func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { 2 * $0 }, try dezero.map(xs[0]) { 3 * $0 }]
    }

    func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(gys[0], gys[1]) { 2 * $0 + 3 * $1 }]
    }
}

struct OwnFunctionTests {
    private func split(_ dezero: inout Dezero, dropsSecond: Bool) throws {
        let (x, a, b) = (dezero.name("x"), dezero.name("a"), dezero.name("b"))
        try dezero.statement("x = Variable(np.array(5.0))") { try $0.bind(x, to: $0.variable(5)) }
        try dezero.statement("a, b = split(x)") { dezero in
            let outputs = try dezero.applyAll(Split.self, to: [dezero[x]])
            dezero.bind(a, to: outputs[0])
            dezero.bind(b, to: outputs[1])
        }
        if dropsSecond { try dezero.statement("b = None") { $0.drop(b) } }
        try dezero.statement("a.backward()") { try $0[a].backward(in: &$0) }
    }

    @Test(arguments: ["", "Function.outputs"])
    func `a function with two outputs goes back from one of them`(weak: String) throws {
        var gradient: [Double] = []
        let run = try Recording(weak: [weak]) { dezero in
            try split(&dezero, dropsSecond: false)
            try dezero.statement("x.grad") { gradient = try gradientNumbers(of: "x", &$0) }
        }
        #expect(run.failure == nil)
        #expect(gradient == [2])
        #expect(run.leaked == (weak.isEmpty ? 4 : 0))
    }

    @Test func `an output dropped before backward is missed by the weak design only`() throws {
        let strong = try Recording { try split(&$0, dropsSecond: true) }
        #expect(strong.failure == nil)
        let weak = try Recording(weak: "Function.outputs") { try split(&$0, dropsSecond: true) }
        guard case .deadReference(let slot, let owner, let referent, let site) = weak.failure else {
            Issue.record("the weak design did not miss the output")
            return
        }
        #expect([slot.description, owner, referent] == ["Function.outputs", "Split#1", "Variable#3"])
        #expect(site?.statement == "b = None")
    }

    @Test func `one output wanted of a function that gives two is an error that says so`() throws {
        let run = try Recording { dezero in
            try dezero.statement("y = split(x)") { dezero in
                _ = try dezero.apply(Split.self, to: [dezero.variable(1)])
            }
        }
        #expect(run.failure == .outputCount(function: "Split", wanted: 1, given: 2))
    }

    @Test func `functions and their base are types of the recording`() throws {
        let run = try Recording { try split(&$0, dropsSecond: false) }
        let types = run.trace.names.types
        let base = try #require(types.first { $0.name == "Function" })
        let own = try #require(types.first { $0.name == "Split" })
        #expect(own.base == base.id)
        let slots = run.trace.names.fields.filter { $0.declaringType == base.id }.map(\.name)
        #expect(Set(slots) == ["generation", "inputs", "outputs"])
    }
}

/// The function of the target's README, word for word.
struct Sigmoid: Function {
    let object: Handle

    func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in 1 / (1 + exp(-x)) }]
    }

    func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let y = try output(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(y, gys[0]) { y, gy in gy * y * (1 - y) }]
    }
}

struct ReadmeTests {
    @Test func `the README shows the function that stands here`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let readme = try #require(
            String(
                bytes: try Data(contentsOf: folder.appending(path: "../../Sources/Simulation/Dezero/README.md")),
                encoding: .utf8))
        let source = try #require(String(bytes: try Data(contentsOf: URL(filePath: #filePath)), encoding: .utf8))
        let start = try #require(readme.range(of: "struct Sigmoid: Function {"))
        let function = try #require(readme[start.lowerBound...].components(separatedBy: "\n\nfunc ").first)
        #expect(source.contains(function))
        #expect(function.split(separator: "\n").count <= 12, "a dozen lines")
    }

    private func sigmoid(_ x: Formula) -> Formula { .call(Operation(Sigmoid.self), [x]) }

    @Test func `the function that the README shows has the gradient of central differences`() throws {
        let check = try GradientCheck(of: sigmoid(Formula("x")), at: [GradientCheck.Input("x", [0.5, -2])])
        #expect(check.largestError < 1e-7)
        #expect("\(sigmoid(Formula("x")))" == "sigmoid(x)")
    }
}
