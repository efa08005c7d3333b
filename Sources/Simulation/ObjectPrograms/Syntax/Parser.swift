/// Turns tokens into statements by recursive descent, one method a rule of the grammar.
///
/// What the language lacks is noted, and read on behind it; what is thrown ends its statement.
struct Parser {
    let tokens: [Token]
    let refusals: RefusalList
    var index = 0
    /// How deep expressions are nested here.
    var depth = 0
    /// What stands around the statement that is parsed.
    var context = Context()
    /// Names that expressions of the statement under way bind.
    var boundInExpressions: [String] = []
    /// The place that was noted last.
    var newestNote = Position(line: 0, column: 0)

    struct Context {
        var isInFunction = false
        var isInClass = false
        var isInLoop = false
        var blockDepth = 0
    }

    init(tokens: [Token], _ refusals: RefusalList) {
        self.tokens = tokens
        self.refusals = refusals
    }

    /// A whole program: its statements, and the comments behind them.
    static func program(
        _ source: SourceText, _ refusals: RefusalList
    ) -> (statements: [Statement], comments: [SourceText.Comment]) {
        let (tokens, comments) = Lexer.read(source, refusals)
        var parser = Parser(tokens: tokens, refusals)
        var statements: [Statement] = []
        while parser.current.kind != .end { statements += parser.statement() }
        return (statements, comments)
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

    mutating func expect(_ symbol: String, after what: String) throws(RefusedPlace) {
        guard accept(symbol) else { throw unexpected(instead: "write '\(symbol)' after \(what)") }
    }

    mutating func expectName(_ what: String) throws(RefusedPlace) -> String {
        guard case .name(let name) = current.kind else { throw unexpected(instead: "write \(what)") }
        index += 1
        return name
    }

    // MARK: Refusals

    /// Notes a construct of Python that the language lacks, to be read on behind it.
    mutating func note(_ position: Position, _ message: String, instead remedy: String) {
        note(RefusedPlace(position, message, instead: remedy))
    }

    mutating func note(_ place: RefusedPlace) {
        newestNote = place.position
        refusals.note(place)
    }

    /// What to say of a token that fits nowhere.
    func unexpected(instead remedy: String) -> RefusedPlace {
        let what =
            switch current.kind {
            case .name(let name): "'\(name)'"
            case .keyword(let keyword): "'\(keyword.rawValue)'"
            case .integer, .float: "a number"
            case .string, .formatted: "a string"
            case .symbol(let text): "'\(text)'"
            case .refused: "character"
            case .newline: "end of line"
            case .indent: "indent"
            case .dedent: "end of block"
            case .end: "end of file"
            }
        return .mistake(position, "unexpected \(what)", instead: remedy)
    }

    /// Reads a statement; one that is no Python is noted, and left out with the names that it may bind.
    mutating func statement() -> [Statement] {
        let start = position
        let outer = (context, boundInExpressions)
        boundInExpressions = []
        defer { boundInExpressions = outer.1 }
        do {
            let statements = try parsedStatement()
            guard !boundInExpressions.isEmpty else { return statements }
            return [Statement(position: start, kind: .refused([], binding: boundInExpressions))] + statements
        } catch {
            context = outer.0
            depth = 0
            let (names, isExplained) = skipLine(from: start)
            if error.isPython || !isExplained { note(error) }
            return [Statement(position: start, kind: .refused(skipBlocks(), binding: names))]
        }
    }

    /// Goes on behind the logical line, and tells its names and whether something else in it was noted already.
    mutating func skipLine(from start: Position) -> (names: [String], isExplained: Bool) {
        var first = index
        while first > 0, ![.newline, .indent, .dedent].contains(tokens[first - 1].kind) { first -= 1 }
        while ![.newline, .indent, .dedent, .end].contains(current.kind) { index += 1 }
        let line = tokens[first..<index]
        if current.kind == .newline { index += 1 }
        let names = line.compactMap { if case .name(let name) = $0.kind { name } else { nil } }
        let isNoted = newestNote >= max(start, line.first?.position ?? start)
        return (names, isNoted || line.contains { $0.kind == .refused })
    }

    /// The statements of the block below a line that was skipped, and of the clauses that go with it.
    mutating func skipBlocks() -> [Statement] {
        var statements: [Statement] = []
        while current.kind == .indent {
            let outer = context
            context = Context(isInFunction: true, isInLoop: true, blockDepth: outer.blockDepth)
            index += 1
            while current.kind != .dedent, current.kind != .end { statements += statement() }
            if current.kind == .dedent { index += 1 }
            context = outer
            guard case .keyword(let keyword) = current.kind, [.elif, .else, .except, .finally].contains(keyword) else {
                break
            }
            _ = skipLine(from: position)
        }
        return statements
    }

    // MARK: Blocks

    /// `:` and an indented block, or statements on the same line.
    mutating func block(of what: String, isNested: Bool = true) throws(RefusedPlace) -> [Statement] {
        try expect(":", after: what)
        context.blockDepth += isNested ? 1 : 0
        defer { context.blockDepth -= isNested ? 1 : 0 }
        guard current.kind == .newline else { return try simpleStatements() }
        index += 1
        guard current.kind == .indent else {
            note(.mistake(position, "expected an indented block after \(what)", instead: "indent its body"))
            return []
        }
        index += 1
        var statements: [Statement] = []
        while current.kind != .dedent, current.kind != .end { statements += statement() }
        if current.kind == .dedent { index += 1 }
        return statements
    }

    /// Simple statements up to the end of the line.
    mutating func simpleStatements() throws(RefusedPlace) -> [Statement] {
        var statements: [Statement] = []
        while true {
            statements += try simpleStatement()
            if accept(";"), current.kind != .newline { continue }
            guard current.kind == .newline || current.kind == .end else {
                throw unexpected(instead: "write one statement a line")
            }
            if current.kind == .newline { index += 1 }
            return statements
        }
    }
}
