import TraceModel

/// A function, class body or module, ready to run.
final class Code {
    let name: String
    /// Whether it is a function's, and not a class body's or the module's.
    let isFunction: Bool
    /// The code that makes it, and what stands between the two names; nil where the name stands alone.
    var outer: (code: Code, separator: String)?
    /// Where the code that makes it does so.
    var position = Position.start
    /// What slots and labels call it: ``qualifiedName``, but for a number where that would name several.
    var slotName: String
    var instructions: [Instruction] = []

    /// The names of positional parameters, in order; they are the first locals.
    var parameters: [String] = []
    /// How many of the last parameters have a default.
    var defaultCount = 0
    /// Whether the local after the parameters takes all other positional arguments.
    var hasStar = false
    /// The names of all places of the frame: parameters, locals, cells that are no parameters, free variables.
    var locals: [String] = []
    /// Places that hold a cell which this function makes.
    var cells: [Int] = []
    /// Free variables: the last places, filled from the closure.
    var freeCount = 0
    /// The free variables that a design cannot hold weakly, and why.
    var strongCaptures: [String: StrongCapture] = [:]
    /// The class whose body or method this is.
    var owner: Int?

    init(name: String, isFunction: Bool = true) {
        self.name = name
        self.isFunction = isFunction
        slotName = name
    }

    /// The name with the classes and functions around it, as Python's messages show it.
    var qualifiedName: String { outer.map { $0.code.qualifiedName + $0.separator + name } ?? name }

    /// What CPython calls the function that makes a list.
    static let comprehensionName = "<listcomp>"

    var isComprehension: Bool { name == Self.comprehensionName }

    /// The names of the free variables, in the order of the closure.
    var freeNames: ArraySlice<String> { locals.suffix(freeCount) }
}

/// A piece of code as the machine reads it: plain memory, so that no Swift object is touched an instruction.
struct CodeLayout: BitwiseCopyable {
    var index: Int
    var instructions: UnsafeMutablePointer<Instruction>
    var instructionCount: Int
    /// The field that each place of the frame is recorded under.
    var fields: UnsafeMutablePointer<FieldID>
    /// The class whose body or method this is; -1 for none.
    var owner: Int

    init(_ code: Code, index: Int, fields: [FieldID]) {
        self.index = index
        owner = code.owner ?? -1
        instructionCount = code.instructions.count
        instructions = .allocate(capacity: max(instructionCount, 1))
        self.fields = .allocate(capacity: max(fields.count, 1))
        for (place, instruction) in code.instructions.enumerated() {
            (instructions + place).initialize(to: instruction)
        }
        for (place, field) in fields.enumerated() { (self.fields + place).initialize(to: field) }
    }

    func deallocate() {
        instructions.deallocate()
        fields.deallocate()
    }
}

/// A program, ready to run.
struct CompiledProgram {
    /// Every piece of code; the first is the module's.
    var codes: [Code]
    /// Every class, in the order of the text.
    var classes: [CompiledClass]
    /// Plain values that instructions push.
    var constants: [Constant]
    /// Names of fields and methods.
    var names: [String]
    /// Names of the module and built-in ones.
    var globals: [String]
    var callShapes: [CallShape]
    /// The places of the source, in the order of their ids from 1.
    var sites: [SiteDefinition]
}

/// A value that needs no object.
enum Constant: Hashable {
    case none
    case boolean(Bool)
    case integer(Int)
    case float(UInt64)
    case string(ExactText)
}

/// A class of the program.
struct CompiledClass {
    var name: String
    /// The class it inherits from, by index.
    var base: Int?
    /// The code of its body, by index.
    var body: Int
    /// The fields that its own methods store in their receiver.
    var storedFields: Set<String>
    var hasOwnFinalizer: Bool
}
