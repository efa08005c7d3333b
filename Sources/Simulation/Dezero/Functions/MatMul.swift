public import ReferenceCounting

/// `y = x.dot(W)`, the product of two matrices.
public struct MatMul: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.product(xs[0], xs[1])]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        let weights = try input(1, in: &dezero).data(in: &dezero)
        return [
            try dezero.product(gys[0], weights, transposingRight: true),
            try dezero.product(x, gys[0], transposingLeft: true),
        ]
    }
}

extension Dezero {
    /// `matmul(x, W)`.
    public mutating func matmul(_ x: Variable, _ weights: Variable) throws -> Variable {
        try apply(MatMul.self, to: [x, weights])
    }
}

/// `matmul(x, W)`.
public func matmul(_ x: Formula, _ weights: Formula) -> Formula { .call(Operation(MatMul.self), [x, weights]) }
