/// Imports.
extension Parser {
    private static let modules = "do without it; the modules are weakref, gc, sys and numpy"

    /// `import module as name, ...`.
    mutating func importStatement(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        var imports: [Statement.Import] = []
        var refused: [String] = []
        repeat {
            let place = position
            let path = try dottedName("a module's name")
            let name = accept(.as) ? try expectName("the module's short name") : path[0]
            if path.count == 1, let module = BuiltInModule(rawValue: path[0]) {
                imports.append(Statement.Import(module: module, name: name))
            } else {
                noteModule(path, at: place, isFrom: false)
                refused.append(name)
            }
        } while accept(",")
        return imported(imports, refused, at: start)
    }

    /// `from module import member as name, ...`.
    mutating func fromImport(_ start: Position) throws(RefusedPlace) -> [Statement] {
        index += 1
        let place = position
        if isSymbol(".") || isSymbol("...") {
            note(start, "an import from a folder", instead: "put what is imported in this file")
            return [Statement(position: start, kind: .refused([], binding: skipNames()))]
        }
        let path = try dottedName("a module's name")
        guard accept(.import) else { throw unexpected(instead: "write 'import' after the module's name") }
        let module = BuiltInModule(rawValue: path[0])
        let isKnown = module != nil && (path.count == 1 || path == ["numpy", "random"])
        if !isKnown { noteModule(path, at: place, isFrom: true) }
        let star = position
        if accept("*") {
            if isKnown { note(star, "'from \(path.joined(separator: ".")) import *'", instead: "name what you import") }
            return []
        }
        let isInBrackets = accept("(")
        var imports: [Statement.Import] = []
        var refused: [String] = []
        repeat {
            if isInBrackets, isSymbol(")") { break }
            let place = position
            let member = try expectName("a name to import")
            let name = accept(.as) ? try expectName("its short name") : member
            guard isKnown, let module else {
                refused.append(name)
                continue
            }
            let steps = Array(path.dropFirst()) + [member]
            if BuiltIn.isMember(steps, of: module) {
                imports.append(Statement.Import(module: module, path: steps, name: name))
            } else {
                noteMember(steps.joined(separator: "."), of: module, at: place)
                refused.append(name)
            }
        } while accept(",")
        if isInBrackets { try expect(")", after: "the names") }
        return imported(imports, refused, at: start)
    }

    private func imported(_ imports: [Statement.Import], _ refused: [String], at start: Position) -> [Statement] {
        var statements: [Statement] = []
        if !imports.isEmpty { statements.append(Statement(position: start, kind: .imports(imports))) }
        if !refused.isEmpty { statements.append(Statement(position: start, kind: .refused([], binding: refused))) }
        return statements
    }

    private mutating func noteModule(_ path: [String], at place: Position, isFrom: Bool) {
        if path.count > 1, let module = BuiltInModule(rawValue: path[0]) {
            note(place, "a submodule", instead: "import \(module.rawValue) itself")
        } else {
            note(place, "the module '\(path[0])'", instead: Remedies.modules[path[0]] ?? Self.modules)
        }
    }

    private mutating func noteMember(_ member: String, of module: BuiltInModule, at place: Position) {
        note(
            place, "\(module.rawValue).\(member)",
            instead: Remedies.members["\(module.rawValue).\(member)"] ?? "use \(module.names)")
    }

    private mutating func dottedName(_ what: String) throws(RefusedPlace) -> [String] {
        var path = [try expectName(what)]
        while accept(".") { path.append(try expectName("a module's name")) }
        return path
    }

    /// The names up to the end of the statement.
    private mutating func skipNames() -> [String] {
        var names: [String] = []
        while !isAtEndOfStatement {
            if case .name(let name) = current.kind { names.append(name) }
            index += 1
        }
        return names
    }
}
