/// Statements of one line.
extension Parser {
    mutating func simpleStatement() throws(RefusedPlace) -> [Statement] {
        let start = position
        guard case .keyword(let keyword) = current.kind else { return [try expressionStatement(start)] }
        switch keyword {
        case .import: return try importStatement(start)
        case .from: return try fromImport(start)
        case .assert: return try assertStatement(start)
        default: return [try keywordStatement(keyword, start)]
        }
    }

    private mutating func keywordStatement(_ keyword: Keyword, _ start: Position) throws(RefusedPlace) -> Statement {
        switch keyword {
        case .pass:
            index += 1
            return Statement(position: start, kind: .pass)
        case .break, .continue:
            index += 1
            guard context.isInLoop else {
                throw .mistake(start, "'\(keyword.rawValue)' outside a loop", instead: "remove it")
            }
            return Statement(position: start, kind: keyword == .break ? .break : .continue)
        case .return:
            index += 1
            guard context.isInFunction else {
                throw .mistake(start, "'return' outside a function", instead: "remove it")
            }
            let value: Expression? = isAtEndOfStatement ? nil : try expressionList()
            return Statement(position: start, kind: .return(value))
        case .raise:
            index += 1
            guard !isAtEndOfStatement else {
                note(start, "'raise' without an exception", instead: "name one, such as ValueError('...')")
                return Statement(position: start, kind: .pass)
            }
            let value = try expression()
            let place = position
            if accept(.from) {
                note(place, "'raise ... from'", instead: "leave the cause out")
                _ = try expression()
            }
            return Statement(position: start, kind: .raise(value))
        case .del:
            index += 1
            return Statement(position: start, kind: .delete(try deleteTargets()))
        case .global, .nonlocal:
            return try scopeDeclaration(start, keyword)
        default:
            return try expressionStatement(start)
        }
    }

    private mutating func assertStatement(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        note(start, "an 'assert' statement", instead: "write if not ...: raise ValueError(...)")
        return [Statement(position: start, kind: .expression(try expressionList()))]
    }

    var isAtEndOfStatement: Bool { current.kind == .newline || current.kind == .end || isSymbol(";") }

    private mutating func scopeDeclaration(_ start: Position, _ keyword: Keyword) throws(RefusedPlace) -> Statement {
        index += 1
        guard context.isInFunction || keyword == .global else {
            throw .mistake(start, "'nonlocal' at top level", instead: "remove it")
        }
        var names: [String] = []
        repeat { names.append(try expectName("a name")) } while accept(",")
        return Statement(position: start, kind: keyword == .global ? .global(names) : .nonlocal(names))
    }

    private mutating func deleteTargets() throws(RefusedPlace) -> [Expression] {
        let list = try expressionList()
        let targets: [Expression] = if case .tuple(let parts) = list.kind { parts } else { [list] }
        for target in targets {
            switch target.kind {
            case .name, .attribute, .element: break
            default:
                throw .mistake(target.position, "this cannot be deleted", instead: "delete a name, field or item")
            }
        }
        return targets
    }

    private mutating func expressionStatement(_ start: Position) throws(RefusedPlace) -> Statement {
        let first = try expressionList()
        if accept(":") {
            try checkTarget(first)
            _ = try expression()
            guard accept("=") else { return Statement(position: start, kind: .pass) }
            return Statement(position: start, kind: .assignment(targets: [first], value: try expressionList()))
        }
        if case .symbol(let symbol) = current.kind, symbol.count > 1, symbol.hasSuffix("="),
            !["==", "!=", "<=", ">=", ":="].contains(symbol)
        {
            let known = BinaryOperator(rawValue: String(symbol.dropLast()))
            if known == nil { note(position, "the operator '\(symbol)'", instead: Self.operators) }
            let operation = known ?? .add
            switch first.kind {
            case .name, .attribute, .element: break
            default:
                throw .mistake(first.position, "this cannot be assigned to", instead: "give a name, field or item")
            }
            index += 1
            return Statement(position: start, kind: .augmented(target: first, operation, value: try expressionList()))
        }
        guard isSymbol("=") else {
            guard isAtEndOfStatement else {
                throw unexpected(instead: "write one statement a line")
            }
            return Statement(position: start, kind: .expression(first))
        }
        var parts = [first]
        while accept("=") { parts.append(try expressionList()) }
        let value = parts.removeLast()
        for target in parts { try checkTarget(target) }
        return Statement(position: start, kind: .assignment(targets: parts, value: value))
    }

    /// Throws where something cannot stand left of `=`.
    func checkTarget(_ target: Expression) throws(RefusedPlace) {
        switch target.kind {
        case .name, .attribute, .element: return
        case .tuple(let parts), .list(let parts):
            for part in parts { try checkTarget(part) }
        default:
            throw .mistake(target.position, "this cannot be assigned to", instead: "give a name, field or item")
        }
    }
}
