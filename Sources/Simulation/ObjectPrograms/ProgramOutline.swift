import TraceModel

/// What is known of a program before it runs.
struct ProgramOutline: Sendable {
    let directives: Directives
    let census: NameCensus
    let literals: [TopLevelLiteral]
    private let captures: Captures
    private let classNames: [String]
    /// The class that owns `Type.field`, where methods store it.
    private let owners: [String: String]

    /// Parses and compiles a program once, so that everything is refused that can be before it runs.
    init(of source: SourceText, file: String) throws(RefusedProgram) {
        let refusals = RefusalList()
        let parsed = Parser.program(source, refusals)
        let statements = parsed.statements
        directives = Directives(source, refusals)
        let compiled = Compiler.compile(
            parsed, source: source, file: file, iterationLine: directives.iterationLine, refusals)
        try refusals.check(file: file)
        captures = Captures(of: compiled.codes)
        census = NameCensus(statements)
        literals = TopLevelLiteral.all(in: statements)
        let definitions = statements.compactMap { statement -> ClassDefinition? in
            if case .classDefinition(let definition) = statement.kind { definition } else { nil }
        }
        classNames = definitions.map(\.name)
        owners = SlotOwners.declared(by: definitions)
    }

    /// Throws where a design names a slot that the program does not have.
    func check(_ slot: Slot, program: String) throws(TraceError) {
        if try captures.check(slot, program: program) { return }
        guard classNames.contains(slot.type) else {
            let meant = Suggestion.closest(to: slot.type, among: classNames).map { "did you mean \($0).\(slot.field)?" }
            throw TraceError(
                .usage, "\(program) has no class \(slot.type)",
                remedy: meant ?? "its classes are \(classNames.joined(separator: ", "))")
        }
        guard census.storedFields.contains(slot.field) else {
            let meant = Suggestion.closest(to: slot.field, among: census.storedFields.sorted())
                .map { "did you mean \(slot.type).\($0)?" }
            throw TraceError(
                .usage, "no statement of \(program) stores a field \(slot.field)",
                remedy: meant ?? "name a field that one stores")
        }
        if let owner = owners["\(slot.type).\(slot.field)"], owner != slot.type {
            throw TraceError(
                .usage, "\(slot) belongs to \(owner), whose own methods store it",
                remedy: "name \(owner).\(slot.field)")
        }
    }
}
