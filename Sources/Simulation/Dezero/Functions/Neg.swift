public import ReferenceCounting

/// `y = -x`.
public struct Neg: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0]) { x in -x }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(gys[0]) { gy in -gy }]
    }
}

extension Dezero {
    /// `neg(x)`.
    public mutating func neg(_ x: Variable) throws -> Variable { try apply(Neg.self, to: [x]) }
}

extension Formula {
    /// `-x`.
    public static prefix func - (x: Formula) -> Formula { .call(Operation(Neg.self, .prefix("-")), [x]) }
}
