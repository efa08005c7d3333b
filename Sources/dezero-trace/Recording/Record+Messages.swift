import Reporting
import TraceModel

extension Record {
    /// What is said of a run as soon as it is recorded.
    func line(for result: RunRecorder.Result, of run: PlannedRun, in plan: [PlannedRun]) -> String {
        let counts = result.summary.instances
        let width = plan.map { DisplayText.escape($0.name).count }.max() ?? 0
        let name = DisplayText.escape(run.name)
        let padding = String(repeating: " ", count: max(width - name.count, 0))
        let id = String(result.run)
        let figures = "\(Figures.count(counts.allocated, "object")), \(Figures.text(counts.leaked)) leaked"
        let ending = result.failure == nil ? "" : " so far: the program failed"
        return "\(String(repeating: " ", count: max(4 - id.count, 0)))\(id)  \(name)\(padding)  \(figures)\(ending)\n"
    }

    /// Where the recording lies and, on the last line, the next command to type.
    var closing: String {
        """
        Recorded in \(DisplayText.escape(database.path)). What leaked, and why:
        \(DisplayText.escape("dezero-trace report\(database.arguments)"))

        """
    }
}
