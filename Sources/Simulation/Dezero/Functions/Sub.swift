public import ReferenceCounting

/// `y = x0 - x1`.
public struct Sub: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        try dezero.keepShapes(of: xs, in: self)
        return [try dezero.map(xs[0], xs[1]) { x0, x1 in x0 - x1 }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let negative = try dezero.map(gys[0]) { gy in -gy }
        return [try dezero.sumToInput(0, of: self, gys[0]), try dezero.sumToInput(1, of: self, negative)]
    }
}

extension Dezero {
    /// `sub(x0, x1)`.
    public mutating func sub(_ x0: Variable, _ x1: Variable) throws -> Variable {
        try apply(Sub.self, to: [x0, x1])
    }
}

extension Formula {
    /// `left - right`.
    public static func - (left: Formula, right: Formula) -> Formula {
        .call(Operation(Sub.self, .infix("-", .sum)), [left, right])
    }
}
