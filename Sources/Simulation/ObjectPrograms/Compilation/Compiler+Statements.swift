/// Statements.
extension Compiler {
    mutating func compile(_ statements: [Statement]) {
        for statement in statements { compile(statement) }
    }

    mutating func compile(_ statement: Statement) {
        let outerLine = unit.statementLine
        unit.statementLine = statement.position.line
        defer { unit.statementLine = outerLine }
        let place = statement.position
        emit(.statement, unit.depth, at: place)
        switch statement.kind {
        case .expression(let value):
            if case .string = value.kind { return }
            compile(value)
            emit(.pop, at: place)
        case .assignment(let targets, let value):
            compileAssignment(targets, value, at: place)
        case .augmented(let target, let operation, let value):
            compileAugmented(target, operation, value, at: place)
        case .delete(let targets):
            for target in targets { delete(target) }
        case .pass, .global, .nonlocal:
            break
        case .break:
            compileBreak(at: place)
        case .continue:
            if let loop = unit.loops.indices.last { unit.loops[loop].continues.append(emit(.jump, at: place)) }
        case .return(let value):
            compileReturn(value, at: place)
        case .raise(let value):
            compile(value)
            emit(.raise, at: place)
        case .imports(let imports):
            for item in imports {
                emit(.importModule, BuiltInModule.allCases.firstIndex(of: item.module) ?? 0, at: place)
                for member in item.path { emit(.loadAttribute, name(member), at: place) }
                access(item.name, .store, at: place)
            }
        case .conditional(let branches, let otherwise):
            compileConditional(branches, otherwise)
        case .whileLoop(let test, let body):
            compileWhile(test, body, at: place)
        case .forLoop(let target, let iterable, let body):
            compileFor(target, iterable, body, at: place)
        case .function(let function):
            compileFunction(function, boundTo: [function.name], at: place)
            access(function.name, .store, at: place)
        case .classDefinition(let definition):
            compileClass(definition, at: place)
        case .refused(_, let names):
            // What stands inside has been read, and never runs.
            refusedNames.formUnion(names)
        }
    }

    private mutating func compileAssignment(
        _ targets: [Expression], _ value: Expression, at place: Position
    ) {
        if targets.count == 1, compileSwap(targets[0], value, at: place) { return }
        if case .lambda(let function) = value.kind {
            let names = targets.compactMap { if case .name(let name) = $0.kind { name } else { nil } }
            compileFunction(function, boundTo: names, at: value.position)
        } else {
            compile(value)
        }
        for (number, target) in targets.enumerated() {
            if number < targets.count - 1 { emit(.copyTop, at: place) }
            store(in: target)
        }
    }

    /// `a, b = x, y` makes no tuple in CPython, up to three values.
    private mutating func compileSwap(
        _ target: Expression, _ value: Expression, at place: Position
    ) -> Bool {
        guard case .tuple(let targets) = target.kind, case .tuple(let values) = value.kind,
            targets.count == values.count, targets.count == 2 || targets.count == 3,
            !values.allSatisfy(\.isConstant)
        else { return false }
        for part in values { compile(part) }
        emit(values.count == 2 ? .swap : .reverseThree, at: place)
        for part in targets { store(in: part) }
        return true
    }

    private mutating func compileAugmented(
        _ target: Expression, _ operation: BinaryOperator, _ value: Expression, at place: Position
    ) {
        let code = BinaryOperator.allCases.firstIndex(of: operation) ?? 0
        switch target.kind {
        case .name(let name):
            access(name, .load, at: target.position)
            compile(value)
            emit(.inPlace, code, at: place)
            access(name, .store, at: target.position)
        case .attribute(let base, let field):
            compile(base)
            emit(.copyTop, at: target.position)
            emit(.loadAttribute, name(field), at: target.position)
            compile(value)
            emit(.inPlace, code, at: place)
            emit(.swap, at: place)
            emit(.storeAttribute, name(field), at: target.position)
        case .element(let base, let index):
            if case .slice = index.kind {
                refusals.note(RefusedPlace(target.position, "an augmented slice", instead: "assign to the slice"))
                return
            }
            compile(base)
            compile(index)
            emit(.copyTwo, at: target.position)
            emit(.loadElement, at: target.position)
            compile(value)
            emit(.inPlace, code, at: place)
            emit(.rotateThree, at: place)
            emit(.storeElement, at: target.position)
        default:
            refusals.note(
                .mistake(target.position, "this cannot be assigned to", instead: "give a name, field or item"))
        }
    }

    private mutating func compileBreak(at place: Position) {
        // Outside of a loop it was refused already.
        guard let loop = unit.loops.indices.last else { return }
        if unit.loops[loop].isFor { emit(.pop, at: place) }
        unit.loops[loop].breaks.append(emit(.jump, at: place))
    }

    private mutating func compileReturn(_ value: Expression?, at place: Position) {
        if let value { compile(value) } else { emit(.loadConstant, constant(.none), at: place) }
        for loop in unit.loops.reversed() where loop.isFor {
            emit(.swap, at: place)
            emit(.pop, at: place)
        }
        emit(.returnValue, at: place)
    }

    private mutating func compileConditional(
        _ branches: [(test: Expression, body: [Statement])], _ otherwise: [Statement]
    ) {
        var ends: [Int] = []
        for (number, branch) in branches.enumerated() {
            let next = compileJump(ifFalse: branch.test)
            unit.depth += 1
            compile(branch.body)
            unit.depth -= 1
            if number < branches.count - 1 || !otherwise.isEmpty { ends.append(emit(.jump, at: branch.test.position)) }
            for jump in next { land(jump) }
        }
        unit.depth += 1
        compile(otherwise)
        unit.depth -= 1
        for end in ends { land(end) }
    }

    private mutating func compileWhile(
        _ test: Expression, _ body: [Statement], at place: Position
    ) {
        let isIteration = countsIterations(place)
        let start = nextInstruction
        let exits = compileJump(ifFalse: test)
        unit.loops.append(Loop(start: start, isFor: false))
        compileBody(body, isIteration: isIteration, at: place)
        emit(.jump, start, at: place)
        for exit in exits { land(exit) }
        closeLoop()
    }

    private mutating func compileFor(
        _ target: Expression, _ iterable: Expression, _ body: [Statement], at place: Position
    ) {
        let isIteration = countsIterations(place)
        compile(iterable)
        emit(.getIterator, at: iterable.position)
        let start = emit(.forIterator, at: place)
        store(in: target)
        unit.loops.append(Loop(start: start, isFor: true))
        compileBody(body, isIteration: isIteration, at: place)
        emit(.jump, start, at: place)
        land(start)
        closeLoop()
    }

    private mutating func compileBody(
        _ body: [Statement], isIteration: Bool, at place: Position
    ) {
        unit.depth += 1
        compile(body)
        unit.depth -= 1
        for jump in unit.loops[unit.loops.count - 1].continues { land(jump) }
        if isIteration { emit(.endIteration, at: place) }
    }

    private mutating func closeLoop() {
        for jump in unit.loops.removeLast().breaks { land(jump) }
    }

    /// Whether the passes of the loop that begins here are the run's iterations.
    private mutating func countsIterations(_ place: Position) -> Bool {
        if let iterationLine { return Int(place.line) == iterationLine }
        guard unit.code.name == "<module>", unit.depth == 0, !containsIterationLoop else { return false }
        containsIterationLoop = true
        return true
    }
}
