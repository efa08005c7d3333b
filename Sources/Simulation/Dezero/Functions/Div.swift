public import ReferenceCounting

/// `y = x0 / x1`.
public struct Div: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.map(xs[0], xs[1]) { x0, x1 in x0 / x1 }]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x0 = try input(0, in: &dezero).data(in: &dezero)
        let x1 = try input(1, in: &dezero).data(in: &dezero)
        let gx0 = try dezero.map(gys[0], x1) { gy, x1 in gy / x1 }
        let ratio = try dezero.map(x0, x1) { x0, x1 in -x0 / (x1 * x1) }
        let gx1 = try dezero.map(gys[0], ratio) { gy, ratio in gy * ratio }
        return [try dezero.sum(gx0, to: dezero.shape(of: x0)), try dezero.sum(gx1, to: dezero.shape(of: x1))]
    }
}

extension Dezero {
    /// `div(x0, x1)`.
    public mutating func div(_ x0: Variable, _ x1: Variable) throws -> Variable {
        try apply(Div.self, to: [x0, x1])
    }
}

extension Formula {
    /// `left / right`.
    public static func / (left: Formula, right: Formula) -> Formula {
        .call(Operation(Div.self, .infix("/", .product)), [left, right])
    }
}
