import Programs
import ReferenceCounting
import TraceModel

/// How a test runs the programs that it expects something of.
public struct HeapSettings: Equatable, Sendable {
    /// The slots to hold weakly, as `Type.field`; nil for the design that each program declares as its own.
    public var weakSlots: [String]?
    /// What runs beside counting: `none`, `cpython-3.12`, `cpython-3.13` or `memory:BYTES`.
    public var collector = "none"
    /// How many designs are tried for the advice of a failure; 0 for no advice.
    public var maximumDesigns = 32
    /// The statement after which a program is stopped as endless.
    public var maximumStatements = 10_000_000

    /// The usual settings.
    public init() {}

    /// The settings of the test that runs.
    @TaskLocal public static var current = HeapSettings()
}

extension HeapSettings {
    /// Runs of a program under these settings.
    ///
    /// - Throws: `TraceError` for a collector that there is not.
    func replay(of program: any Program) throws -> ProgramReplay {
        ProgramReplay(
            program, parameters: try ParameterValues(of: program),
            collector: try Collector(CollectorName(text: collector)), maximumStatements: maximumStatements)
    }

    /// The design to run a program under.
    ///
    /// - Throws: `TraceError` for a slot that cannot be one.
    func design(of program: any Program) throws -> Design {
        guard let weakSlots else { return program.ownDesign }
        return .weak(
            try weakSlots.map { text in
                guard let slot = Slot(text) else {
                    throw TraceError(.usage, "'\(text)' is no slot", remedy: "give TYPE.FIELD, as Node.parent")
                }
                return slot
            })
    }
}
