/// Which names a program binds and uses, to refuse what the language lacks before anything runs.
struct NameCensus {
    private var bound: Set<String> = []
    private var used: [(name: String, position: Position)] = []
    /// Fields and methods that the program stores or defines.
    private(set) var storedFields: Set<String> = []
    private var calledMethods: [(name: String, position: Position)] = []
    /// Whether a call of `weakref.ref` stands somewhere.
    private(set) var makesWeakReferences = false

    init(_ statements: [Statement]) { visit(statements) }

    /// Python's own names that the language does not have.
    private static let pythonBuiltIns: Set<String> = [
        "abs", "all", "any", "ascii", "bin", "bytearray", "bytes", "callable", "chr", "classmethod", "compile",
        "complex", "delattr", "dir", "divmod", "eval", "exec", "filter", "format", "frozenset", "getattr", "globals",
        "hasattr", "hash", "help", "hex", "id", "input", "issubclass", "iter", "locals", "map", "memoryview", "next",
        "oct", "open", "ord", "pow", "property", "repr", "reversed", "round", "set", "setattr", "slice", "sorted",
        "staticmethod", "vars", "__import__", "__name__", "__file__", "BaseException", "OSError", "ImportError",
        "LookupError", "MemoryError", "RecursionError", "NameError", "KeyboardInterrupt", "SystemExit", "Ellipsis",
        "NotImplemented",
    ]

    private static let refusedMethods: Set<String> = [
        "insert", "extend", "index", "count", "copy", "reverse", "get", "keys", "values", "items", "update",
        "setdefault", "popitem", "join", "split", "format", "upper", "lower", "strip", "startswith", "endswith",
        "replace", "reshape", "sum", "mean", "dot", "astype", "__len__", "__init_subclass__",
    ]

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
            bound.insert(function.name)
            storedFields.insert(function.name)
            visit(function)
        case .classDefinition(let definition):
            bound.insert(definition.name)
            visit(definition.body)
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

    private mutating func store(_ target: Expression) {
        switch target.kind {
        case .name(let name): bound.insert(name)
        case .attribute(let base, let field):
            storedFields.insert(field)
            visit(base)
        case .tuple(let parts), .list(let parts): for part in parts { store(part) }
        default: visit(target)
        }
    }

    private mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .name(let name): used.append((name, expression.position))
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
