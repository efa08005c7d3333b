public import ReferenceCounting

/// `y = x0 + x1`.
public struct Add: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        try dezero.keepShapes(of: xs, in: self)
        return [try dezero.map(xs[0], xs[1]) { x0, x1 in x0 + x1 }]
    }

    /// Both inputs get the same array, unless one was broadcast.
    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.sumToInput(0, of: self, gys[0]), try dezero.sumToInput(1, of: self, gys[0])]
    }
}

extension Dezero {
    /// `add(x0, x1)`.
    public mutating func add(_ x0: Variable, _ x1: Variable) throws -> Variable {
        try apply(Add.self, to: [x0, x1])
    }
}

extension Formula {
    /// `left + right`.
    public static func + (left: Formula, right: Formula) -> Formula {
        .call(Operation(Add.self, .commutative("+", .sum)), [left, right])
    }
}
