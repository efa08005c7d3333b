import Foundation
public import ReferenceCounting

/// `y = x ** c`, for a number c.
public struct Pow: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.power(xs[0], try dezero.number("c", of: self))]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let x = try input(0, in: &dezero).data(in: &dezero)
        let c = try dezero.number("c", of: self)
        let slope = try dezero.power(x, c - 1)
        return [try dezero.map(slope, gys[0]) { slope, gy in c * slope * gy }]
    }
}

extension Dezero {
    /// `pow(x, c)`.
    public mutating func pow(_ x: Variable, _ c: Double) throws -> Variable {
        try apply(Pow.self, with: ["c": .number(c)], to: [x])
    }

    /// The common exponents need no call of the general power.
    fileprivate mutating func power(_ x: NDArray, _ c: Double) throws -> NDArray {
        switch c {
        case 0: try map(x) { _ in 1 }
        case 1: try map(x) { x in x }
        case 2: try map(x) { x in x * x }
        default: try map(x) { x in Foundation.pow(x, c) }
        }
    }
}

/// Binds tighter than any other operator between two operands, and to the right.
precedencegroup ExponentiationPrecedence {
    higherThan: MultiplicationPrecedence
    associativity: right
}

/// A power.
infix operator ** : ExponentiationPrecedence

extension Formula {
    /// `x ** c`.
    ///
    /// Swift's `-x ** 2` is the square of `-x`, where Python's is `-(x ** 2)`.
    public static func ** (x: Formula, c: Double) -> Formula {
        .call(Operation(Pow.self, .power, with: ["c": .number(c)]), [x])
    }
}
