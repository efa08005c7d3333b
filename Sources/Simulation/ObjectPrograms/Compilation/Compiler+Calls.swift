/// Calls.
extension Compiler {
    mutating func compileCall(
        _ function: Expression, _ arguments: [Expression.Argument], at place: Position
    ) {
        let isStarred = arguments.contains { if case .starred = $0 { true } else { false } }
        if isStarred {
            compileStarredCall(function, arguments, at: place)
            return
        }
        if case .attribute(let base, let method) = function.kind {
            if isSuperCall(base) {
                emit(.pushHole, at: place)
                compileSuper(method, at: function.position)
            } else {
                compile(base)
                emit(.loadMethod, name(method), at: function.position)
            }
        } else {
            emit(.pushHole, at: place)
            compile(function)
        }
        var keywords: [String] = []
        for argument in arguments {
            compile(argument.expression)
            if case .keyword(let name, let value) = argument {
                if keywords.contains(name) {
                    refusals.note(
                        .mistake(value.position, "keyword '\(name)' given twice", instead: "give it once"))
                }
                keywords.append(name)
            }
        }
        if keywords.isEmpty {
            emit(.call, arguments.count, at: place)
        } else {
            callShapes.append(CallShape(positional: arguments.count - keywords.count, keywords: keywords))
            emit(.callShape, callShapes.count - 1, at: place)
        }
    }

    /// A call with a star: the arguments are gathered in a tuple first.
    private mutating func compileStarredCall(
        _ function: Expression, _ arguments: [Expression.Argument], at place: Position
    ) {
        emit(.pushHole, at: place)
        compile(function)
        var positional: [Expression.Argument] = []
        var keywords: [(String, Expression)] = []
        for argument in arguments {
            if case .keyword(let name, let value) = argument {
                keywords.append((name, value))
            } else {
                positional.append(argument)
            }
        }
        if positional.count == 1, case .starred(let value) = positional[0] {
            compile(value)
        } else {
            let first = positional.firstIndex { if case .starred = $0 { true } else { false } } ?? positional.count
            for argument in positional[..<first] { compile(argument.expression) }
            emit(.buildList, first, at: place)
            for argument in positional[first...] {
                compile(argument.expression)
                if case .starred = argument {
                    emit(.extendList, at: place)
                } else {
                    emit(.appendToList, 1, at: place)
                }
            }
            emit(.listToTuple, at: place)
        }
        for (_, value) in keywords { compile(value) }
        callShapes.append(CallShape(positional: 0, keywords: keywords.map(\.0)))
        emit(.callStarred, callShapes.count - 1, at: place)
    }

    func isSuperCall(_ expression: Expression) -> Bool {
        guard case .call(let function, let arguments) = expression.kind, case .name("super") = function.kind else {
            return false
        }
        return arguments.isEmpty && globalIndex["super"] == nil
    }

    /// `super().method`, bound to the receiver of the method that this stands in.
    mutating func compileSuper(_ method: String, at place: Position) {
        guard unit.owner != nil, let receiver = unit.receiver else {
            refusals.note(
                RefusedPlace(place, "super() outside a method", instead: "call the base's method in a method"))
            return
        }
        checkReceiver(receiver, at: place)
        access(receiver, .load, at: place)
        emit(.loadSuper, name(method), at: place)
    }
}
