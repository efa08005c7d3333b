/// Expressions, from the loosest binding to the tightest.
extension Parser {
    /// How deep expressions may nest: what CPython's own parser allows for brackets.
    static let maximumDepth = 200

    static let operators = "use + - * / // % or **"

    /// Expressions separated by commas: one alone, or a tuple.
    mutating func expressionList() throws(RefusedPlace) -> Expression {
        let start = position
        let first = try starredOrExpression()
        guard isSymbol(",") else {
            if case .starred = first.kind {
                throw .mistake(start, "a starred expression alone", instead: "use it in a call")
            }
            return first
        }
        var parts = [first]
        while accept(",") {
            if isAtEndOfStatement || isSymbol("=") || isSymbol(")") || isSymbol(":") || isSymbol("]") { break }
            parts.append(try starredOrExpression())
        }
        return Expression(position: start, kind: .tuple(withoutStars(parts)))
    }

    mutating func starredOrExpression() throws(RefusedPlace) -> Expression {
        let start = position
        guard accept("*") else { return try expression() }
        return Expression(position: start, kind: .starred(try expression()))
    }

    /// Notes the stars of a row of targets or elements.
    mutating func withoutStars(_ parts: [Expression]) -> [Expression] {
        parts.map { part in
            guard case .starred(let inner) = part.kind else { return part }
            if isSymbol("=") {
                note(part.position, "a starred target", instead: "name the parts one by one")
            } else {
                note(part.position, "a starred element", instead: "add the lists with +")
            }
            return inner
        }
    }

    /// Names, fields and items before `in`.
    mutating func targetList() throws(RefusedPlace) -> Expression {
        let start = position
        var parts: [Expression] = []
        var isTuple = false
        repeat {
            let place = position
            if isKeyword(.in), isTuple { break }
            if accept("*") { note(place, "a starred target", instead: "name the parts one by one") }
            parts.append(try postfix())
            isTuple = isTuple || isSymbol(",")
        } while accept(",")
        let target = isTuple ? Expression(position: start, kind: .tuple(parts)) : parts[0]
        try checkTarget(target)
        return target
    }

    /// One expression.
    mutating func expression() throws(RefusedPlace) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw RefusedPlace(
                position, "an expression nested more than 200 deep", instead: "use names for inner parts")
        }
        let start = position
        if isKeyword(.lambda) { return try lambda(start) }
        if case .name(let name) = current.kind, tokens[index + 1].kind == .symbol(":=") {
            note(tokens[index + 1].position, "':='", instead: "assign in a statement of its own")
            boundInExpressions.append(name)
            index += 2
            return try expression()
        }
        let value = try disjunction()
        guard accept(.if) else { return value }
        let test = try disjunction()
        guard accept(.else) else { throw unexpected(instead: "write 'else' and the other value") }
        let otherwise = try expression()
        return Expression(position: start, kind: .conditional(test: test, then: value, otherwise: otherwise))
    }

    private mutating func lambda(_ start: Position) throws(RefusedPlace) -> Expression {
        index += 1
        let (parameters, star) = try parameterList(end: ":", allowsAnnotations: false)
        try expect(":", after: "the parameters")
        let body = try expression()
        return Expression(
            position: start,
            kind: .lambda(
                FunctionDefinition(
                    name: "<lambda>", position: start, parameters: parameters, starParameter: star,
                    body: .expression(body))))
    }

    /// Throws where a row of operators or suffixes, which nest in each other, is too long.
    func checkLength(_ length: Int) throws(RefusedPlace) {
        guard length <= 1_000 else {
            throw RefusedPlace(position, "a row of more than 1000 operators", instead: "use names for parts of it")
        }
    }

    mutating func disjunction() throws(RefusedPlace) -> Expression {
        let start = position
        var parts = [try conjunction()]
        while accept(.or) { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : Expression(position: start, kind: .or(parts))
    }

    private mutating func conjunction() throws(RefusedPlace) -> Expression {
        let start = position
        var parts = [try negation()]
        while accept(.and) { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : Expression(position: start, kind: .and(parts))
    }

    private mutating func negation() throws(RefusedPlace) -> Expression {
        let start = position
        var negations = 0
        while accept(.not) { negations += 1 }
        var value = try comparison()
        try checkLength(negations)
        for _ in 0..<negations { value = Expression(position: start, kind: .unary(.not, value)) }
        return value
    }

    private mutating func comparison() throws(RefusedPlace) -> Expression {
        let start = position
        let first = try sum()
        var rest: [Expression.Comparison] = []
        while let operation = try comparisonOperator() {
            rest.append(Expression.Comparison(operation: operation, operand: try sum()))
        }
        return rest.isEmpty ? first : Expression(position: start, kind: .comparison(first, rest))
    }

    private mutating func comparisonOperator() throws(RefusedPlace) -> ComparisonOperator? {
        switch current.kind {
        case .symbol(let text):
            guard let operation = ComparisonOperator(rawValue: text) else { return nil }
            index += 1
            return operation
        case .keyword(.in):
            index += 1
            return .contained
        case .keyword(.is):
            index += 1
            return accept(.not) ? .isNotSame : .isSame
        case .keyword(.not):
            index += 1
            guard accept(.in) else { throw unexpected(instead: "write 'not in'") }
            return .notContained
        default:
            return nil
        }
    }

    private mutating func sum() throws(RefusedPlace) -> Expression {
        let start = position
        var value = try product()
        var length = 0
        while case .symbol(let text) = current.kind {
            let isRefused = ["&", "|", "^", "<<", ">>", "@"].contains(text)
            if isRefused { note(position, "the operator '\(text)'", instead: Self.operators) }
            guard isRefused || text == "+" || text == "-" else { break }
            let operation = BinaryOperator(rawValue: text) ?? .add
            index += 1
            length += 1
            try checkLength(length)
            value = Expression(position: start, kind: .binary(operation, value, try product()))
        }
        return value
    }

    private mutating func product() throws(RefusedPlace) -> Expression {
        let start = position
        var value = try factor()
        var length = 0
        while case .symbol(let text) = current.kind, ["*", "/", "//", "%"].contains(text),
            let operation = BinaryOperator(rawValue: text)
        {
            index += 1
            length += 1
            try checkLength(length)
            value = Expression(position: start, kind: .binary(operation, value, try factor()))
        }
        return value
    }

    private mutating func factor() throws(RefusedPlace) -> Expression {
        let start = position
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw RefusedPlace(
                position, "an expression nested more than 200 deep", instead: "use names for inner parts")
        }
        if accept("-") {
            let operand = try factor()
            switch operand.kind {
            case .integer(let value): return Expression(position: start, kind: .integer(-value))
            case .float(let value): return Expression(position: start, kind: .float(-value))
            default: return Expression(position: start, kind: .unary(.negative, operand))
            }
        }
        if accept("+") { return Expression(position: start, kind: .unary(.positive, try factor())) }
        if accept("~") {
            note(start, "the operator '~'", instead: "use not, or arithmetic")
            return try factor()
        }
        let base = try postfix()
        guard accept("**") else { return base }
        return Expression(position: start, kind: .binary(.power, base, try factor()))
    }
}
