public import Dezero
import Foundation
public import ReferenceCounting
import Testing

/// `y = log(x)`.
public struct Log: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in Foundation.log(x) }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(x, gys[0]) { x, gy in gy / x }]
    }
}

/// `log(x)`.
public func log(_ x: Formula) -> Formula { .call(Operation(Log.self), [x]) }

/// The recipe of CONTRIBUTING.md, followed.
@Suite struct RecipeTests {
    @Test func `the function of the recipe has the gradient of central differences`() throws {
        let check = try GradientCheck(of: log(Formula("x")), at: [GradientCheck.Input("x", [0.7, 1.9])])
        #expect(check.largestError < 1e-7)
        // 1 / x.
        for (gradient, x) in zip(check.backward[0], [0.7, 1.9]) { #expect(abs(gradient - 1 / x) < 1e-12) }
        #expect("\(log(Formula("x") + 1))" == "log(x + 1)")
    }

    @Test func `it leaks and is freed like the others`() throws {
        func program(_ dezero: inout Dezero) throws {
            try dezero.assign("x", data: 2)
            try dezero.assign("y", log(Formula("x")))
        }
        // y is held by Log#1.outputs, Log#1 by y.creator, and x by Log#1.inputs.
        #expect(try Recording(program: program).leaked == 3)
        #expect(try Recording(weak: "Function.outputs", program: program).leaked == 0)
    }
}
