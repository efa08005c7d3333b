import Inspection
import LeakAnalysis
import TraceModel
import TraceStore

/// What a report needs of a recording.
enum ReportSource {
    /// A run, once everything that its recording kept was compared with its checksums.
    static func trace(of run: RunInfo, in database: TraceDatabase) throws -> StoredTrace {
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        let trace = try database.trace(of: run)
        try trace.verify { read, total in
            progress.show(AnalysisProgress.text("checking", run.name, read: read, of: total))
        }
        return trace
    }

    /// A run with its figures and findings: as its recording stored them, else computed from its events.
    ///
    /// - Throws: `.badData` for a run that is not as it was recorded.
    static func report(of run: RunInfo, in database: TraceDatabase) throws -> RunReport {
        try report(of: run, in: database, from: trace(of: run, in: database))
    }

    /// A run whose trace was compared with its checksums already.
    static func report(of run: RunInfo, in database: TraceDatabase, from trace: StoredTrace) throws -> RunReport {
        if run.status != .recording, let stored = try database.storedReport(for: run) {
            return RunReport(run: run, summary: stored.summary, findings: stored.findings)
        }
        guard !run.description.isObserved else {
            throw TraceError(
                .badData,
                "run \(run.id), \(run.name), was analysed by another dezero-trace, and what was seen is not kept",
                remedy: "record its stream again")
        }
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        let analysis = try RunAnalyzer.analyze(trace) { read, total in
            progress.show(AnalysisProgress.text("analysing", run.name, read: read, of: total))
        }
        return RunReport(run: run, summary: analysis.summary, findings: analysis.findings)
    }

    /// Names cost a reading of all events, which only a small run is worth.
    private static let mostEvents = 200_000

    /// The names that a run's objects were bound to, by label, where there is a finding to explain.
    static func names(for report: RunReport, in database: TraceDatabase) throws -> [String: String] {
        guard !report.findings.isEmpty, !report.run.description.isObserved, report.run.events <= mostEvents else {
            return [:]
        }
        return try StepTable.stream(database.trace(of: report.run)) { _ in }.names
    }
}

extension Sequence {
    /// Every element once, where it comes first.
    func uniqued(by key: (Element) -> some Hashable) -> [Element] {
        var seen: Set<AnyHashable> = []
        return filter { seen.insert(AnyHashable(key($0))).inserted }
    }
}
