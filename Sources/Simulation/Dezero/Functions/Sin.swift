import Foundation
public import ReferenceCounting

/// `y = sin(x)`.
public struct Sin: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in Foundation.sin(x) }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(x, gys[0]) { x, gy in Foundation.cos(x) * gy }]
    }
}

extension Dezero {
    /// `sin(x)`.
    public mutating func sin(_ x: Variable) throws -> Variable { try apply(Sin.self, to: [x]) }
}

/// `sin(x)`.
public func sin(_ x: Formula) -> Formula { .call(Operation(Sin.self), [x]) }
