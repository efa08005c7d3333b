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

    /// What to change about each program, by its first run that leaks.
    static func changes(for comparisons: [Comparison]) throws -> [Int: ProgramChange] {
        let progress = Progress(isShown: Terminal.current.showsProgress)
        defer { progress.clear() }
        return try comparisons.reduce(into: [:]) { changes, comparison in
            guard let leaking = comparison.firstLeaking else { return }
            progress.show("looking what to change in \(comparison.program)")
            changes[leaking.run.id] = try change(for: comparison)
        }
    }

    /// What to change about a program; nil where nothing leaks, or where it came to no end.
    static func change(for comparison: Comparison) throws -> ProgramChange? {
        guard let leaking = comparison.firstLeaking, !leaking.isPartial else { return nil }
        let holders = leaking.findings.filter { $0.kind == .growth }.map(\.holder)
        if !holders.isEmpty, holders.count == leaking.findings.count { return .stillHeld(by: holders) }
        let description = leaking.run.description
        if description.isObserved {
            return mended(leaking, among: comparison.runs).map(ProgramChange.recorded) ?? observed(leaking)
        }
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
        } catch let error as TraceError where error.code != .defect {
            return .notRun(why: "It was not run again: \(error.message).", about: leaking.findings)
        }
    }

    /// A run of it with weak fields that left nothing, and ended as it did.
    private static func mended(_ leaking: RunReport, among runs: [RunReport]) -> RunReport? {
        runs.first { run in
            !run.leaks && !run.isUnproven && !run.run.description.design.weakSlots.isEmpty
                && run.summary.observed?.exitStatus == leaking.summary.observed?.exitStatus
        }
    }

    /// A real program is not run again unasked.
    private static func observed(_ report: RunReport) -> ProgramChange {
        let description = report.run.description
        guard description.source == "cpython", !description.command.isEmpty else {
            // What is said of exceptions, methods and functions is said in Python.
            let findings = report.findings.filter { $0.change != nil || UntriedChange.read(off: $0) == nil }
            let isTried = report.findings.contains { $0.change != nil }
            return .notRun(
                why: isTried
                    ? "Only a run with a change tells whether the program needs that reference."
                    : "Nothing was tried.",
                about: findings)
        }
        let command = description.command.map(ShellQuoting.quote).joined(separator: " ")
        return .notRun(
            why: "`dezero-trace advise -- \(command)` tries what can be tried, by running the program again, for real.",
            about: report.findings)
    }
}
