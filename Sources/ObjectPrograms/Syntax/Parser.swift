/// Turns tokens into statements by recursive descent, one method a rule of the grammar.
struct Parser {
    let tokens: [Token]
    var index = 0
    /// How deep expressions are nested here.
    var depth = 0
    /// What stands around the statement that is parsed.
    var context = Context()

    struct Context {
        var isInFunction = false
        var isInClass = false
        var isInLoop = false
        var blockDepth = 0
    }

    init(tokens: [Token]) { self.tokens = tokens }

    /// The statements of a whole program.
    static func program(_ source: SourceText) throws(SourceError) -> [Statement] {
        var parser = Parser(tokens: try Lexer.tokens(of: source))
        var statements: [Statement] = []
        while parser.current.kind != .end { statements += try parser.statement() }
        return statements
    }

    // MARK: Tokens

    var current: Token { tokens[index] }
    var position: Position { tokens[index].position }

    mutating func advance() -> Token {
        defer { if index < tokens.count - 1 { index += 1 } }
        return tokens[index]
    }

    func isSymbol(_ text: String) -> Bool { current.kind == .symbol(text) }
    func isKeyword(_ keyword: Keyword) -> Bool { current.kind == .keyword(keyword) }

    mutating func accept(_ symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func accept(_ keyword: Keyword) -> Bool {
        guard isKeyword(keyword) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ symbol: String, after what: String) throws(SourceError) {
        guard accept(symbol) else { throw unexpected(instead: "write '\(symbol)' after \(what)") }
    }

    mutating func expectName(_ what: String) throws(SourceError) -> String {
        guard case .name(let name) = current.kind else { throw unexpected(instead: "write \(what)") }
        index += 1
        return name
    }

    /// What to say of a token that fits nowhere.
    func unexpected(instead remedy: String) -> SourceError {
        if isSymbol(":=") { return SourceError(position, "':='", instead: "assign in a statement of its own") }
        let what =
            switch current.kind {
            case .name(let name): "'\(name)'"
            case .keyword(let keyword): "'\(keyword.rawValue)'"
            case .integer, .float: "a number"
            case .string, .formatted: "a string"
            case .symbol(let text): "'\(text)'"
            case .newline: "end of line"
            case .indent: "indent"
            case .dedent: "end of block"
            case .end: "end of file"
            }
        return SourceError(position, "unexpected \(what)", instead: remedy)
    }

    // MARK: Blocks

    /// `:` and an indented block, or statements on the same line.
    mutating func block(of what: String) throws(SourceError) -> [Statement] {
        try expect(":", after: what)
        context.blockDepth += 1
        defer { context.blockDepth -= 1 }
        guard current.kind == .newline else { return try simpleStatements() }
        index += 1
        guard current.kind == .indent else {
            throw SourceError(position, "expected an indented block after \(what)", instead: "indent its body")
        }
        index += 1
        var statements: [Statement] = []
        while current.kind != .dedent, current.kind != .end { statements += try statement() }
        if current.kind == .dedent { index += 1 }
        return statements
    }

    /// Simple statements up to the end of the line.
    mutating func simpleStatements() throws(SourceError) -> [Statement] {
        var statements: [Statement] = []
        while true {
            statements.append(try simpleStatement())
            if accept(";"), current.kind != .newline { continue }
            guard current.kind == .newline || current.kind == .end else {
                throw unexpected(instead: "write one statement a line")
            }
            if current.kind == .newline { index += 1 }
            return statements
        }
    }
}
