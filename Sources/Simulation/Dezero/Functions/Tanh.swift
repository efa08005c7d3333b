import Foundation
public import ReferenceCounting

/// `y = tanh(x)`.
public struct Tanh: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in Foundation.tanh(x) }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let y = try output(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(y, gys[0]) { y, gy in gy * (1 - y * y) }]
    }
}

extension Dezero {
    /// `tanh(x)`.
    public mutating func tanh(_ x: Variable) throws -> Variable { try apply(Tanh.self, to: [x]) }
}

/// `tanh(x)`.
public func tanh(_ x: Formula) -> Formula { .call(Operation(Tanh.self), [x]) }
