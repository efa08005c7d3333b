import ReferenceCounting
import TraceModel

/// Runs the statements of a scenario on a heap.
struct ScenarioRunner: ~Copyable {
    var execution: Execution
    let types: [DefinedType]
    let placeOfType: [TypeID: Int]
    let referent: FieldID
    private var callers: [(caller: Execution.Caller, function: String)] = []
    private var loops: [SiteID] = []

    /// A type of the scenario as the heap knows it, with the fields that it inherits.
    struct DefinedType {
        var name: String
        var id: TypeID
        var fields: [String: FieldID]
    }

    /// What ends a scenario before its last statement: a failure of the program, not of its run.
    struct Failure: Error {
        var message: String
    }

    init(_ declarations: [ScenarioTypeDeclaration], _ execution: consuming Execution, _ design: Design) {
        var types: [DefinedType] = []
        for declaration in declarations {
            let base = declaration.base.map { types[$0] }
            let id = execution.heap.defineType(declaration.name, base: base?.id)
            var fields = base?.fields ?? [:]
            for field in declaration.fields + declaration.weakFields {
                let isWeak = design.weakSlots.contains(Slot(type: declaration.name, field: field))
                fields[field] = execution.heap.defineField(field, declaringType: id, isWeak: isWeak)
            }
            types.append(DefinedType(name: declaration.name, id: id, fields: fields))
        }
        referent = execution.heap.defineField("referent")
        self.types = types
        placeOfType = Dictionary(uniqueKeysWithValues: types.enumerated().map { ($1.id, $0) })
        self.execution = execution
    }

    /// Runs to the third end mark; a scenario that fails is brought there too.
    mutating func run(_ statements: [ScenarioStatement]) throws -> ProgramOutcome {
        var outcome = ProgramOutcome.finished
        do {
            for statement in statements { try run(statement) }
        } catch let failure as Failure {
            outcome = .failed(
                ProgramFailure(failure.message, at: execution.heap.definition(of: execution.heap.site)))
            while let open = callers.popLast() { execution.leaveCall(to: open.caller, returning: nil) }
        }
        try execution.finish()
        return outcome
    }

    private mutating func run(_ statement: ScenarioStatement) throws {
        switch statement.action {
        case .leaveCall:
            if let open = callers.popLast() { execution.leaveCall(to: open.caller, returning: nil) }
            execution.endStatement()
        case .endPass(let number):
            if let loop = loops.last { execution.endPass(number, of: loop) }
        case .endLoop:
            loops.removeLast()
            execution.endLoop()
        case .beginLoop:
            loops.append(try execution.beginLoop(statement.text, fileID: statement.fileID, line: statement.line))
        case .enterCall(let function, let arguments):
            try begin(statement)
            try enterCall(function, arguments)
        default:
            try begin(statement)
            try perform(statement.action)
            execution.endStatement()
        }
    }

    private mutating func begin(_ statement: ScenarioStatement) throws {
        let function = callers.last?.function ?? SiteDefinition.moduleFunction
        let site = execution.site(
            statement.text, function: function, fileID: statement.fileID, line: statement.line)
        try execution.begin(site)
    }

    private mutating func enterCall(_ function: String, _ arguments: [String]) throws {
        var handles: [(FieldID, Handle)] = []
        for argument in arguments {
            if let handle = try find(ScenarioPath(name: argument)) {
                handles.append((execution.name(argument), handle))
            }
        }
        let caller = execution.enterCall()
        for (name, handle) in handles { execution.pass(handle, as: name, from: caller) }
        callers.append((caller, function))
    }
}
