/// Statements of Python that the language lacks: they are noted and read through, so that what stands inside of them
/// is checked too.
extension Parser {
    /// `@name` before a function or class, which is read as if it stood alone.
    mutating func decorator(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        let value = try expression()
        let name = Self.lastName(of: value)
        note(
            start, name.map { "the decorator '@\($0)'" } ?? "a decorator",
            instead: name.flatMap { Remedies.decorators[$0] } ?? "call it where its result is needed")
        guard current.kind == .newline else { throw unexpected(instead: "put the function on the next line") }
        index += 1
        // Its name is told already; what it is called with may hold more.
        guard case .call(_, let arguments) = value.kind else { return try parsedStatement() }
        let values = arguments.map { expression($0.expression) }
        return [Statement(position: start, kind: .refused(values, binding: []))] + (try parsedStatement())
    }

    private static func lastName(of value: Expression) -> String? {
        switch value.kind {
        case .name(let name), .attribute(_, let name): name
        case .call(let function, _): lastName(of: function)
        default: nil
        }
    }

    /// `try` with its clauses: all of their statements, one after the other.
    mutating func tryStatement(_ start: Position) throws(RefusedPlace) -> [Statement] {
        note(start, "a 'try' statement", instead: "test for the case before it happens; an error ends the program")
        index += 1
        var statements = try block(of: "try", isNested: false)
        while case .keyword(let keyword) = current.kind, [.except, .else, .finally].contains(keyword) {
            let place = position
            index += 1
            if keyword == .except {
                _ = accept("*")
                if !isSymbol(":") { statements.append(expression(try expressionList())) }
                if accept(.as) { statements.append(binding(try expectName("the exception's name"), at: place)) }
            }
            statements += try block(of: keyword.rawValue, isNested: false)
        }
        return statements
    }

    /// `with`: its values and targets, then its body.
    mutating func withStatement(_ start: Position) throws(RefusedPlace) -> [Statement] {
        note(start, "a 'with' statement", instead: "write the statements without it")
        index += 1
        let isInBrackets = isParenthesizedItems
        if isInBrackets { index += 1 }
        var statements: [Statement] = []
        repeat {
            if isSymbol(")") { break }
            let value = try expression()
            guard accept(.as) else {
                statements.append(expression(value))
                continue
            }
            let target = try postfix()
            try checkTarget(target)
            statements.append(
                Statement(position: value.position, kind: .assignment(targets: [target], value: value)))
        } while accept(",")
        if isInBrackets { try expect(")", after: "the items") }
        return statements + (try block(of: "with", isNested: false))
    }

    /// Whether `(` opens the items of a `with`, and no value: its bracket ends before the colon, and holds an `as`.
    private var isParenthesizedItems: Bool {
        guard isSymbol("(") else { return false }
        var depth = 0
        var hasName = false
        for place in index..<tokens.count {
            switch tokens[place].kind {
            case .symbol("("), .symbol("["), .symbol("{"): depth += 1
            case .symbol(")"), .symbol("]"), .symbol("}"):
                depth -= 1
                if depth == 0 { return hasName && tokens[place + 1].kind == .symbol(":") }
            case .keyword(.as): hasName = hasName || depth == 1
            case .newline, .end: return false
            default: break
            }
        }
        return false
    }

    /// Whether the line ends in a colon.
    var isHeader: Bool {
        var place = index
        while ![.newline, .end].contains(tokens[place].kind) { place += 1 }
        return place > index + 1 && tokens[place - 1].kind == .symbol(":")
    }

    /// `match`: the statements of its cases.
    mutating func matchStatement(_ start: Position) throws(RefusedPlace) -> [Statement] {
        note(start, "a 'match' statement", instead: "write if and elif")
        var names = skipLine(from: start).names
        guard current.kind == .indent else { return [] }
        index += 1
        var statements: [Statement] = []
        while case .name("case") = current.kind {
            names += skipLine(from: position).names
            let outer = context
            statements += skipBlocks()
            context = outer
        }
        while current.kind != .dedent, current.kind != .end { statements += statement() }
        if current.kind == .dedent { index += 1 }
        return [Statement(position: start, kind: .refused(statements, binding: names))]
    }

    /// `yield` and `yield from`, with what they give.
    mutating func yielded(_ start: Position) throws(RefusedPlace) -> Expression {
        note(start, "'yield'", instead: "return a list")
        if accept(.from) { return try expression() }
        if isAtEndOfStatement || isSymbol(")") || isSymbol("]") || isSymbol("=") || isSymbol(",") {
            return Expression(position: start, kind: .none)
        }
        return try expressionList()
    }

    /// A clause whose statement does not stand before it.
    func strayClause(_ start: Position) -> RefusedPlace {
        guard case .keyword(let keyword) = current.kind else { return unexpected(instead: "write a statement") }
        let (opening, article) =
            switch keyword {
            case .except, .finally: ("try", keyword == .except ? "an" : "a")
            default: ("if", "an")
            }
        return .mistake(
            start, "\(article) '\(keyword.rawValue)' without '\(opening)'",
            instead: "put it under its \(opening), indented like it")
    }

    /// What a notebook reads where a value should stand: `files = !ls`.
    func notebookLine(_ start: Position) -> RefusedPlace? {
        guard case .symbol(let text) = current.kind, text == "!" || text == "%" else { return nil }
        guard index > 0, tokens[index - 1].kind == .symbol("=") else { return nil }
        return NotebookLine.refusal(start, text)
    }

    private func expression(_ value: Expression) -> Statement {
        Statement(position: value.position, kind: .expression(value))
    }

    private func binding(_ name: String, at place: Position) -> Statement {
        Statement(position: place, kind: .refused([], binding: [name]))
    }
}
