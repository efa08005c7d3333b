import Programs
import Reporting
import TraceModel

extension Record {
    /// What is said of a run as soon as it is recorded.
    func line(for result: RunRecorder.Result, of run: PlannedRun, in plan: [PlannedRun]) -> String {
        let width = plan.map { DisplayText.escape($0.name).count }.max() ?? 0
        let name = DisplayText.escape(run.name)
        let padding = String(repeating: " ", count: max(width - name.count, 0))
        let id = String(result.run)
        let beginning = "\(String(repeating: " ", count: max(4 - id.count, 0)))\(id)  \(name)\(padding)"
        return "\(beginning)  \(ending(of: result))\n"
    }

    private func ending(of result: RunRecorder.Result) -> String {
        let figures = figures(of: result.summary ?? RunSummary())
        switch result.outcome {
        case .finished: return figures
        case .failed: return "\(figures) so far: the program failed"
        case .stopped(let reason): return "stopped: \(reason.rawValue)"
        }
    }

    /// The figures of a run, nothing left out that a report would call a leak.
    private func figures(of summary: RunSummary) -> String {
        let counts = summary.instances
        var text = "\(Figures.count(counts.allocated, "object")), \(Figures.text(counts.leaked)) leaked"
        if counts.leaked == 0, summary.bytes.leaked > 0 {
            text += ", and \(Figures.count(summary.bytes.leaked, "byte")) of other kinds"
        }
        let collected = summary.byKind.values.reduce(0) { $0 + $1.collected }
        if counts.collected > 0 {
            text += ", \(Figures.text(counts.collected)) freed by a collection alone"
        } else if collected > 0 {
            text += ", \(Figures.text(collected)) of other kinds freed by a collection alone"
        }
        return text
    }

    /// What to complain of after a run; nil where it ran to its end.
    func complaint(about result: RunRecorder.Result, of run: PlannedRun) -> TraceError? {
        switch result.outcome {
        case .finished:
            return nil
        case .failed(let failure):
            return TraceError(.programFailed, "\(run.name) failed: \(failure)")
        case .stopped(let reason):
            let (what, remedy) = limits.explanation(of: reason)
            return TraceError(
                .programFailed, "\(run.name) stopped: \(reason.rawValue): \(what)",
                remedy: "\(remedy); what it did so far is kept")
        }
    }

    /// Where the recording lies and, on the last line, the next command to type.
    var closing: String {
        """
        Recorded in \(DisplayText.escape(database.path)). What leaks, if anything, and why:
        \(DisplayText.escape("dezero-trace report\(database.arguments)"))

        """
    }
}
