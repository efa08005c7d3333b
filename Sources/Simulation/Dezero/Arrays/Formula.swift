/// What a statement calculates, written with Swift's operators: `x ** 2 + 3 * sin(y)`.
///
/// A formula is only a description; ``Dezero/evaluate(_:)`` makes the variables and functions, in the order in
/// which Python would. Names are looked up then, so one formula can be calculated again and again.
public indirect enum Formula: Sendable {
    /// What a name is bound to: a variable or an array.
    case name(String)
    /// A number.
    case number(Double)
    /// A variable at hand.
    case variable(Variable)
    /// An array at hand.
    case array(NDArray)
    /// A function of other formulas.
    case call(Operation, [Formula])

    /// What `name` is bound to.
    public init(_ name: String) { self = .name(name) }
    /// A number.
    public init(_ number: Double) { self = .number(number) }
    /// A variable at hand.
    public init(_ variable: Variable) { self = .variable(variable) }
    /// An array at hand.
    public init(_ array: NDArray) { self = .array(array) }
}

extension Formula: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
}

extension Formula: CustomStringConvertible {
    /// The formula as Python would write it, with the parentheses that it needs.
    public var description: String {
        switch self {
        case .name(let name): name
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        case .variable: "variable"
        case .array: "array"
        case .call(let operation, let arguments): operation.description(of: arguments)
        }
    }

    /// How tightly it holds together.
    var precedence: Operation.Precedence {
        switch self {
        case .call(let operation, _): operation.notation.precedence
        case .number(let number) where number < 0: .prefix
        default: .atom
        }
    }

    func description(atLeast precedence: Operation.Precedence) -> String {
        self.precedence.rawValue < precedence.rawValue ? "(\(description))" : description
    }
}

/// `add(x0, x1)`: the same as `x0 + x1`, in the words of a function.
public func add(_ x0: Formula, _ x1: Formula) -> Formula { .call(Operation(Add.self), [x0, x1]) }

/// `mul(x0, x1)`: the same as `x0 * x1`, in the words of a function.
public func mul(_ x0: Formula, _ x1: Formula) -> Formula { .call(Operation(Mul.self), [x0, x1]) }
