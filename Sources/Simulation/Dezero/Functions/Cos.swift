import Foundation
public import ReferenceCounting

/// `y = cos(x)`.
public struct Cos: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in Foundation.cos(x) }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(x, gys[0]) { x, gy in -Foundation.sin(x) * gy }]
    }
}

extension Dezero {
    /// `cos(x)`.
    public mutating func cos(_ x: Variable) throws -> Variable { try apply(Cos.self, to: [x]) }
}

/// `cos(x)`.
public func cos(_ x: Formula) -> Formula { .call(Operation(Cos.self), [x]) }
