import Foundation
import LeakAnalysis
public import TraceModel

/// Searches the designs of a program for one that frees its leaks, by running it again under each.
///
///     let replay = ProgramReplay(program, parameters: try ParameterValues(of: program))
///     let advice = try Advisor().advise(program.name, permits: replay.permits, replay: replay.run)
///
/// First each slot by which leaked objects hold one another is tried alone, those on a cycle first. Where no single
/// one suffices, the smallest sets that hit every cycle follow, without slots that break the program alone: weakening
/// more never lets an object live longer.
public struct Advisor: Sendable {
    /// Runs the program under a design and a schedule, with an intervention, and gives its events and
    /// why it failed.
    ///
    /// Calls overlap.
    public typealias Replay =
        @Sendable (Design, Schedule, Intervention) throws -> (trace: MemoryTrace, failure: String?)
    /// Is told, from any thread, how many designs are done and which one is.
    public typealias Progress = @Sendable (_ tried: Int, _ design: Design) -> Void

    /// How many designs are tried at most, the strong one not counted.
    public var maximumDesigns: Int
    /// How many runs overlap; each holds its events in memory.
    public var workers: Int
    /// Is told how far the search came.
    public var progress: Progress?

    /// How many designs are tried by default.
    public static let usualMaximumDesigns = 64

    /// Prepares a search; without a number of workers as many as the machine has cores, at most four.
    public init(
        maximumDesigns: Int = Advisor.usualMaximumDesigns, workers: Int? = nil, progress: Progress? = nil
    ) {
        self.maximumDesigns = max(maximumDesigns, 1)
        self.workers = max(workers ?? min(ProcessInfo.processInfo.activeProcessorCount, 4), 1)
        self.progress = progress
    }

    /// Finds out what to do about a program's leaks.
    ///
    /// - Parameters:
    ///   - program: its name, for the reader.
    ///   - permits: whether a design may name a slot; one that none may name is not tried.
    ///   - replay: runs it.
    ///   - reads: the statements of the program that read a slot, whether or not they run.
    /// - Returns: every design that was tried, and what to do.
    /// - Throws: what `replay` throws.
    public func advise(
        _ program: String, permits: (Slot) -> Bool = { _ in true }, replay: @escaping Replay,
        reads: (Slot) -> [SiteDefinition] = { _ in [] }
    ) throws -> Advice {
        let asIs = try StrongRuns(replay, workers: workers)
        let needsCollector = asIs.asIs.result.failure == nil && asIs.asIs.collectedObjects > 0
        // What a collection of the program freed is a leak to counting, and shows as one without that collection.
        let replay = needsCollector ? Self.withoutCollections(replay) : replay
        let strong = needsCollector ? try StrongRuns(replay, workers: workers) : asIs
        var advice = Advice(
            program: program, strong: strong.asIs, tried: [], recommendation: .nothingLeaks,
            maximumDesigns: maximumDesigns, isLimited: false)
        if needsCollector { advice.collectedObjects = asIs.asIs.collectedObjects }
        if let failure = strong.asIs.result.failure {
            advice.recommendation = .noVerdict(failure)
            return advice
        }
        guard strong.asIs.leaks else {
            if needsCollector { advice.recommendation = .collected(asIs.asIs.collectedObjects) }
            return advice
        }
        var search = DesignSearch(
            advisor: self, leaked: strong.slots,
            permitted: strong.slots.slots.indices.filter { permits(strong.slots.slots[$0].slot) },
            trial: Trial(strong: strong, replay: replay).run,
            clear: { try ClearingSearch(strong: strong, replay: replay).run(most: $0) })
        try search.run()
        advice.tried = search.tried
        advice.recommendation = search.recommendation()
        advice.isLimited = search.isLimited
        advice.unrunReads = strong.unrun(of: advice, reads)
        return advice
    }

    private static func withoutCollections(_ replay: @escaping Replay) -> Replay {
        { design, schedule, intervention in
            var intervention = intervention
            intervention.leavesOutCollections = true
            return try replay(design, schedule, intervention)
        }
    }

    /// Tries one design, whether or not its slots have to do with the leaks.
    ///
    /// - Parameters:
    ///   - slots: what is to be weak; none is the strong design itself.
    ///   - replay: runs the program.
    /// - Returns: what the design did.
    /// - Throws: what `replay` throws, also for a slot that the program does not have.
    public func tryDesign(_ slots: [Slot], replay: @escaping Replay) throws -> TriedDesign {
        let strong = try StrongRuns(replay, workers: workers)
        let candidates = Design.weak(slots).weakSlots.map { slot in
            strong.slots.slots.first { $0.slot == slot }
                ?? CandidateSlot(slot: slot, isOnCycle: false, references: 0, inCycles: 0, backwards: 0)
        }
        return try Trial(strong: strong, replay: replay).run(candidates)
    }
}
