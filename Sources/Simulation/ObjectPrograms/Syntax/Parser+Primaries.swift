/// Names, literals, and what can stand behind them.
extension Parser {
    /// A primary with its fields, items and calls.
    mutating func postfix() throws(RefusedPlace) -> Expression {
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

    mutating func arguments() throws(RefusedPlace) -> [Expression.Argument] {
        var arguments: [Expression.Argument] = []
        var hasKeyword = false
        while !isSymbol(")") {
            let start = position
            if accept("**") {
                note(start, "'**' in a call", instead: "name the keywords")
                hasKeyword = true
                arguments.append(.starred(try expression()))
            } else if accept("*") {
                arguments.append(.starred(try expression()))
            } else if case .name(let name) = current.kind, tokens[index + 1].kind == .symbol("=") {
                index += 2
                hasKeyword = true
                arguments.append(.keyword(name, try expression()))
            } else {
                let value = try generator(try expression())
                guard !hasKeyword else {
                    throw .mistake(start, "a positional argument after a keyword", instead: "put it first")
                }
                arguments.append(.positional(value))
            }
            if !accept(",") { break }
        }
        try expect(")", after: "the arguments")
        return arguments
    }

    private mutating func subscriptIndex() throws(RefusedPlace) -> Expression {
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

    private mutating func primary() throws(RefusedPlace) -> Expression {
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
        case .symbol("..."):
            note(start, "'...'", instead: "write pass or None")
            return Expression(position: start, kind: .none)
        case .keyword(.yield): return try yielded(start)
        case .keyword(.await):
            note(start, "'await'", instead: "write an ordinary call")
            return try postfix()
        default:
            if token.kind != .end { index -= 1 }
            if let line = notebookLine(start) { throw line }
            throw unexpected(instead: "write a value here")
        }
    }

    /// Strings that stand side by side are one.
    private mutating func strings(_ start: Position) throws(RefusedPlace) -> Expression {
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
    private mutating func replacement(_ text: String, at place: Position) throws(RefusedPlace) -> Expression {
        // Behind a bracket, so that it may go over several lines.
        func moved(_ position: Position) -> Position {
            Position(line: place.line, column: max(place.column, place.column + position.column - 2))
        }
        let source: SourceText
        do {
            source = try SourceText(Array("(\(text))".utf8))
        } catch {
            var error = error
            error.position = place
            throw error
        }
        refusals.moved = moved
        let tokens = Lexer.read(source, refusals).tokens.map { Token(kind: $0.kind, position: moved($0.position)) }
        refusals.moved = nil
        if let refused = tokens.first(where: { $0.kind == .refused }) {
            // Noted where it was read.
            newestNote = refused.position
            return Expression(position: place, kind: .none)
        }
        var inner = Parser(tokens: tokens, refusals)
        inner.depth = depth + 1
        inner.context = context
        let value = try inner.expression()
        boundInExpressions += inner.boundInExpressions
        newestNote = max(newestNote, inner.newestNote)
        return value
    }

    private mutating func parenthesized(_ start: Position) throws(RefusedPlace) -> Expression {
        if accept(")") { return Expression(position: start, kind: .tuple([])) }
        let inner = try generator(try expressionList())
        try expect(")", after: "the expression")
        return inner
    }

    private mutating func listDisplay(_ start: Position) throws(RefusedPlace) -> Expression {
        if accept("]") { return Expression(position: start, kind: .list([])) }
        let first = try starredOrExpression()
        if isComprehension {
            let clauses = try comprehensionClauses()
            try expect("]", after: "the comprehension")
            return Expression(position: start, kind: .comprehension(first, clauses))
        }
        var parts = [first]
        while accept(","), !isSymbol("]") { parts.append(try starredOrExpression()) }
        try expect("]", after: "the elements")
        return Expression(position: start, kind: .list(withoutStars(parts)))
    }

    /// Whether the clauses of a comprehension begin here.
    private var isComprehension: Bool {
        isKeyword(.for) || isKeyword(.async) && tokens[index + 1].kind == .keyword(.for)
    }

    private mutating func comprehensionClauses() throws(RefusedPlace) -> [Expression.ComprehensionClause] {
        var clauses: [Expression.ComprehensionClause] = []
        while isComprehension {
            let place = position
            if accept(.async) { note(place, "'async'", instead: "write it without, and call it as usual") }
            index += 1
            let target = try targetList()
            guard accept(.in) else { throw unexpected(instead: "write 'in' after the comprehension's name") }
            let iterable = try disjunction()
            var conditions: [Expression] = []
            while accept(.if) { conditions.append(try disjunction()) }
            clauses.append(Expression.ComprehensionClause(target: target, iterable: iterable, conditions: conditions))
        }
        return clauses
    }

    /// The comprehension whose element was read and that is no list; the element itself where there is none.
    private mutating func generator(_ element: Expression) throws(RefusedPlace) -> Expression {
        guard isComprehension else { return element }
        note(position, "a generator expression", instead: "write a list comprehension in [ ]")
        return Expression(position: element.position, kind: .comprehension(element, try comprehensionClauses()))
    }

    private mutating func dictDisplay(_ start: Position) throws(RefusedPlace) -> Expression {
        var pairs: [(key: Expression, value: Expression)] = []
        var elements: [Expression] = []
        while !isSymbol("}") {
            let place = position
            if accept("**") {
                note(place, "'**' in a dict", instead: "store the items one by one")
                elements.append(try expression())
                if !accept(",") { break }
                continue
            }
            let key = try starredOrExpression()
            guard accept(":") else {
                if pairs.isEmpty, elements.isEmpty {
                    note(start, "a set", instead: "use a list, or a dict with True as values")
                }
                if isComprehension {
                    elements.append(
                        Expression(position: start, kind: .comprehension(key, try comprehensionClauses())))
                    break
                }
                elements.append(key)
                if !accept(",") { break }
                continue
            }
            let value = try expression()
            if isComprehension {
                note(position, "a dict comprehension", instead: "store the items in a loop")
                let pair = Expression(position: start, kind: .tuple([key, value]))
                elements.append(Expression(position: start, kind: .comprehension(pair, try comprehensionClauses())))
                break
            }
            pairs.append((key, value))
            if !accept(",") { break }
        }
        try expect("}", after: "the items")
        guard !elements.isEmpty else { return Expression(position: start, kind: .dict(pairs)) }
        return Expression(position: start, kind: .list(elements + pairs.flatMap { [$0.key, $0.value] }))
    }
}
