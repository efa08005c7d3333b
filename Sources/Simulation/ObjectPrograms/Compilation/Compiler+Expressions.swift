/// Expressions.
extension Compiler {
    mutating func compile(_ expression: Expression) {
        let place = expression.position
        switch expression.kind {
        case .none: emit(.loadConstant, constant(.none), at: place)
        case .boolean(let value): emit(.loadConstant, constant(.boolean(value)), at: place)
        case .integer(let value): emit(.loadConstant, constant(.integer(value)), at: place)
        case .float(let value): emit(.loadConstant, constant(.float(value.bitPattern)), at: place)
        case .string(let value): emit(.loadConstant, constant(.string(ExactText(text: value))), at: place)
        case .formatted(let pieces): compileFormatted(pieces, at: place)
        case .name(let name): access(name, .load, at: place)
        case .attribute(let base, let field):
            if isSuperCall(base) {
                compileSuper(field, at: place)
            } else {
                compile(base)
                emit(.loadAttribute, name(field), at: place)
            }
        case .element(let base, let index):
            compile(base)
            if case .slice(let from, let to, let step) = index.kind {
                compileSliceParts(from, to, step, at: index.position)
                emit(.loadSlice, at: place)
            } else {
                compile(index)
                emit(.loadElement, at: place)
            }
        case .slice, .starred:
            refusals.note(RefusedPlace(place, "a slice or star here", instead: "use it inside [ ] or a call"))
        case .call(let function, let arguments): compileCall(function, arguments, at: place)
        case .list(let parts):
            for part in parts { compile(part) }
            emit(.buildList, parts.count, at: place)
        case .tuple(let parts):
            for part in parts { compile(part) }
            // A function keeps its constants; those of the module go with their statement.
            let isKept = expression.isConstant && unit.scope != nil
            emit(isKept ? .buildConstantTuple : .buildTuple, parts.count, at: place)
        case .dict(let pairs):
            for pair in pairs {
                compile(pair.key)
                compile(pair.value)
            }
            emit(.buildDict, pairs.count, at: place)
        case .unary(let operation, let operand):
            compile(operand)
            emit(operation == .not ? .not : operation == .negative ? .negate : .positive, at: place)
        case .binary(let operation, let left, let right):
            compile(left)
            compile(right)
            emit(.binary, BinaryOperator.allCases.firstIndex(of: operation) ?? 0, at: place)
        case .comparison(let first, let rest): compileComparison(first, rest, at: place)
        case .and(let parts): compileLogical(parts, .jumpIfFalseOrPop, at: place)
        case .or(let parts): compileLogical(parts, .jumpIfTrueOrPop, at: place)
        case .conditional(let test, let then, let otherwise):
            let toElse = compileJump(ifFalse: test)
            compile(then)
            let toEnd = emit(.jump, at: place)
            for jump in toElse { land(jump) }
            compile(otherwise)
            land(toEnd)
        case .lambda(let function): compileFunction(function, at: place)
        case .comprehension(let element, let clauses): compileComprehension(element, clauses, at: place)
        }
    }

    private mutating func compileFormatted(
        _ pieces: [Expression.FormattedPiece], at place: Position
    ) {
        for piece in pieces {
            switch piece {
            case .text(let text): emit(.loadConstant, constant(.string(ExactText(text: text))), at: place)
            case .value(let value):
                compile(value)
                emit(.formatValue, at: value.position)
            }
        }
        emit(.buildString, pieces.count, at: place)
    }

    private mutating func compileLogical(
        _ parts: [Expression], _ jump: Instruction.Operation, at place: Position
    ) {
        var jumps: [Int] = []
        for (number, part) in parts.enumerated() {
            compile(part)
            if number < parts.count - 1 { jumps.append(emit(jump, at: place)) }
        }
        for jump in jumps { land(jump) }
    }

    private static let comparisons: [ComparisonOperator] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isSame, .isNotSame, .contained,
        .notContained,
    ]

    static func comparison(_ code: Int) -> ComparisonOperator { comparisons[code] }

    private func code(_ operation: ComparisonOperator) -> Int { Self.comparisons.firstIndex(of: operation) ?? 0 }

    private mutating func compileComparison(
        _ first: Expression, _ rest: [Expression.Comparison], at place: Position
    ) {
        compile(first)
        var exits: [Int] = []
        for (number, part) in rest.enumerated() {
            compile(part.operand)
            if number < rest.count - 1 {
                emit(.swap, at: place)
                emit(.copyOver, at: place)
                emit(.compare, code(part.operation), at: place)
                exits.append(emit(.jumpIfFalseOrPop, at: place))
            } else {
                emit(.compare, code(part.operation), at: place)
            }
        }
        guard !exits.isEmpty else { return }
        let end = emit(.jump, at: place)
        for exit in exits { land(exit) }
        emit(.swap, at: place)
        emit(.pop, at: place)
        land(end)
    }

    /// Emits a test and returns the jumps that are taken where it fails; nothing is left on the stack.
    mutating func compileJump(ifFalse test: Expression) -> [Int] {
        switch test.kind {
        case .and(let parts):
            var jumps: [Int] = []
            for part in parts { jumps += compileJump(ifFalse: part) }
            return jumps
        case .unary(.not, let inner):
            compile(inner)
            return [emit(.jumpIfTrue, at: test.position)]
        default:
            compile(test)
            return [emit(.jumpIfFalse, at: test.position)]
        }
    }
}

extension Expression {
    /// Whether CPython folds it into a constant.
    var isConstant: Bool {
        switch kind {
        case .none, .boolean, .integer, .float, .string: true
        case .tuple(let parts): parts.allSatisfy(\.isConstant)
        default: false
        }
    }
}
