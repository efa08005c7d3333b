public import ReferenceCounting
public import TraceModel

/// Runs programs, watched or not.
public enum ProgramRunner {
    /// Runs a program on a heap of its own.
    ///
    /// - Parameters:
    ///   - program: what to run.
    ///   - settings: the design and the parameters.
    ///   - tracker: is handed the events; nil records nothing.
    ///   - collector: what runs beside counting.
    ///   - maximumStatements: the statement after which the run is stopped as endless.
    ///   - schedule: when to collect and in which order to drop names, where the program leaves it open.
    ///   - intervention: what happens that the program does not do itself.
    /// - Returns: how the program fared.
    /// - Throws: what the tracker throws, but for a ``StopReason``; `TraceError` for a design that does not fit.
    public static func run(
        _ program: any Program, settings: RunSettings, tracker: (any Tracker)? = nil,
        collector: Collector = .none, maximumStatements: Int = 1_000_000_000, schedule: Schedule = .asIs,
        intervention: Intervention = .none
    ) throws -> ProgramOutcome {
        do {
            var heap = SimulatedHeap(
                tracker: tracker, maximumStatements: maximumStatements,
                collector: intervention.leavesOutCollections ? .none : collector, schedule: schedule)
            heap.intervene(intervention)
            return try program.run(settings, on: heap)
        } catch HeapError.tooManyStatements(let limit) {
            return .failed(
                ProgramFailure("StatementLimit: the program ran \(limit) statements, as many as it may"))
        } catch HeapError.outOfNumbers {
            return .stopped(.ids)
        } catch HeapError.full {
            return .stopped(.memory)
        } catch let reason as StopReason {
            return .stopped(reason)
        }
    }
}
