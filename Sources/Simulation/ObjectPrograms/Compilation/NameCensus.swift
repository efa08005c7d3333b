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
    /// Methods that are read by name, whether they are called at once, and the name that they are read of.
    private var methodReads: [(name: String, position: Position, isCalled: Bool, base: String?)] = []
    private var calledNames: [(name: String, position: Position)] = []
    private var keywordCalls: [(name: String, keyword: String, position: Position)] = []
    /// Where the module's own name would change.
    private var moduleNameStores: [Position] = []
    /// Modules by the names that they are imported under, and names that something else is bound to, too.
    private var modules: [String: BuiltInModule] = [:]
    private var boundOtherwise: Set<String> = []
    /// What is read of names that may be modules.
    private var memberReads: [(base: String, path: [String], position: Position)] = []
    /// Names under which `weakref.ref` was imported.
    private var referenceNames: Set<String> = ["weakref.ref"]
    /// Whether a call of `weakref.ref` stands somewhere.
    private(set) var makesWeakReferences = false

    init(_ statements: [Statement]) {
        visit(statements)
        makesWeakReferences =
            makesWeakReferences || calledNames.contains { referenceNames.contains($0.name) }
    }

    /// Notes every use of what Python has and the language lacks.
    func noteUnknown(in refusals: RefusalList) {
        for use in used where !bound.contains(use.name) && Self.pythonBuiltIns.contains(use.name) {
            refusals.note(
                RefusedPlace(use.position, "the built-in '\(use.name)'", instead: Remedies.builtIn(use.name)))
        }
        for call in calledNames where !bound.contains(call.name) {
            guard let remedy = Remedies.conversions[call.name] else { continue }
            refusals.note(RefusedPlace(call.position, "a call of '\(call.name)'", instead: remedy))
        }
        for call in keywordCalls where !bound.contains(call.name) && BuiltIn.names[call.name] != nil {
            refusals.note(
                RefusedPlace(
                    call.position, "'\(call.keyword)=' in a call of '\(call.name)'",
                    instead: "give its arguments by position"))
        }
        for read in memberReads {
            guard let module = modules[read.base], !boundOtherwise.contains(read.base),
                !BuiltIn.isMember(read.path, of: module)
            else { continue }
            let name = "\(module.rawValue).\(read.path.joined(separator: "."))"
            refusals.note(
                RefusedPlace(read.position, name, instead: Remedies.members[name] ?? "use \(module.names)"))
        }
        noteMethods(in: refusals)
        for field in fields where PythonAttributes.isSpecial(field.name) {
            guard field.isStored || !SpecialMethod.canBeRead(field.name) else { continue }
            refusals.note(
                RefusedPlace(
                    field.position, "the attribute '\(field.name)'",
                    instead: Remedies.special[field.name] ?? "use fields of your own"))
        }
        for name in privateNames {
            refusals.note(
                RefusedPlace(
                    name.position, "the name '\(name.name)', which Python changes inside a class",
                    instead: "begin it with one underscore"))
        }
        for position in moduleNameStores {
            refusals.note(
                RefusedPlace(position, "a new value of '__name__'", instead: "use a name of your own"))
        }
    }

    private func noteMethods(in refusals: RefusalList) {
        for read in methodReads where !storedFields.contains(read.name) && !isModule(read.base) {
            let known = Remedies.methods[read.name]
            if Self.refusedMethods.contains(read.name), read.isCalled || known != nil {
                let owner = known.map { " of \($0.owner)" } ?? ""
                refusals.note(
                    RefusedPlace(
                        read.position, "the method '\(read.name)'\(owner)",
                        instead: known?.remedy ?? "write a function that does it"))
            } else if !read.isCalled, BuiltInMethod(rawValue: read.name) != nil {
                refusals.note(
                    RefusedPlace(
                        read.position, "a method of a list or dict kept for later",
                        instead: "call it at once, or keep a lambda that calls it"))
            }
        }
    }

    private func isModule(_ name: String?) -> Bool {
        name.map { modules[$0] != nil && !boundOtherwise.contains($0) } ?? false
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
        case .delete(let targets): for target in targets { delete(target) }
        case .pass, .break, .continue, .global, .nonlocal: break
        case .return(let value): if let value { visit(value) }
        case .imports(let imports): for item in imports { visit(item, at: statement.position) }
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
            bind(function.name, at: function.position)
            storedFields.insert(function.name)
            visit(function)
        case .classDefinition(let definition):
            bind(definition.name, at: definition.position)
            let wasInClass = isInClass
            isInClass = true
            visit(definition.body)
            isInClass = wasInClass
            for case .assignment(let targets, _) in definition.body.map(\.kind) {
                for case .name(let name) in targets.map(\.kind) { storedFields.insert(name) }
            }
        case .refused(let inner, let names):
            for name in names { bind(name, at: statement.position) }
            visit(inner)
        }
    }

    private mutating func bind(_ name: String, at position: Position) {
        bound.insert(name)
        boundOtherwise.insert(name)
        if name == "__name__" { moduleNameStores.append(position) }
    }

    private mutating func visit(_ item: Statement.Import, at position: Position) {
        if item.path.isEmpty, modules[item.name] ?? item.module == item.module {
            bound.insert(item.name)
            modules[item.name] = item.module
        } else {
            bind(item.name, at: position)
            if item.module == .weakref, item.path == ["ref"] { referenceNames.insert(item.name) }
        }
    }

    private mutating func delete(_ target: Expression) {
        switch target.kind {
        case .name("__name__"): moduleNameStores.append(target.position)
        case .attribute(let base, let field):
            note(field, at: target.position)
            fields.append((field, target.position, isStored: true))
            visit(base)
        default: visit(target)
        }
    }

    private mutating func visit(_ function: FunctionDefinition) {
        for parameter in function.parameters {
            bind(parameter.name, at: function.position)
            if let value = parameter.defaultValue { visit(value) }
        }
        if let star = function.starParameter { bind(star, at: function.position) }
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
            bind(name, at: target.position)
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
        case .attribute(let base, let field): visitRead(field, of: base, at: expression.position, isCalled: false)
        case .lambda(let function): visit(function)
        case .comprehension(let element, let clauses):
            for clause in clauses {
                visit(clause.iterable)
                store(clause.target)
                for condition in clause.conditions { visit(condition) }
            }
            visit(element)
        case .call(let function, let arguments):
            switch function.kind {
            case .attribute(let base, let method):
                if case .name = base.kind, method == "ref" { makesWeakReferences = true }
                visitRead(method, of: base, at: function.position, isCalled: true)
            case .name(let name):
                calledNames.append((name, function.position))
                for case .keyword(let keyword, let value) in arguments {
                    keywordCalls.append((name, keyword, value.position))
                }
                visit(function)
            default: visit(function)
            }
            for argument in arguments { visit(argument.expression) }
        default:
            for child in expression.children { visit(child) }
        }
    }

    private mutating func visitRead(_ field: String, of base: Expression, at position: Position, isCalled: Bool) {
        note(field, at: position)
        fields.append((field, position, isStored: false))
        var name: String?
        if case .name(let text) = base.kind {
            name = text
            memberReads.append((text, [field], position))
        } else if case .attribute(let inner, "random") = base.kind, case .name(let text) = inner.kind {
            memberReads.append((text, ["random", field], position))
        }
        methodReads.append((field, position, isCalled, name))
        // `super()` stands before a dot, and nowhere else.
        if case .call(let function, let arguments) = base.kind, case .name("super") = function.kind {
            for argument in arguments { visit(argument.expression) }
            if !arguments.isEmpty { used.append(("super", base.position)) }
        } else {
            visit(base)
        }
    }
}
