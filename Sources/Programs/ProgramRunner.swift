import ReferenceCounting
public import TraceModel

/// Runs programs, watched or not.
public enum ProgramRunner {
    /// Runs a program on a heap of its own.
    ///
    /// - Parameters:
    ///   - tracker: is handed the events; nil records nothing.
    ///   - maximumStatements: the statement after which the run is stopped as endless.
    /// - Returns: how the program fared.
    /// - Throws: what the tracker throws; ``TraceModel/TraceError`` for a design that does not fit.
    public static func run(
        _ program: any Program, settings: RunSettings, tracker: (any Tracker)? = nil,
        maximumStatements: Int = 1_000_000_000
    ) throws -> ProgramOutcome {
        do {
            return try program.run(
                settings, on: SimulatedHeap(tracker: tracker, maximumStatements: maximumStatements))
        } catch HeapError.tooManyStatements(let limit) {
            return .failed("StatementLimit: the program ran \(limit) statements; --max-statements allows more")
        }
    }
}
