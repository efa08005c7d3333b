import Foundation
public import ReferenceCounting

/// `y = e ** x`.
public struct Exp: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in Foundation.exp(x) }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(x, gys[0]) { x, gy in Foundation.exp(x) * gy }]
    }
}

extension Dezero {
    /// `exp(x)`.
    public mutating func exp(_ x: Variable) throws -> Variable { try apply(Exp.self, to: [x]) }
}

/// `exp(x)`.
public func exp(_ x: Formula) -> Formula { .call(Operation(Exp.self), [x]) }
