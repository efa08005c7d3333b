/// A class of functions in a formula: how it is written, and what its functions are made with.
public struct Operation: Sendable {
    /// How tightly an operator binds, the loosest first.
    public enum Precedence: Int, Sendable {
        /// `+` and `-`.
        case sum
        /// `*` and `/`.
        case product
        /// The sign.
        case prefix
        /// `**`.
        case power
        /// Names, numbers and calls.
        case atom
    }

    /// How an operation is written.
    public enum Notation: Sendable {
        /// `f(x)`, with more text behind the arguments where there is any.
        case function(String, String = "")
        /// An operator between two operands.
        case infix(String, Precedence)
        /// The same, where Python calls `add(x, 1)` for `1 + x`: a number or array on the left changes places.
        case commutative(String, Precedence)
        /// A sign before its operand.
        case prefix(String)
        /// `x ** c`.
        case power
    }

    let type: any Function.Type
    let notation: Notation
    let attributes: [String: Attribute]
    let fileID: StaticString
    let line: Int

    /// Describes a class of functions.
    ///
    /// - Parameters:
    ///   - type: the class.
    ///   - notation: how it is written; nil for `name(x)`, with the class's name in small letters.
    ///   - attributes: what its functions are made with: `c` of `Pow(c)`.
    ///   - fileID: its file.
    ///   - line: its line.
    public init(
        _ type: any Function.Type, _ notation: Notation? = nil, with attributes: [String: Attribute] = [:],
        fileID: StaticString = #fileID, line: Int = #line
    ) {
        self.type = type
        self.notation = notation ?? .function(type.name.lowercased())
        self.attributes = attributes
        self.fileID = fileID
        self.line = line
    }

    /// Whether it is an operator: Python's interpreter then holds the operands until it is done.
    var isOperator: Bool {
        if case .function = notation { false } else { true }
    }

    var isCommutative: Bool {
        if case .commutative = notation { true } else { false }
    }

    func description(of arguments: [Formula]) -> String {
        switch notation {
        case .function(let name, let rest):
            let list = arguments.map(\.description) + (rest.isEmpty ? [] : [rest])
            return "\(name)(\(list.joined(separator: ", ")))"
        case .infix(let sign, let precedence), .commutative(let sign, let precedence):
            guard arguments.count == 2, let tighter = Precedence(rawValue: precedence.rawValue + 1) else { return sign }
            let left = arguments[0].description(atLeast: precedence)
            return "\(left) \(sign) \(arguments[1].description(atLeast: tighter))"
        case .prefix(let sign):
            return sign + (arguments.first?.description(atLeast: .prefix) ?? "")
        case .power:
            guard let base = arguments.first, case .number(let exponent) = attributes["c"] else { return "**" }
            return "\(base.description(atLeast: .atom)) ** \(Formula.number(exponent))"
        }
    }
}

extension Operation.Notation {
    var precedence: Operation.Precedence {
        switch self {
        case .function: .atom
        case .infix(_, let precedence), .commutative(_, let precedence): precedence
        case .prefix: .prefix
        case .power: .power
        }
    }
}
