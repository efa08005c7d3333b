/// Which variables a function has, and where each of them lives.
final class Scope {
    /// Where a name is looked up.
    enum Place: Equatable {
        /// A slot of the frame.
        case local
        /// A cell of the frame, because an inner function uses the variable too.
        case cell
        /// A cell of an outer function.
        case free
        /// The module's names, then the built-in ones.
        case global
    }

    private(set) var bound: Set<String> = []
    private var used: Set<String> = []
    private var globals: Set<String> = []
    private var nonlocals: Set<String> = []
    private(set) var captured: Set<String> = []
    private(set) var free: Set<String> = []
    private weak var outer: Scope?
    private var children: [ObjectIdentifier: Scope] = [:]
    private var comprehensions: [Position: Scope] = [:]

    private let refusals: RefusalList

    private init(outer: Scope?, _ refusals: RefusalList) {
        self.outer = outer
        self.refusals = refusals
    }

    /// The scopes of a function and of everything inside it.
    ///
    /// `outer` is the scope of the function around it; nil at top level and for methods.
    static func analyze(_ function: FunctionDefinition, outer: Scope?, _ refusals: RefusalList) -> Scope {
        let scope = Scope(outer: outer, refusals)
        scope.bound.formUnion(function.parameters.map(\.name))
        if let star = function.starParameter { scope.bound.insert(star) }
        switch function.body {
        case .block(let statements): scope.visit(statements)
        case .expression(let value): scope.visit(value)
        }
        return scope
    }

    /// The scope of a comprehension of the module or of a function, which is a function of its own.
    static func comprehension(
        _ element: Expression, _ clauses: [Expression.ComprehensionClause], outer: Scope?, _ refusals: RefusalList
    ) -> Scope {
        let scope = Scope(outer: outer, refusals)
        for (number, clause) in clauses.enumerated() {
            // The first iterable is evaluated outside and handed in.
            if number > 0 { scope.visit(clause.iterable) }
            scope.visitTarget(clause.target)
            for condition in clause.conditions { scope.visit(condition) }
        }
        scope.visit(element)
        return scope
    }

    func child(_ function: FunctionDefinition) -> Scope? { children[ObjectIdentifier(function)] }
    func comprehension(at position: Position) -> Scope? { comprehensions[position] }

    /// Where a name of this function lives.
    func place(_ name: String) -> Place {
        if globals.contains(name) { return .global }
        if bound.contains(name) { return captured.contains(name) ? .cell : .local }
        return free.contains(name) ? .free : .global
    }

    /// Finds out which used names belong to outer functions; call it once, on the outermost scope.
    func resolve() {
        for name in used.union(nonlocals) where !bound.contains(name) && !globals.contains(name) { capture(name) }
        for scope in children.values { scope.resolve() }
        for scope in comprehensions.values { scope.resolve() }
    }

    /// Whether this function, or one inside of it, gives a variable of an outer function a new value.
    func rebinds(_ name: String) -> Bool {
        nonlocals.contains(name)
            || children.values.contains { $0.free.contains(name) && $0.rebinds(name) }
            || comprehensions.values.contains { $0.free.contains(name) && $0.rebinds(name) }
    }

    /// Marks `name` as captured in the function that binds it, and as free in all between.
    private func capture(_ name: String) {
        var passed: [Scope] = [self]
        var scope = outer
        while let current = scope {
            if current.globals.contains(name) { return }
            if current.bound.contains(name) {
                current.captured.insert(name)
                for between in passed { between.free.insert(name) }
                return
            }
            passed.append(current)
            scope = current.outer
        }
    }

    // MARK: The walk

    private func bind(_ name: String) {
        if !globals.contains(name), !nonlocals.contains(name) { bound.insert(name) }
    }

    private func visit(_ statements: [Statement]) {
        for statement in statements { visit(statement) }
    }

    private func visit(_ statement: Statement) {
        switch statement.kind {
        case .expression(let value), .raise(let value): visit(value)
        case .assignment(let targets, let value):
            visit(value)
            for target in targets { visitTarget(target) }
        case .augmented(let target, _, let value):
            visit(target)
            visit(value)
            visitTarget(target)
        case .delete(let targets): for target in targets { visitTarget(target) }
        case .pass, .break, .continue: break
        case .return(let value): if let value { visit(value) }
        case .global(let names): declare(names, at: statement.position) { self.globals.insert($0) }
        case .nonlocal(let names): declareNonlocal(names, at: statement.position)
        case .imports(let imports): for item in imports { bind(item.name) }
        case .conditional(let branches, let otherwise):
            for branch in branches {
                visit(branch.test)
                visit(branch.body)
            }
            visit(otherwise)
        case .whileLoop(let test, let body):
            visit(test)
            visit(body)
        case .forLoop(let target, let iterable, let body):
            visit(iterable)
            visitTarget(target)
            visit(body)
        case .function(let function):
            bind(function.name)
            visit(function)
        case .classDefinition(let definition):
            // Refused where it was parsed.
            bind(definition.name)
        case .refused(_, let names):
            for name in names { bind(name) }
        }
    }

    private func declare(_ names: [String], at position: Position, _ enter: (String) -> Void) {
        for name in names {
            if bound.contains(name) || used.contains(name) {
                refusals.note(
                    .mistake(
                        position, "'\(name)' is used before it is declared here",
                        instead: "declare it at the function's start"))
            }
            enter(name)
        }
    }

    private func declareNonlocal(_ names: [String], at position: Position) {
        declare(names, at: position) { self.nonlocals.insert($0) }
        for name in names {
            var scope = outer
            while let current = scope, !current.bound.contains(name) { scope = current.outer }
            if scope == nil {
                refusals.note(
                    .mistake(
                        position, "no outer function has a variable '\(name)'",
                        instead: "bind it there first, or use global"))
            }
        }
    }

    private func visit(_ function: FunctionDefinition) {
        for parameter in function.parameters { if let value = parameter.defaultValue { visit(value) } }
        children[ObjectIdentifier(function)] = Scope.analyze(function, outer: self, refusals)
    }

    private func visitTarget(_ target: Expression) {
        switch target.kind {
        case .name(let name): bind(name)
        case .tuple(let parts), .list(let parts): for part in parts { visitTarget(part) }
        default: visit(target)
        }
    }

    private func visit(_ expression: Expression) {
        switch expression.kind {
        case .name(let name): used.insert(name)
        case .lambda(let function): visit(function)
        case .comprehension(let element, let clauses):
            visit(clauses[0].iterable)
            comprehensions[expression.position] = Scope.comprehension(element, clauses, outer: self, refusals)
        default:
            for child in expression.children { visit(child) }
        }
    }
}
