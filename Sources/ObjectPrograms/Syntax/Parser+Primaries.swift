/// Names, literals, and what can stand behind them.
extension Parser {
    /// A primary with its fields, items and calls.
    mutating func postfix() throws(SourceError) -> Expression {
        let start = position
        var value = try primary()
        var length = 0
        while case .symbol(let text) = current.kind {
            length += 1
            try checkLength(length)
            switch text {
            case ".":
                index += 1
                value = Expression(position: start, kind: .attribute(value, try expectName("a field's name")))
            case "(":
                index += 1
                value = Expression(position: start, kind: .call(value, try arguments()))
            case "[":
                index += 1
                value = Expression(position: start, kind: .element(value, try subscriptIndex()))
            default:
                return value
            }
        }
        return value
    }

    private mutating func arguments() throws(SourceError) -> [Expression.Argument] {
        var arguments: [Expression.Argument] = []
        var hasKeyword = false
        while !isSymbol(")") {
            let start = position
            if isSymbol("**") { throw SourceError(start, "'**' in a call", instead: "name the keywords") }
            if accept("*") {
                arguments.append(.starred(try expression()))
            } else if case .name(let name) = current.kind, tokens[index + 1].kind == .symbol("=") {
                index += 2
                hasKeyword = true
                arguments.append(.keyword(name, try expression()))
            } else {
                let value = try expression()
                if isKeyword(.for) {
                    throw SourceError(position, "a generator expression", instead: "write a list comprehension in [ ]")
                }
                guard !hasKeyword else {
                    throw SourceError(start, "a positional argument after a keyword", instead: "put it first")
                }
                arguments.append(.positional(value))
            }
            if !accept(",") { break }
        }
        try expect(")", after: "the arguments")
        return arguments
    }

    private mutating func subscriptIndex() throws(SourceError) -> Expression {
        let start = position
        let from: Expression? = isSymbol(":") ? nil : try expressionList()
        guard accept(":") else {
            try expect("]", after: "the index")
            guard let from else { throw unexpected(instead: "write an index") }
            return from
        }
        let to: Expression? = isSymbol("]") || isSymbol(":") ? nil : try expression()
        var step: Expression?
        if accept(":"), !isSymbol("]") { step = try expression() }
        try expect("]", after: "the slice")
        return Expression(position: start, kind: .slice(from: from, to: to, step: step))
    }

    private mutating func primary() throws(SourceError) -> Expression {
        let token = advance()
        let start = token.position
        switch token.kind {
        case .name(let name): return Expression(position: start, kind: .name(name))
        case .integer(let value): return Expression(position: start, kind: .integer(value))
        case .float(let value): return Expression(position: start, kind: .float(value))
        case .string, .formatted:
            index -= 1
            return try strings(start)
        case .keyword(.none): return Expression(position: start, kind: .none)
        case .keyword(.true): return Expression(position: start, kind: .boolean(true))
        case .keyword(.false): return Expression(position: start, kind: .boolean(false))
        case .symbol("("): return try parenthesized(start)
        case .symbol("["): return try listDisplay(start)
        case .symbol("{"): return try dictDisplay(start)
        case .symbol("..."): throw SourceError(start, "'...'", instead: "write pass or None")
        case .keyword(.yield): throw SourceError(start, "'yield'", instead: "return a list")
        case .keyword(.await): throw SourceError(start, "'await'", instead: "write an ordinary call")
        default:
            if token.kind != .end { index -= 1 }
            throw unexpected(instead: "write a value here")
        }
    }

    /// Strings that stand side by side are one.
    private mutating func strings(_ start: Position) throws(SourceError) -> Expression {
        var pieces: [Expression.FormattedPiece] = []
        var isFormatted = false
        var text = ""
        while true {
            if case .string(let part) = current.kind {
                text += part
            } else if case .formatted(let parts) = current.kind {
                isFormatted = true
                for part in parts {
                    switch part {
                    case .text(let piece): text += piece
                    case .expression(let source, let place):
                        if !text.isEmpty { pieces.append(.text(text)) }
                        text = ""
                        pieces.append(.value(try replacement(source, at: place)))
                    }
                }
            } else {
                break
            }
            index += 1
        }
        guard isFormatted else { return Expression(position: start, kind: .string(text)) }
        if !text.isEmpty { pieces.append(.text(text)) }
        return Expression(position: start, kind: .formatted(pieces))
    }

    /// Parses the inside of `{...}`, with places in the file that holds it.
    private func replacement(_ text: String, at place: Position) throws(SourceError) -> Expression {
        // Behind a bracket, so that it may go over several lines.
        func moved(_ position: Position) -> Position {
            Position(line: place.line, column: max(place.column, place.column + position.column - 2))
        }
        let tokens: [Token]
        do {
            let source = try SourceText(Array("(\(text))".utf8))
            tokens = try Lexer.tokens(of: source)
        } catch {
            var error = error
            error.position = moved(error.position)
            throw error
        }
        var inner = Parser(tokens: tokens.map { Token(kind: $0.kind, position: moved($0.position)) })
        inner.depth = depth + 1
        return try inner.expression()
    }

    private mutating func parenthesized(_ start: Position) throws(SourceError) -> Expression {
        if accept(")") { return Expression(position: start, kind: .tuple([])) }
        let inner = try expressionList()
        if isKeyword(.for) {
            throw SourceError(position, "a generator expression", instead: "write a list comprehension in [ ]")
        }
        try expect(")", after: "the expression")
        return inner
    }

    private mutating func listDisplay(_ start: Position) throws(SourceError) -> Expression {
        if accept("]") { return Expression(position: start, kind: .list([])) }
        let first = try expression()
        if isKeyword(.for) {
            let clauses = try comprehensionClauses()
            try expect("]", after: "the comprehension")
            return Expression(position: start, kind: .comprehension(first, clauses))
        }
        var parts = [first]
        while accept(","), !isSymbol("]") { parts.append(try expression()) }
        try expect("]", after: "the elements")
        return Expression(position: start, kind: .list(parts))
    }

    private mutating func comprehensionClauses() throws(SourceError) -> [Expression.ComprehensionClause] {
        var clauses: [Expression.ComprehensionClause] = []
        while accept(.for) {
            let target = try targetList()
            guard accept(.in) else { throw unexpected(instead: "write 'in' after the comprehension's name") }
            let iterable = try disjunction()
            var conditions: [Expression] = []
            while accept(.if) { conditions.append(try disjunction()) }
            clauses.append(Expression.ComprehensionClause(target: target, iterable: iterable, conditions: conditions))
        }
        return clauses
    }

    private mutating func dictDisplay(_ start: Position) throws(SourceError) -> Expression {
        var pairs: [(key: Expression, value: Expression)] = []
        while !isSymbol("}") {
            if isSymbol("**") { throw SourceError(position, "'**' in a dict", instead: "store the items one by one") }
            let key = try expression()
            guard accept(":") else {
                throw SourceError(start, "a set", instead: "use a list, or a dict with True as values")
            }
            pairs.append((key, try expression()))
            if isKeyword(.for) {
                throw SourceError(position, "a dict comprehension", instead: "store the items in a loop")
            }
            if !accept(",") { break }
        }
        try expect("}", after: "the items")
        return Expression(position: start, kind: .dict(pairs))
    }
}
