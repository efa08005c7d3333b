public import ReferenceCounting

/// `y = x ** 2`.
public struct Square: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in x * x }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        return [try dezero.map(x, gys[0]) { x, gy in 2 * x * gy }]
    }
}

extension Dezero {
    /// `square(x)`.
    public mutating func square(_ x: Variable) throws -> Variable { try apply(Square.self, to: [x]) }
}

/// `square(x)`.
public func square(_ x: Formula) -> Formula { .call(Operation(Square.self), [x]) }
