/// Statements.
extension Parser {
    /// A statement, or what stands for one that is refused.
    mutating func parsedStatement() throws(RefusedPlace) -> [Statement] {
        let start = position
        switch current.kind {
        case .keyword(.if): return [try conditional(start)]
        case .keyword(.while): return try whileLoop(start)
        case .keyword(.for): return try forLoop(start)
        case .keyword(.def): return [Statement(position: start, kind: .function(try functionDefinition(start)))]
        case .keyword(.class): return [try classStatement(start)]
        case .indent:
            note(.mistake(start, "unexpected indent", instead: "indent the line like the one before it"))
            return [Statement(position: start, kind: .refused(skipBlocks(), binding: []))]
        case .symbol("@"): return try decorator(start)
        case .keyword(.try): return try tryStatement(start)
        case .keyword(.with): return try withStatement(start)
        case .keyword(.async):
            note(start, "'async'", instead: "write it without, and call it as usual")
            index += 1
            return try parsedStatement()
        case .keyword(.elif), .keyword(.else), .keyword(.except), .keyword(.finally):
            throw strayClause(start)
        case .name("match") where isHeader: return try matchStatement(start)
        default: return try simpleStatements()
        }
    }

    private mutating func conditional(_ start: Position) throws(RefusedPlace) -> Statement {
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

    private mutating func whileLoop(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        let test = try expression()
        let (body, behind) = try loopBody(of: "while")
        return [Statement(position: start, kind: .whileLoop(test: test, body: body))] + behind
    }

    private mutating func forLoop(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        let target = try targetList()
        guard accept(.in) else { throw unexpected(instead: "write 'in' after the loop's name") }
        let iterable = try expressionList()
        let (body, behind) = try loopBody(of: "for")
        return [Statement(position: start, kind: .forLoop(target: target, iterable: iterable, body: body))] + behind
    }

    /// The body, and what is refused behind it.
    private mutating func loopBody(
        of what: String
    ) throws(RefusedPlace) -> (body: [Statement], behind: [Statement]) {
        let outer = context.isInLoop
        context.isInLoop = true
        let body = try block(of: what)
        context.isInLoop = outer
        guard isKeyword(.else) else { return (body, []) }
        note(position, "an 'else' of a loop", instead: "test after the loop")
        index += 1
        return (body, try block(of: "else"))
    }

    private mutating func classStatement(_ start: Position) throws(RefusedPlace) -> Statement {
        let isInBlock = context.blockDepth > 0
        if isInBlock { note(start, "a class inside a block", instead: "define classes at top level") }
        let definition = try classDefinition(start)
        let statement = Statement(position: start, kind: .classDefinition(definition))
        guard isInBlock else { return statement }
        return Statement(position: start, kind: .refused([statement], binding: [definition.name]))
    }

    private mutating func classDefinition(_ start: Position) throws(RefusedPlace) -> ClassDefinition {
        index += 1
        let name = try expectName("the class's name")
        var base: String?
        if accept("(") {
            let place = position
            let arguments = try self.arguments()
            if arguments.count == 1, case .positional(let value) = arguments[0] {
                if case .name(let name) = value.kind {
                    base = name
                } else {
                    note(place, "a base class that is no plain name", instead: "inherit from a class of this program")
                }
            } else if !arguments.isEmpty {
                note(place, "several bases or keywords of a class", instead: "give one base")
            }
        }
        let outer = context
        context = Context(isInClass: true)
        defer { context = outer }
        let body = try block(of: "class")
        return ClassDefinition(name: name, position: start, base: base == "object" ? nil : base, body: body)
    }

    private mutating func functionDefinition(_ start: Position) throws(RefusedPlace) -> FunctionDefinition {
        index += 1
        let name = try expectName("the function's name")
        try expect("(", after: "the function's name")
        let (parameters, star) = try parameterList(end: ")", allowsAnnotations: true)
        try expect(")", after: "the parameters")
        if accept("->") { _ = try expression() }
        let outer = context
        context = Context(isInFunction: true, blockDepth: outer.blockDepth)
        defer { context = outer }
        let body = try block(of: "def")
        return FunctionDefinition(
            name: name, position: start, parameters: parameters, starParameter: star, body: .block(body))
    }

    mutating func parameterList(
        end: String, allowsAnnotations: Bool
    ) throws(RefusedPlace) -> ([FunctionDefinition.Parameter], String?) {
        var parameters: [FunctionDefinition.Parameter] = []
        var star: String?
        var names: Set<String> = []
        /// Whether the parameters behind are bound in ways that the language lacks.
        var isRefused = false
        while !isSymbol(end) {
            let place = position
            if accept("/") {
                note(place, "a '/' parameter", instead: "leave it out")
                if !accept(",") { break }
                continue
            }
            let isDoubleStar = accept("**")
            if isDoubleStar { note(place, "a '**' parameter", instead: "name the keywords as parameters") }
            let isStar = !isDoubleStar && accept("*")
            if isStar, accept(",") {
                note(place, "keyword-only parameters", instead: "leave the '*' out")
                isRefused = true
                continue
            }
            if star != nil, !isDoubleStar, !isRefused {
                note(place, "a parameter after '*'", instead: "put it before")
            }
            isRefused = isRefused || isDoubleStar || star != nil
            let name = try expectName("a parameter's name")
            guard names.insert(name).inserted else {
                throw .mistake(place, "duplicate parameter '\(name)'", instead: "give it another name")
            }
            if allowsAnnotations, accept(":") { _ = try expression() }
            if isStar {
                star = name
            } else {
                let value: Expression? = accept("=") ? try expression() : nil
                if value == nil, parameters.last?.defaultValue != nil, !isRefused {
                    throw .mistake(place, "a parameter without default after one with", instead: "put it first")
                }
                parameters.append(FunctionDefinition.Parameter(name: name, defaultValue: value))
            }
            if !accept(",") { break }
        }
        return (parameters, star)
    }
}
