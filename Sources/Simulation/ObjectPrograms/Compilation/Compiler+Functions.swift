import TraceModel

/// Functions, lambdas, comprehensions and classes.
extension Compiler {
    /// Emits the making of a function; it is left on the stack.
    ///
    /// `names` are what its statement binds to it.
    mutating func compileFunction(
        _ function: FunctionDefinition, boundTo names: [String] = [], at place: Position
    ) {
        let scope: Scope
        if let known = unit.scope?.child(function) {
            scope = known
        } else {
            scope = Scope.analyze(function, outer: nil, refusals)
            scope.resolve()
        }
        let defaults = function.parameters.compactMap(\.defaultValue)
        for value in defaults { compile(value) }
        if !defaults.isEmpty { emit(.buildTuple, defaults.count, at: place) }

        let code = Code(name: function.name)
        code.parameters = function.parameters.map(\.name)
        code.defaultCount = defaults.count
        code.hasStar = function.starParameter != nil
        code.strongCaptures = scope.strongCaptures(ofFunctionBoundTo: names)
        let isMethod = unit.isClassBody
        let receiver = isMethod ? function.parameters.first?.name : nil
        let index = compileUnit(
            code, scope: scope, receiver: receiver,
            parameters: code.parameters + [function.starParameter].compactMap { $0 }, at: place
        ) { compiler in
            switch function.body {
            case .block(let statements):
                compiler.compile(statements)
                compiler.emitEnd()
            case .expression(let value):
                compiler.unit.statementLine = value.position.line
                compiler.emit(.step, at: value.position)
                compiler.compile(value)
                compiler.emit(.returnValue, at: value.position)
            }
        }
        emitClosure(scope, of: index, at: place)
        emit(.makeFunction, index, at: place)
    }

    /// Compiles a piece of code of its own and returns its index.
    private mutating func compileUnit(
        _ code: Code, scope: Scope?, receiver: String?, parameters: [String], isClassBody: Bool = false,
        owner: Int? = nil, at place: Position, _ body: (inout Compiler) -> Void
    ) -> Int {
        let index = codes.count
        codes.append(code)
        let outer = unit
        unit = Unit(code: code, scope: scope, owner: owner ?? outer.owner, isClassBody: isClassBody, receiver: receiver)
        unit.statementLine = outer.statementLine
        code.owner = unit.owner
        code.position = place
        if outer.isClassBody {
            code.outer = (outer.code, ".")
        } else if outer.scope != nil, outer.scope?.place(code.name) != .global || code.name.hasPrefix("<") {
            code.outer = (outer.code, outer.code.isComprehension ? "." : ".<locals>.")
        }
        for name in parameters { _ = local(name) }
        body(&self)
        layOutCells(parameters: Set(parameters))
        unit = outer
        return index
    }

    /// Gives cells their places: a captured parameter keeps its own, other captured variables come after the
    /// locals in the order of their names, free variables last.
    private mutating func layOutCells(parameters: Set<String>) {
        guard let scope = unit.scope else { return }
        let code = unit.code
        for name in scope.captured.sorted() {
            code.cells.append(parameters.contains(name) ? unit.localIndex[name] ?? 0 : local(name))
        }
        for name in scope.free.sorted() { _ = local(name) }
        code.freeCount = scope.free.count
        for patch in unit.cellPatches {
            code.instructions[patch.instruction].argument = Int32(unit.localIndex[patch.name] ?? 0)
        }
    }

    /// Gathers the cells that the function of a code closes over in a tuple.
    private mutating func emitClosure(_ scope: Scope, of code: Int, at place: Position) {
        guard !scope.free.isEmpty else { return }
        for name in scope.free.sorted() {
            let instruction = emit(.loadClosure, at: place)
            unit.cellPatches.append((instruction, name))
        }
        emit(.buildClosure, code, at: place)
    }

