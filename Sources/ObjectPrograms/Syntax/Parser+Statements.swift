/// Statements.
extension Parser {
    mutating func statement() throws(SourceError) -> [Statement] {
        let start = position
        switch current.kind {
        case .keyword(.if): return [try conditional(start)]
        case .keyword(.while): return [try whileLoop(start)]
        case .keyword(.for): return [try forLoop(start)]
        case .keyword(.def): return [Statement(position: start, kind: .function(try functionDefinition(start)))]
        case .keyword(.class): return [Statement(position: start, kind: .classDefinition(try classDefinition(start)))]
        case .indent:
            throw SourceError(position, "unexpected indent", instead: "indent the line like the one before it")
        case .symbol("@"): throw SourceError(position, "a decorator", instead: "call the function where it is needed")
        case .keyword(let keyword):
            if let remedy = Self.refused[keyword] {
                let article = "aeiou".contains(keyword.rawValue.prefix(1)) ? "an" : "a"
                throw SourceError(position, "\(article) '\(keyword.rawValue)' statement", instead: remedy)
            }
        default: break
        }
        return try simpleStatements()
    }

    private static let refused: [Keyword: String] = [
        .try: "test for the case before it happens; an error ends the program",
        .except: "test for the case before it happens; an error ends the program",
        .finally: "write its body after the statements it belongs to",
        .with: "write the statements without it",
        .async: "write an ordinary function", .await: "write an ordinary call",
        .yield: "return a list", .from: "import the module and write module.name",
        .assert: "write if not ...: raise ValueError(...)",
        .elif: "begin with if", .else: "put it under an if of the same indentation",
    ]

    private mutating func conditional(_ start: Position) throws(SourceError) -> Statement {
        index += 1
        let test = try expression()
        var branches = [(test: test, body: try block(of: "if"))]
        while isKeyword(.elif) {
            index += 1
            let test = try expression()
            branches.append((test, try block(of: "elif")))
        }
        let otherwise = accept(.else) ? try block(of: "else") : []
        return Statement(position: start, kind: .conditional(branches, otherwise: otherwise))
    }

    private mutating func whileLoop(_ start: Position) throws(SourceError) -> Statement {
        index += 1
        let test = try expression()
        let body = try loopBody(of: "while")
        return Statement(position: start, kind: .whileLoop(test: test, body: body))
    }

    private mutating func forLoop(_ start: Position) throws(SourceError) -> Statement {
        index += 1
        let target = try targetList()
        guard accept(.in) else { throw unexpected(instead: "write 'in' after the loop's name") }
        let iterable = try expressionList()
        let body = try loopBody(of: "for")
        return Statement(position: start, kind: .forLoop(target: target, iterable: iterable, body: body))
    }

    private mutating func loopBody(of what: String) throws(SourceError) -> [Statement] {
        let outer = context.isInLoop
        context.isInLoop = true
        let body = try block(of: what)
        context.isInLoop = outer
        if isKeyword(.else) {
            throw SourceError(position, "an 'else' of a loop", instead: "test after the loop")
        }
        return body
    }

    private mutating func classDefinition(_ start: Position) throws(SourceError) -> ClassDefinition {
        index += 1
        guard context.blockDepth == 0 else {
            throw SourceError(start, "a class inside a block", instead: "define classes at top level")
        }
        let name = try expectName("the class's name")
        var base: String?
        if accept("(") {
            if !isSymbol(")") {
                base = try expectName("a class of this program as its base")
                if isSymbol(",") || isSymbol("=") {
                    throw SourceError(position, "several bases or keywords of a class", instead: "give one base")
                }
            }
            try expect(")", after: "the base")
        }
        let outer = context
        context = Context(isInClass: true)
        let body = try block(of: "class")
        context = outer
        return ClassDefinition(name: name, position: start, base: base == "object" ? nil : base, body: body)
    }

    private mutating func functionDefinition(_ start: Position) throws(SourceError) -> FunctionDefinition {
        index += 1
        let name = try expectName("the function's name")
        try expect("(", after: "the function's name")
        let (parameters, star) = try parameterList(end: ")", allowsAnnotations: true)
        try expect(")", after: "the parameters")
        if accept("->") { _ = try expression() }
        let outer = context
        context = Context(isInFunction: true, blockDepth: outer.blockDepth)
        let body = try block(of: "def")
        context = outer
        return FunctionDefinition(
            name: name, position: start, parameters: parameters, starParameter: star, body: .block(body))
    }

    mutating func parameterList(
        end: String, allowsAnnotations: Bool
    ) throws(SourceError) -> ([FunctionDefinition.Parameter], String?) {
        var parameters: [FunctionDefinition.Parameter] = []
        var star: String?
        var names: Set<String> = []
        while !isSymbol(end) {
            let place = position
            if isSymbol("**") {
                throw SourceError(place, "a '**' parameter", instead: "name the keywords as parameters")
            }
            if isSymbol("/") { throw SourceError(place, "a '/' parameter", instead: "leave it out") }
            let isStar = accept("*")
            if isStar, !{ if case .name = current.kind { true } else { false } }() {
                throw SourceError(place, "keyword-only parameters", instead: "leave the '*' out")
            }
            guard star == nil else {
                throw SourceError(place, "a parameter after '*'", instead: "put it before")
            }
            let name = try expectName("a parameter's name")
            guard names.insert(name).inserted else {
                throw SourceError(place, "duplicate parameter '\(name)'", instead: "give it another name")
            }
            if allowsAnnotations, accept(":") { _ = try expression() }
            if isStar {
                star = name
            } else {
                let value: Expression? = accept("=") ? try expression() : nil
                if value == nil, parameters.last?.defaultValue != nil {
                    throw SourceError(place, "a parameter without default after one with", instead: "put it first")
                }
                parameters.append(FunctionDefinition.Parameter(name: name, defaultValue: value))
            }
            if !accept(",") { break }
        }
        return (parameters, star)
    }
}
