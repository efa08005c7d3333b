public import ReferenceCounting

/// `y = x0 + x1`.
public struct Add: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0], xs[1]) { x0, x1 in x0 + x1 }]
    }

    /// Both inputs get the same array.
    public func backward(_ gys: Arrays, in dezero: inout Dezero) -> Arrays { [gys[0], gys[0]] }
}

extension Dezero {
    /// `add(x0, x1)`.
    public mutating func add(_ x0: Variable, _ x1: Variable) throws -> Variable {
        try apply(Add.self, to: [x0, x1])
    }
}
