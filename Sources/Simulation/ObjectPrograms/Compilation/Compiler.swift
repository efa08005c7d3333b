import TraceModel

/// Turns statements into instructions, in the order in which CPython 3.11 evaluates.
struct Compiler {
    let source: SourceText
    let file: String
    private let comments: [SourceText.Comment]
    let refusals: RefusalList
    /// The line of the loop whose passes are iterations, if one is marked.
    let iterationLine: Int?

    var codes: [Code] = []
    var classes: [CompiledClass] = []
    var constants: [Constant] = []
    var constantIndex: [Constant: Int] = [:]
    var names: [String] = []
    var nameIndex: [String: Int] = [:]
    var globals: [String] = []
    var globalIndex: [String: Int] = [:]
    var callShapes: [CallShape] = []
    var sites: [SiteDefinition] = []
    var siteIndex: [SiteKey: SiteID] = [:]
    var classIndex: [String: Int] = [:]
    /// Names that are bound by what is refused.
    var refusedNames: Set<String> = []
    var containsIterationLoop = false
    private var newestText: (line: Int32, text: String) = (0, "")

    /// The code that is being written.
    var unit: Unit

    struct SiteKey: Hashable {
        var position: Position
        var statementLine: Int32
        var function: String
    }

    /// One piece of code under construction.
    struct Unit {
        var code: Code
        /// nil for the module and class bodies.
        var scope: Scope?
        /// The class whose body or method this is.
        var owner: Int?
        var isClassBody = false
        /// The receiver's name, in a method.
        var receiver: String?
        var localIndex: [String: Int] = [:]
        /// Instructions whose argument is a place of a cell, by name, until those places are known.
        var cellPatches: [(instruction: Int, name: String)] = []
        var loops: [Loop] = []
        var depth = 0
        var statementLine: Int32 = 1
    }

    /// An open loop: where `continue` goes, and which jumps wait for its end.
    struct Loop {
        var start: Int
        var breaks: [Int] = []
        var continues: [Int] = []
        var isFor: Bool
    }

    private init(
        source: SourceText, comments: [SourceText.Comment], file: String, iterationLine: Int?, _ refusals: RefusalList
    ) {
        self.source = source
        self.comments = comments
        self.file = file
        self.refusals = refusals
        self.iterationLine = iterationLine
        unit = Unit(code: Code(name: SiteDefinition.moduleFunction, isFunction: false))
    }

    /// Compiles a program.
    ///
    /// Its sites carry the name `file`; the loop at `iterationLine` is marked as the program's iteration.
    static func compile(
        _ parsed: (statements: [Statement], comments: [SourceText.Comment]), source: SourceText, file: String,
        iterationLine: Int?, _ refusals: RefusalList
    ) -> CompiledProgram {
        var compiler = Compiler(
            source: source, comments: parsed.comments, file: file, iterationLine: iterationLine, refusals)
        compiler.codes.append(compiler.unit.code)
        NameCensus(parsed.statements).noteUnknown(in: refusals)
        for statement in parsed.statements { compiler.compile(statement) }
        compiler.emitEnd()
        FunctionNames.assign(to: compiler.codes)
        return CompiledProgram(
            codes: compiler.codes, classes: compiler.classes, constants: compiler.constants, names: compiler.names,
            globals: compiler.globals, callShapes: compiler.callShapes, sites: compiler.sites)
    }

    // MARK: Instructions

    @discardableResult
    mutating func emit(_ operation: Instruction.Operation, _ argument: Int = 0, at position: Position) -> Int {
        let site = site(position)
        unit.code.instructions.append(Instruction(operation: operation, argument: Int32(argument), site: site))
        return unit.code.instructions.count - 1
    }

    /// Ends the code behind its last statement.
    mutating func emitEnd() {
        let end = Position(line: max(unit.statementLine, 1), column: 0)
        emit(.loadConstant, constant(.none), at: end)
        emit(.returnValue, at: end)
    }

    /// Lets a jump go to the next instruction.
    func land(_ jump: Int) { unit.code.instructions[jump].argument = Int32(unit.code.instructions.count) }

    var nextInstruction: Int { unit.code.instructions.count }

    private mutating func site(_ position: Position) -> SiteID {
        let key = SiteKey(position: position, statementLine: unit.statementLine, function: unit.code.name)
        if let known = siteIndex[key] { return known }
        let id = SiteID(rawValue: UInt32(sites.count + 1))
        sites.append(
            SiteDefinition(
                id: id, file: file, line: Int(position.line), column: Int(position.column), function: unit.code.name,
                statement: statementText()))
        siteIndex[key] = id
        return id
    }

    /// The line of the statement under way without its comment, shortened; sites of one line share one text.
    private mutating func statementText() -> String {
        if newestText.line != unit.statementLine {
            let line = source.statement(Int(unit.statementLine), comments)
            newestText = (unit.statementLine, SiteDefinition.shortened(line))
        }
        return newestText.text
    }

    // MARK: Tables

    mutating func constant(_ value: Constant) -> Int {
        if let known = constantIndex[value] { return known }
        constants.append(value)
        constantIndex[value] = constants.count - 1
        return constants.count - 1
    }

    mutating func name(_ text: String) -> Int {
        if let known = nameIndex[text] { return known }
        names.append(text)
        nameIndex[text] = names.count - 1
        return names.count - 1
    }

    mutating func global(_ text: String) -> Int {
        if let known = globalIndex[text] { return known }
        globals.append(text)
        globalIndex[text] = globals.count - 1
        return globals.count - 1
    }

    /// The place of a local, given at its first appearance in the code.
    mutating func local(_ name: String) -> Int {
        if let known = unit.localIndex[name] { return known }
        unit.code.locals.append(name)
        unit.localIndex[name] = unit.code.locals.count - 1
        return unit.code.locals.count - 1
    }
}
