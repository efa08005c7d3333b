/// An expression of a program.
struct Expression {
    var position: Position
    var kind: Kind

    indirect enum Kind {
        case none
        case boolean(Bool)
        case integer(Int)
        case float(Double)
        case string(String)
        case formatted([FormattedPiece])
        case name(String)
        case attribute(Expression, String)
        case element(Expression, Expression)
        case slice(from: Expression?, to: Expression?, step: Expression?)
        case call(Expression, [Argument])
        case list([Expression])
        case tuple([Expression])
        case dict([(key: Expression, value: Expression)])
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case comparison(Expression, [Comparison])
        case and([Expression])
        case or([Expression])
        case conditional(test: Expression, then: Expression, otherwise: Expression)
        case lambda(FunctionDefinition)
        case comprehension(Expression, [ComprehensionClause])
        case starred(Expression)
    }

    /// An operator, and what stands right of it.
    struct Comparison {
        var operation: ComparisonOperator
        var operand: Expression
    }

    enum FormattedPiece {
        case text(String)
        case value(Expression)
    }

    /// What a call is given.
    enum Argument {
        case positional(Expression)
        case starred(Expression)
        case keyword(String, Expression)

        var expression: Expression {
            switch self {
            case .positional(let value), .starred(let value), .keyword(_, let value): value
            }
        }
    }

    /// `for target in iterable if conditions`.
    struct ComprehensionClause {
        var target: Expression
        var iterable: Expression
        var conditions: [Expression]
    }
}

enum UnaryOperator: String {
    case negative = "-"
    case positive = "+"
    case not
}

enum BinaryOperator: String, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"

    /// `add` of `__add__` and `__radd__`.
    var methodStem: String {
        switch self {
        case .add: "add"
        case .subtract: "sub"
        case .multiply: "mul"
        case .divide: "truediv"
        case .floorDivide: "floordiv"
        case .remainder: "mod"
        case .power: "pow"
        }
    }
}

enum ComparisonOperator: String {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isSame = "is"
    case isNotSame = "is not"
    case contained = "in"
    case notContained = "not in"
}

/// A `def`, a lambda, or the inside of a comprehension.
final class FunctionDefinition {
    let name: String
    let position: Position
    var parameters: [Parameter]
    /// `*args`, if there is one.
    var starParameter: String?
    let body: Body

    struct Parameter {
        var name: String
        var defaultValue: Expression?
    }

    enum Body {
        case block([Statement])
        case expression(Expression)
    }

    init(name: String, position: Position, parameters: [Parameter], starParameter: String?, body: Body) {
        self.name = name
        self.position = position
        self.parameters = parameters
        self.starParameter = starParameter
        self.body = body
    }
}
