/// Which names a program binds and uses, to refuse what the language lacks before anything runs.
struct NameCensus {
    private var bound: Set<String> = []
    private var used: [(name: String, position: Position)] = []
    /// Fields and methods that the program stores or defines.
    private(set) var storedFields: Set<String> = []
    /// Fields that are read or stored by name, and names that Python changes inside a class.
    private var fields: [(name: String, position: Position, isStored: Bool)] = []
    private var privateNames: [(name: String, position: Position)] = []
    private var isInClass = false
    private var calledMethods: [(name: String, position: Position)] = []
    /// Whether a call of `weakref.ref` stands somewhere.
    private(set) var makesWeakReferences = false

    init(_ statements: [Statement]) { visit(statements) }

    /// Throws at the first use of a name that Python has and the language lacks.
    func refuseUnknownBuiltIns() throws(SourceError) {
        for use in used where !bound.contains(use.name) && Self.pythonBuiltIns.contains(use.name) {
            throw SourceError(
                use.position, "the built-in '\(use.name)'",
                instead: "use len, range, zip, enumerate, max, min, sum, isinstance, type or print")
        }
        for call in calledMethods where !storedFields.contains(call.name) && Self.refusedMethods.contains(call.name) {
            throw SourceError(
                call.position, "the method '\(call.name)'",
                instead: "use append, pop, remove, clear, sort, indexing and slices")
        }
        for field in fields where PythonAttributes.isSpecial(field.name) {
            guard field.isStored || !SpecialMethod.canBeRead(field.name) else { continue }
            throw SourceError(
                field.position, "the attribute '\(field.name)'",
                instead: "use fields of your own; a class defines \(SpecialMethod.list)")
        }
        for name in privateNames {
            throw SourceError(
                name.position, "the name '\(name.name)', which Python changes inside a class",
                instead: "begin it with one underscore")
        }
    }

    // MARK: The walk

    private mutating func visit(_ statements: [Statement]) { for statement in statements { visit(statement) } }

    private mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .expression(let value), .raise(let value): visit(value)
        case .assignment(let targets, let value):
            visit(value)
            for target in targets { store(target) }
        case .augmented(let target, _, let value):
            visit(value)
            store(target)
        case .delete(let targets): for target in targets { visit(target) }
        case .pass, .break, .continue, .global, .nonlocal: break
        case .return(let value): if let value { visit(value) }
        case .imports(let imports): bound.formUnion(imports.map(\.name))
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
            store(target)
            visit(body)
        case .function(let function):
            note(function.name, at: function.position)
            bound.insert(function.name)
            storedFields.insert(function.name)
            visit(function)
        case .classDefinition(let definition):
            bound.insert(definition.name)
            let wasInClass = isInClass
            isInClass = true
            visit(definition.body)
            isInClass = wasInClass
            for case .assignment(let targets, _) in definition.body.map(\.kind) {
                for case .name(let name) in targets.map(\.kind) { storedFields.insert(name) }
            }
        }
    }

    private mutating func visit(_ function: FunctionDefinition) {
        for parameter in function.parameters {
            bound.insert(parameter.name)
            if let value = parameter.defaultValue { visit(value) }
        }
        if let star = function.starParameter { bound.insert(star) }
        switch function.body {
        case .block(let statements): visit(statements)
        case .expression(let value): visit(value)
        }
    }

    /// Keeps a name that Python would change where it stands.
    private mutating func note(_ name: String, at position: Position) {
        if isInClass, name.hasPrefix("__"), !name.hasSuffix("__") { privateNames.append((name, position)) }
    }

    private mutating func store(_ target: Expression) {
        switch target.kind {
        case .name(let name):
            note(name, at: target.position)
            bound.insert(name)
        case .attribute(let base, let field):
            note(field, at: target.position)
            fields.append((field, target.position, isStored: true))
            storedFields.insert(field)
            visit(base)
        case .tuple(let parts), .list(let parts): for part in parts { store(part) }
        default: visit(target)
        }
    }

    private mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .name(let name):
            note(name, at: expression.position)
            used.append((name, expression.position))
        case .attribute(let base, let field):
            note(field, at: expression.position)
            fields.append((field, expression.position, isStored: false))
            visit(base)
        case .lambda(let function): visit(function)
        case .comprehension(let element, let clauses):
            for clause in clauses {
                visit(clause.iterable)
                store(clause.target)
                for condition in clause.conditions { visit(condition) }
            }
            visit(element)
        case .call(let function, _):
            if case .attribute(let base, let method) = function.kind {
                calledMethods.append((method, function.position))
                if case .name = base.kind, method == "ref" { makesWeakReferences = true }
            }
            for child in expression.children { visit(child) }
        default:
            for child in expression.children { visit(child) }
        }
    }
}
