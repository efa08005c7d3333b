/// Statements of one line.
extension Parser {
    mutating func simpleStatement() throws(SourceError) -> Statement {
        let start = position
        guard case .keyword(let keyword) = current.kind else { return try expressionStatement(start) }
        switch keyword {
        case .pass:
            index += 1
            return Statement(position: start, kind: .pass)
        case .break, .continue:
            index += 1
            guard context.isInLoop else {
                throw SourceError(start, "'\(keyword.rawValue)' outside a loop", instead: "remove it")
            }
            return Statement(position: start, kind: keyword == .break ? .break : .continue)
        case .return:
            index += 1
            guard context.isInFunction else {
                throw SourceError(start, "'return' outside a function", instead: "remove it")
            }
            let value: Expression? = isAtEndOfStatement ? nil : try expressionList()
            return Statement(position: start, kind: .return(value))
        case .raise:
            index += 1
            guard !isAtEndOfStatement else {
                throw SourceError(start, "'raise' without an exception", instead: "name one, such as ValueError('...')")
            }
            let value = try expression()
            if isKeyword(.from) { throw SourceError(position, "'raise ... from'", instead: "leave the cause out") }
            return Statement(position: start, kind: .raise(value))
        case .del:
            index += 1
            return Statement(position: start, kind: .delete(try deleteTargets()))
        case .global, .nonlocal:
            return try scopeDeclaration(start, keyword)
        case .import:
            return try importStatement(start)
        case .from:
            throw SourceError(start, "a 'from' import", instead: "import the module and write module.name")
        case .assert, .yield, .await:
            throw SourceError(start, "'\(keyword.rawValue)'", instead: "write if and raise, or return a list")
        default:
            return try expressionStatement(start)
        }
    }

    var isAtEndOfStatement: Bool { current.kind == .newline || current.kind == .end || isSymbol(";") }

    private mutating func scopeDeclaration(_ start: Position, _ keyword: Keyword) throws(SourceError) -> Statement {
        index += 1
        guard context.isInFunction || keyword == .global else {
            throw SourceError(start, "'nonlocal' at top level", instead: "remove it")
        }
        var names: [String] = []
        repeat { names.append(try expectName("a name")) } while accept(",")
        return Statement(position: start, kind: keyword == .global ? .global(names) : .nonlocal(names))
    }

    private mutating func importStatement(_ start: Position) throws(SourceError) -> Statement {
        index += 1
        var imports: [(module: String, name: String)] = []
        repeat {
            let place = position
            let module = try expectName("a module's name")
            guard BuiltInModule(rawValue: module) != nil else {
                throw SourceError(
                    place, "the module '\(module)'", instead: "use weakref, gc, sys or numpy, or do without")
            }
            if isSymbol(".") { throw SourceError(position, "a submodule", instead: "import \(module) itself") }
            imports.append((module, accept(.as) ? try expectName("the module's short name") : module))
        } while accept(",")
        return Statement(position: start, kind: .imports(imports))
    }

    private mutating func deleteTargets() throws(SourceError) -> [Expression] {
        let list = try expressionList()
        let targets: [Expression] = if case .tuple(let parts) = list.kind { parts } else { [list] }
        for target in targets {
            switch target.kind {
            case .name, .attribute, .element: break
            default:
                throw SourceError(target.position, "this cannot be deleted", instead: "delete a name, field or item")
            }
        }
        return targets
    }

    private mutating func expressionStatement(_ start: Position) throws(SourceError) -> Statement {
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
            guard let operation = BinaryOperator(rawValue: String(symbol.dropLast())) else {
                throw SourceError(position, "the operator '\(symbol)'", instead: "use + - * / // % or **")
            }
            switch first.kind {
            case .name, .attribute, .element: break
            default:
                throw SourceError(first.position, "this cannot be assigned to", instead: "give a name, field or item")
            }
            index += 1
            return Statement(position: start, kind: .augmented(target: first, operation, value: try expressionList()))
        }
        guard isSymbol("=") else {
            guard isAtEndOfStatement else {
                if isSymbol(":=") { throw SourceError(position, "':='", instead: "assign in a statement of its own") }
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
    func checkTarget(_ target: Expression) throws(SourceError) {
        switch target.kind {
        case .name, .attribute, .element: return
        case .tuple(let parts), .list(let parts):
            for part in parts { try checkTarget(part) }
        case .starred:
            throw SourceError(target.position, "a starred target", instead: "name the parts one by one")
        default:
            throw SourceError(target.position, "this cannot be assigned to", instead: "give a name, field or item")
        }
    }
}
