public import Programs
public import ReferenceCounting
public import TraceModel

/// DeZero on a simulated heap: makes variables, applies functions, and goes backward.
///
/// It reads like the book, with `dezero` standing for the interpreter:
///
///     try dezero.statement("y = square(square(x))") { dezero in
///         try dezero.bind(y, to: dezero.square(dezero.square(dezero[x])))
///     }
///
/// A `Variable`, `Function` or `NDArray` is a handle: a temporary of the current frame, as a value on
/// CPython's stack is. Passing, binding or storing it gives it away; what is left of a statement's
/// temporaries is let go when it ends, so only names keep a variable from one statement to the next.
public struct Dezero: ~Copyable {
    /// The frames and the heap.
    public var execution: Execution
    /// Whether functions remember their inputs and outputs: `Config.enable_backprop`.
    public internal(set) var recordsGraph = true

    let vocabulary: Vocabulary
    /// The functions applied so far.
    var functionTypes: [FunctionType] = []
    /// Whether a variable was made, which gave the class the order of its fields.
    var hasVariables = false
    /// The names that variables were given.
    var variableNames: [String] = []
    var argumentNames: NumberedNames
    var gradientNames: NumberedNames
    /// The sites of ``Place``s; 0 for one that has not run yet.
    private var sites: GrowableBuffer<UInt32>

    /// The slots that a design can make weak.
    public static let slots = [
        Slot(type: "Variable", field: "data"), Slot(type: "Variable", field: "grad"),
        Slot(type: "Variable", field: "creator"), Slot(type: "Function", field: "inputs"),
        Slot(type: "Function", field: "outputs"),
    ]

    /// What the book chose to make weak, in step 17.
    public static let weakrefSlots = [Slot(type: "Function", field: "outputs")]

    /// Takes a heap over.
    ///
    /// - Parameters:
    ///   - heap: a heap on which no DeZero was set up before.
    ///   - design: the slots to hold weakly.
    ///   - memory: where to note the process's memory at the ends of iterations; nil for nowhere.
    public init(_ heap: consuming SimulatedHeap, design: Design = .strong, memory: MemorySamples? = nil) {
        vocabulary = Vocabulary(&heap, design: design)
        argumentNames = NumberedNames("x", only: vocabulary.locals.x)
        gradientNames = NumberedNames("gy", only: vocabulary.locals.gy)
        sites = GrowableBuffer(capacity: Place.allCases.count)
        _ = sites.append(repeating: 0, count: Place.allCases.count)
        execution = Execution(heap, memory: memory)
    }

    /// Begins one of DeZero's own statements.
    mutating func begin(
        _ place: Place, _ text: String, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        if sites[place.rawValue] == 0 {
            let site = execution.heap.defineSite(
                file: "\(fileID)", line: line, function: place.function, statement: text)
            sites[place.rawValue] = site.rawValue
        }
        try execution.begin(SiteID(rawValue: sites[place.rawValue]))
    }

    /// Runs `body` in a frame of its own, which is left also when `body` throws.
    @discardableResult
    mutating func call(_ body: (inout Dezero, Execution.Caller) throws -> Handle?) rethrows -> Handle? {
        let caller = execution.enterCall()
        do {
            return execution.leaveCall(to: caller, returning: try body(&self, caller))
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }
}
