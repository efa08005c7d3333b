import LeakAnalysis
import RegressionGate
import TraceModel
import TraceStore

/// What a check needs of a recording.
struct CheckSource {
    /// The recording.
    let database: TraceDatabase

    /// What is known of each run; damage is evidence, too.
    func evidence(of runs: [RunInfo]) throws -> [Evidence] {
        try database.verifyLength()
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        let all = try database.runs()
        return try runs.map { run in
            progress.show("checking \(run.name)")
            return Evidence(run: run, content: try content(of: run), otherPaths: run.otherPaths(among: all))
        }
    }

    private func content(of run: RunInfo) throws -> Evidence.Content {
        do {
            let trace = try database.trace(of: run)
            // Of a run that goes on while it is read only its status counts.
            guard run.status != .recording else {
                return .report(RunReport(run: run, summary: RunSummary(), findings: []), deadWeakReads: [])
            }
            try trace.verify()
            if run.status == .finished, !run.description.isObserved, try !endsWithMark(trace) {
                return .damaged("run \(run.id) says that it finished, and its events stop before its end")
            }
            let report = try ReportSource.report(of: run, in: database, from: trace)
            let reads = report.summary.deadWeakReads > 0 ? try DeadWeakRead.all(in: trace) : []
            return .report(report, deadWeakReads: reads)
        } catch let error as TraceError where error.code == .badData {
            return .damaged(error.message)
        }
    }

    /// The last event of a run that came to its end tells so.
    private func endsWithMark(_ trace: StoredTrace) throws -> Bool {
        var last: Event?
        try trace.readEvents(from: trace.eventCount) { _, events in
            last = events.last
            return true
        }
        return last?.kind == .mark
    }
}
