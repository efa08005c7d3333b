import Programs
import ReferenceCounting
import TraceModel

/// Runs a compiled program on a simulated heap, holding what CPython 3.11 holds, when it holds it.
///
/// Values stand on one stack: a frame's names at its bottom, its temporaries above. What stands there
/// as a strong reference is counted, under the frame that owns it.
struct Interpreter: ~Copyable {
    var heap: SimulatedHeap
    let program: CompiledProgram
    let design: Design
    let memory: MemorySamples?

    var stack: UnsafeMutablePointer<Value>
    var stackCapacity: Int
    /// The number of values on the stack.
    var top = 0
    /// The frame whose code runs.
    var frame = OwnerID.module
    var callDepth = 0
    /// What counts for CPython's limit of recursion: the frames, that of the module too, and calls through its C code.
    var recursionDepth = 1
    /// How many results were no number.
    var nansMade: UInt64 = 0
    /// How many comparisons of containers are inside each other.
    var comparisonDepth = 0
    /// The function whose code runs; nil in the module and in class bodies.
    var runningFunction: Value?

    let layouts: UnsafeMutablePointer<CodeLayout>
    let constants: UnsafeMutablePointer<Value>
    let globals: UnsafeMutablePointer<GlobalSlot>
    var bindings = 0
    var strings = StringTable()
    var classes: [RuntimeClass] = []
    /// Each class of the program, by its type's number less the standard types'; -1 for a function's type.
    var classOfType: [Int] = []
    /// What is known of the functions of each code, by its index.
    var functions: [FunctionLayout]
    var exceptions: [(type: BuiltInException, message: String)] = []
    var dictIndexes: [Handle: DictIndex] = [:]
    /// Weak references that were looked for in a dict while their objects lived.
    var hashedReferences: Set<Handle> = []
    var abandoned: [AbandonedFrame] = []
    var endedExceptions: [Int: EndedException] = [:]
    var deferredWork: [Int: Deferred] = [:]
    var numbers = 0
    var iterations = 0
    /// How often `sys.getrefcount` had no number to give.
    var immortals: UInt64 = 0
    var random = NormalNumbers(seed: 0)
    let fields: StandardFields
    let iterators: IteratorTypes
    /// The containers that are being written as text, so that one inside itself ends.
    var representing: Set<Handle> = []

    /// CPython's limit of recursion.
    static let maximumRecursion = 1_000

    init(_ program: CompiledProgram, design: Design, memory: MemorySamples?, heap: consuming SimulatedHeap) {
        self.program = program
        self.design = design
        self.memory = memory
        var heap = heap
        for site in program.sites {
            _ = heap.defineSite(
                file: site.file, line: site.line, column: site.column, function: site.function,
                statement: site.statement)
        }
        functions = program.codes.map { FunctionLayout(of: $0, design: design) }
        fields = StandardFields(&heap)
        iterators = IteratorTypes(&heap)
        stackCapacity = 1 << 12
        stack = .allocate(capacity: stackCapacity)
        constants = .allocate(capacity: max(program.constants.count, 1))
        globals = .allocate(capacity: max(program.globals.count, 1))
        for (index, constant) in program.constants.enumerated() {
            (constants + index).initialize(to: Self.value(of: constant, &strings))
        }
        for (index, name) in program.globals.enumerated() {
            var fallback = Value.empty
            if name == "__name__" { fallback = strings.value("__main__") }
            if let value = Self.builtInValue(name) { fallback = value }
            (globals + index).initialize(
                to: GlobalSlot(value: .empty, order: 0, fallback: fallback, field: heap.defineField(name)))
        }
        layouts = .allocate(capacity: program.codes.count)
        for (index, code) in program.codes.enumerated() {
            let fields = code.locals.map { heap.defineField($0) }
            (layouts + index).initialize(to: CodeLayout(code, index: index, fields: fields))
        }
        self.heap = heap
    }

    deinit {
        stack.deallocate()
        for index in 0..<program.codes.count { layouts[index].deallocate() }
        layouts.deallocate()
        constants.deallocate()
        globals.deallocate()
    }

    /// What a name means that nothing binds.
    private static func builtInValue(_ name: String) -> Value? {
        if let item = BuiltIn.names[name] { return Value(item) }
        return BuiltInException(rawValue: name).flatMap { BuiltInException.allCases.firstIndex(of: $0) }
            .map { Value(tag: .exceptionClass, bits: UInt64($0)) }
    }

    private static func value(of constant: Constant, _ strings: inout StringTable) -> Value {
        switch constant {
        case .none: .none
        case .boolean(let value): Value(value)
        case .integer(let value): Value(value)
        case .float(let bits): Value(tag: .float, bits: bits)
        case .string(let text): strings.value(text.text)
        }
    }

    /// Runs the module, then the end of the run: see DESIGN's three marks.
    mutating func run() throws -> ProgramFailure? {
        var message: String?
        do {
            let result = try execute(0, base: 0, owner: .module)
            try drop(result)
        } catch Stop.raised(let type, let text) {
            message = text.isEmpty ? type : "\(type): \(text)"
        } catch Stop.unsupported(let what, let remedy) {
            message = "Unsupported: \(what); \(remedy)"
        }
        let failure = message.map { ProgramFailure($0, at: heap.definition(of: heap.site)) }
        if failure != nil { try endUncaughtException() }
        try finish()
        return failure
    }

    /// Sets the end marks.
    private mutating func finish() throws {
        heap.mark(.programEnd)
        let bound = (0..<program.globals.count).filter { globals[$0].order > 0 }.sorted {
            globals[$0].order < globals[$1].order
        }
        for index in heap.schedule.dropsNamesInReverse ? bound.reversed() : bound
        where !isCode(globals[index].value) {
            let old = globals[index].value
            globals[index].value = .none
            heap.release(old, by: .module, globals[index].field)
            try service()
        }
        heap.mark(.namesDropped)
        heap.collect(cause: .final)
        try service()
        heap.mark(.finalCollection)
        try heap.finishRecording()
    }

    /// What stays when names are dropped: `def` functions, classes and modules.
    private func isCode(_ value: Value) -> Bool {
        guard let handle = value.handle else {
            return value.tag == .programClass || value.tag == .module || value.builtIn?.isClass == true
        }
        return heap.kind(of: handle) == .function && code(of: handle).name != "<lambda>"
    }

    // MARK: The stack

    @inline(__always)
    mutating func push(_ value: Value) {
        if top == stackCapacity { growStack() }
        (stack + top).initialize(to: value)
        top += 1
    }

    /// Pushes a value that somebody else holds too.
    @inline(__always)
    mutating func pushRetained(_ value: Value) {
        heap.retain(value, by: frame, .temporary)
        push(value)
    }

    @inline(__always)
    mutating func pop() -> Value {
        top -= 1
        return stack[top]
    }

    private mutating func growStack() {
        let new = UnsafeMutablePointer<Value>.allocate(capacity: stackCapacity * 2)
        new.moveInitialize(from: stack, count: top)
        stack.deallocate()
        stack = new
        stackCapacity *= 2
    }

    /// Lets a temporary go, and runs what its end calls for.
    @inline(__always)
    mutating func drop(_ value: Value) throws {
        if value.tag == .strong {
            heap.release(value, by: frame, .temporary)
            if heap.pendingCall != nil { try service() }
        }
    }

    /// Lets the newest value go.
    @inline(__always)
    mutating func popAndDrop() throws { try drop(pop()) }
}
