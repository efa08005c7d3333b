public import ReferenceCounting
public import TraceModel

/// Something that can be run on the simulated heap: a scenario in Swift or an object program.
public protocol Program: Sendable {
    /// The name that the command line takes.
    var name: String { get }
    /// The whole path of its file; nil where it is not a file.
    var path: String? { get }
    /// One line that says what it shows.
    var summary: String { get }
    /// What can be set.
    var parameters: [Parameter] { get }
    /// The slots of the design that the program declares as its own; empty where it declares none.
    var weakrefSlots: [Slot] { get }
    /// The one design that the program's text writes out; nil for a program that takes any.
    var writtenOutDesign: Design? { get }
    /// Slots that a design may name; nil where ``check(_:)`` knows more than a list can say.
    var slots: [Slot]? { get }
    /// An object program's text; nil for Swift code.
    var text: String? { get }
    /// Whether the program's own code makes weak references.
    var makesWeakReferences: Bool { get }

    /// The statements that read a slot, whether or not they ever run; empty where the program cannot tell.
    func reads(of slot: Slot) -> [SiteDefinition]

    /// Throws `TraceError` with code `usage` where a design names a slot that the program does not have.
    func check(_ design: Design) throws

    /// Runs to the third end mark, or to the statement that fails.
    ///
    /// - Returns: how the program itself fared; a program that fails is no error of the run.
    /// - Throws: what the heap throws, and `TraceError` for a design that does not fit.
    func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome
}

extension Program {
    public var path: String? { nil }
    public var text: String? { nil }
    public var makesWeakReferences: Bool { false }
    public var slots: [Slot]? { nil }
    public var writtenOutDesign: Design? { nil }
    public func reads(of slot: Slot) -> [SiteDefinition] { [] }
}

/// What a run is asked to do.
public struct RunSettings: Equatable, Sendable {
    /// The slots to hold weakly.
    public var design: Design
    /// A value for every parameter of the program.
    public var parameters: ParameterValues
    /// Where to note the process's memory at the ends of iterations; nil for nowhere.
    public var memory: MemorySamples?

    /// Asks for a run.
    public init(design: Design, parameters: ParameterValues, memory: MemorySamples? = nil) {
        self.design = design
        self.parameters = parameters
        self.memory = memory
    }
}

/// How a program fared.
public enum ProgramOutcome: Equatable, Sendable {
    /// It ran to its end.
    case finished
    /// It stopped where CPython would stop it.
    case failed(ProgramFailure)
    /// Somebody stopped it before its end; what it did until then is whole.
    case stopped(StopReason)
}

/// Why a program failed, and where.
public struct ProgramFailure: Equatable, Sendable, CustomStringConvertible {
    /// `Type: message`.
    public var message: String
    /// The statement that failed; nil where that is not known.
    public var site: SiteDefinition?

    /// Describes a failure.
    public init(_ message: String, at site: SiteDefinition? = nil) {
        self.message = message
        self.site = site
    }

    /// The message, with the place and the statement where they are known: `TypeError: ... (app.py:9: f(x))`.
    public var description: String { site.map { "\(message) (\($0.file):\($0.line): \($0.statement))" } ?? message }
}

/// What a run is stopped by that grows too large.
///
/// Thrown by a tracker, it ends the run as ``ProgramOutcome/stopped(_:)``.
public enum StopReason: String, Error, Sendable {
    /// Its recording.
    case size
    /// The memory that it takes.
    case memory
    /// How many objects or calls there were, whose numbers are used up.
    case ids
}
