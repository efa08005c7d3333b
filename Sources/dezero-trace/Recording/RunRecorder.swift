import LeakAnalysis
import Programs
import ReferenceCounting
import TraceModel
import TraceStore

/// Records planned runs into one database, one after another.
struct RunRecorder {
    /// The right to record.
    let session: RecordingSession
    /// Whether somebody wants to stop.
    let interruption: Interruption
    /// Where a person may watch.
    let progress: Progress
    /// How far each run may go.
    let limits: RunLimits

    /// What became of one run.
    struct Result {
        /// Its number.
        let run: Int
        /// How the program fared.
        let outcome: ProgramOutcome
        /// Its figures; nil for a run that was stopped, which is analysed when it is read.
        let summary: RunSummary?
    }

    /// Runs a program to its end, or to where it fails, and stores what analysis finds.
    ///
    /// - Throws: ``Interrupted`` once a signal came; the run is then marked interrupted. A `TraceError` where the
    ///   recording cannot go on.
    func record(_ plan: PlannedRun) throws -> Result {
        defer { progress.clear() }
        let recorder = try session.begin(plan.description)
        let memory = MemorySamples()
        let tally = RunTally()
        ResidentMemory.giveBack()
        let outcome = try run(plan, into: recorder, tally, memory)
        try recorder.finish(status: outcome.status, failure: outcome.stored)
        if case .stopped = outcome { return Result(run: recorder.run, outcome: outcome, summary: nil) }
        var analysis = try tally.finish(recorder.trace(), mostRows: TraceRecorder.mostGraphRows) { read, total in
            progress.show(AnalysisProgress.text("analysing", plan.name, read: read, of: total))
            // The run is whole already; a reader who finds no analysis computes it again.
            try interruption.check()
        }
        analysis.summary.note(memory.samples)
        try recorder.store(analysis)
        return Result(run: recorder.run, outcome: outcome, summary: analysis.summary)
    }

    private func run(
        _ plan: PlannedRun, into recorder: TraceRecorder, _ tally: RunTally, _ memory: MemorySamples
    ) throws -> ProgramOutcome {
        var settings = plan.settings
        settings.memory = memory
        let writer = ThreadedRecorder(recorder, tally)
        let tracker = WatchedTracker(
            writer, run: plan.name, limits: limits, size: session.size, interruption: interruption, progress: progress)
        do {
            defer { try? writer.finish() }
            let outcome = try ProgramRunner.run(
                plan.program, settings: settings, tracker: tracker, collector: Collector(plan.collector),
                maximumStatements: limits.statements)
            try writer.finish()
            return outcome
        } catch let stop as Interrupted {
            try recorder.finish(status: .interrupted)
            throw stop
        } catch let error as TraceError where error.code == .usage {
            // What only running could tell was wrong from the start, so nothing of it stays.
            try recorder.finish(status: .failed, failure: error.message)
            try session.remove(runs: [recorder.run])
            throw error
        }
    }
}

extension ProgramOutcome {
    /// How a recording says that the run ended.
    fileprivate var status: RunStatus {
        switch self {
        case .finished: .finished
        case .failed: .failed
        case .stopped: .stopped
        }
    }

    /// Why it ended before its end, as a recording keeps it.
    fileprivate var stored: String? {
        switch self {
        case .finished: nil
        case .failed(let failure): failure.description
        case .stopped(let reason): reason.rawValue
        }
    }
}

extension RunSummary {
    /// Sets the memory of the process beside the iterations at whose ends it was measured.
    fileprivate mutating func note(_ samples: [MemorySamples.Sample]) {
        let bytes = Dictionary(samples.map { ($0.iteration, $0.bytes) }) { $1 }
        for place in iterations.indices { iterations[place].residentBytes = bytes[iterations[place].index] }
    }
}