    mutating func compileComprehension(
        _ element: Expression, _ clauses: [Expression.ComprehensionClause], at place: Position
    ) {
        let scope: Scope
        if let known = unit.scope?.comprehension(at: place) {
            scope = known
        } else {
            scope = Scope.comprehension(element, clauses, outer: nil, refusals)
            scope.resolve()
        }
        let code = Code(name: Code.comprehensionName)
        code.parameters = [".0"]
        emit(.pushHole, at: place)
        let line = unit.statementLine
        let index = compileUnit(code, scope: scope, receiver: nil, parameters: [".0"], at: place) {
            (compiler) in
            compiler.unit.statementLine = line
            compiler.emit(.buildList, 0, at: place)
            compiler.emit(.loadLocal, 0, at: place)
            compiler.compileClauses(element, clauses, number: 0, at: place)
            compiler.emit(.returnValue, at: place)
        }
        emitClosure(scope, of: index, at: place)
        emit(.makeFunction, index, at: place)
        compile(clauses[0].iterable)
        emit(.getIterator, at: clauses[0].iterable.position)
        emit(.call, 1, at: place)
    }

    /// One `for` of a comprehension; its iterator is on the stack.
    private mutating func compileClauses(
        _ element: Expression, _ clauses: [Expression.ComprehensionClause], number: Int, at place: Position
    ) {
        let clause = clauses[number]
        let start = emit(.forIterator, at: place)
        emit(.step, at: place)
        store(in: clause.target)
        var skips: [Int] = []
        for condition in clause.conditions { skips += compileJump(ifFalse: condition) }
        if number + 1 < clauses.count {
            compile(clauses[number + 1].iterable)
            emit(.getIterator, at: place)
            compileClauses(element, clauses, number: number + 1, at: place)
        } else {
            compile(element)
            emit(.appendToList, clauses.count + 1, at: place)
        }
        for skip in skips { land(skip) }
        emit(.jump, start, at: place)
        land(start)
    }

    mutating func compileClass(_ definition: ClassDefinition, at place: Position) {
        var base: Int?
        if let name = definition.base {
            base = classIndex[name]
            if base == nil, !refusedNames.contains(name) {
                refusals.note(
                    RefusedPlace(
                        definition.position, "the base class '\(name)'",
                        instead: "inherit from a class that this program defines above, or from none"))
            }
        }
        let index = classes.count
        classes.append(
            CompiledClass(
                name: definition.name, base: base, body: 0, storedFields: ReceiverStores.fields(of: definition),
                hasOwnFinalizer: definition.methods.contains { $0.name == "__del__" }))
        refuseUnknownSpecialMethods(definition)
        let code = Code(name: definition.name, isFunction: false)
        classes[index].body = compileUnit(
            code, scope: nil, receiver: nil, parameters: [], isClassBody: true, owner: index, at: place
        ) { (compiler) in
            compiler.unit.depth = 1
            compiler.compile(definition.body)
            compiler.emitEnd()
        }
        classIndex[definition.name] = index
        emit(.makeClass, index, at: place)
        access(definition.name, .store, at: place)
    }

    private func refuseUnknownSpecialMethods(_ definition: ClassDefinition) {
        for method in definition.methods
        where method.name.hasPrefix("__") && method.name.hasSuffix("__") && !SpecialMethod.isKnown(method.name) {
            refusals.note(
                RefusedPlace(
                    method.position, "the special method '\(method.name)'",
                    instead: Remedies.special[method.name]
                        ?? "write an ordinary method; the special ones are \(SpecialMethod.list)"))
        }
        for case .assignment(let targets, _) in definition.body.map(\.kind) {
            for target in targets {
                guard case .name(let name) = target.kind, PythonAttributes.isSpecial(name) else { continue }
                guard name == "__del__" || !SpecialMethod.isKnown(name) && name != "__array_priority__" else {
                    continue
                }
                refusals.note(
                    RefusedPlace(
                        target.position, "the class attribute '\(name)'",
                        instead: Remedies.special[name] ?? "leave it out, or define a method"))
            }
        }
    }
}

extension ClassDefinition {
    /// The functions that stand directly in the body.
    var methods: [FunctionDefinition] {
        body.compactMap { if case .function(let function) = $0.kind { function } else { nil } }
    }
}
