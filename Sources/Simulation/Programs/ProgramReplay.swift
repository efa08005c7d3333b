public import ReferenceCounting
public import TraceModel

/// Runs one program again and again, under any design and schedule, and keeps the events in memory.
public struct ProgramReplay: Sendable {
    /// What is run.
    public let program: any Program
    /// A value for every parameter of the program.
    public let parameters: ParameterValues
    /// What runs beside counting.
    public let collector: Collector
    /// The statement after which a run is stopped as endless.
    public let maximumStatements: Int
    /// The events after which a run is refused; each takes 32 bytes of memory.
    public let maximumEvents: Int

    /// Prepares runs of a program.
    public init(
        _ program: any Program, parameters: ParameterValues, collector: Collector = .none,
        maximumStatements: Int = 1_000_000_000, maximumEvents: Int = 10_000_000
    ) {
        self.program = program
        self.parameters = parameters
        self.collector = collector
        self.maximumStatements = maximumStatements
        self.maximumEvents = maximumEvents
    }

    /// Whether a design of the program may name a slot.
    public func permits(_ slot: Slot) -> Bool { (try? program.check(.weak([slot]))) != nil }

    /// The statements of the program that read a slot, whether or not they ever run.
    public func reads(of slot: Slot) -> [SiteDefinition] { program.reads(of: slot) }

    /// Runs the program once; calls may overlap.
    ///
    /// - Parameters:
    ///   - design: what is weak.
    ///   - schedule: when to collect, and in which order names are dropped.
    ///   - intervention: what happens that the program does not do itself.
    /// - Returns: the events, and why the program failed, nil where it ran to its end.
    /// - Throws: `TraceError` with code `usage` for a design that does not fit, or a run with more events
    ///   than ``maximumEvents``.
    public func run(
        _ design: Design, _ schedule: Schedule, _ intervention: Intervention = .none
    ) throws -> (trace: MemoryTrace, failure: String?) {
        let tracker = BoundedTracker(program: program.name, maximumEvents: maximumEvents)
        let outcome = try ProgramRunner.run(
            program, settings: RunSettings(design: design, parameters: parameters), tracker: tracker,
            collector: collector, maximumStatements: maximumStatements, schedule: schedule,
            intervention: intervention)
        switch outcome {
        case .finished: return (tracker.memory.trace, nil)
        case .failed(let failure): return (tracker.memory.trace, failure.message)
        case .stopped(let reason): return (tracker.memory.trace, "Stopped: \(reason.rawValue)")
        }
    }
}

/// Keeps everything in memory, up to a bound.
private final class BoundedTracker: Tracker {
    let memory = MemoryTracker()
    private let program: String
    private let maximumEvents: Int
    private var events = 0
    private let bound = MemoryBound.standard

    init(program: String, maximumEvents: Int) {
        self.program = program
        self.maximumEvents = maximumEvents
    }

    func record(_ batch: borrowing EventBatch) throws {
        events += batch.events.count
        guard events <= maximumEvents else {
            throw TraceError(
                .usage, "\(program) makes more than \(maximumEvents) events, too many to replay it for each design",
                remedy: "make it smaller: a smaller run has the same cycles", by: .parameters)
        }
        try memory.record(batch)
    }

    func checkpoint(taking bytes: Int) throws {
        guard bound.permits(taking: bytes) else {
            throw TraceError(
                .usage,
                "\(program) takes more than \(bound.bytes) bytes of memory, too many to replay it for each design",
                remedy: "make it smaller: a smaller run has the same cycles", by: .parameters)
        }
    }
}
