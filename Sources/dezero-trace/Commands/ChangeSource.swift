import DesignAdvice
import LeakAnalysis
import Programs
import Reporting
import TraceModel

/// What a report says of what to change: the program is run again, where that is done in a moment.
enum ChangeSource {
    /// Running a program again takes memory for its events, which only a small run is worth.
    private static let mostEvents = 20_000
    /// A report is waited for.
    private static let mostDesigns = 16

    /// What to change about a program; nil where nothing leaks, or where it came to no end.
    static func change(for comparison: Comparison) throws -> ProgramChange? {
        guard let leaking = comparison.firstLeaking, !leaking.isPartial else { return nil }
        let holders = leaking.findings.filter { $0.kind == .growth }.map(\.holder)
        if !holders.isEmpty, holders.count == leaking.findings.count { return .stillHeld(by: holders) }
        let description = leaking.run.description
        if description.isObserved { return observed(leaking) }
        guard leaking.run.events <= mostEvents else {
            let why =
                "A report does not repeat so large a run; `dezero-trace advise \(leaking.run.id)` tries what can be tried."
            return .notRun(why: why, about: leaking.findings)
        }
        do {
            let replay = try RecordedProgram(run: leaking.run).replay()
            return .advised(
                try Advisor(maximumDesigns: mostDesigns).advise(
                    replay.program.name, permits: replay.permits, replay: replay.run, reads: replay.reads))
        } catch let error as TraceError where error.code == .badData {
            return .notRun(why: "No advice: \(error.message).", about: [])
        }
    }

    /// A real program is not run again unasked.
    private static func observed(_ report: RunReport) -> ProgramChange {
        let description = report.run.description
        guard description.source == "cpython", !description.command.isEmpty else {
            return .notRun(why: "This was not tried: it is what the ring allows.", about: report.findings)
        }
        let command = description.command.map(ShellQuoting.quote).joined(separator: " ")
        return .notRun(
            why: "`dezero-trace advise -- \(command)` tries what can be tried, by running the program again, for real.",
            about: report.findings)
    }
}
