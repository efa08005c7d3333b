import LeakAnalysis
import Testing
import TraceModel

@Suite struct ComparisonTests {
    @Test func `runs are grouped by program, the strong design first, then by name`() {
        let comparisons = Comparison.compare([
            report("two", Design.strong, leaks: true),
            report("one", Design.weak([Slot(type: "A", field: "b")]), leaks: false),
            report("one", Design.weakref([Slot(type: "A", field: "c")]), leaks: false),
            report("one", Design.strong, leaks: true),
        ])
        #expect(comparisons.map(\.program) == ["two", "one"])
        #expect(comparisons[1].runs.map(\.run.description.design.name) == ["strong", "A.b", "weakref"])
        #expect(comparisons[0].verdict == .leaks)
        #expect(comparisons[1].verdict == .fixed(leaking: ["strong"], clean: ["A.b", "weakref"]))
    }

    @Test func `no leak is clean, and an unfinished run concludes nothing`() {
        let clean = report("one", .strong, leaks: false)
        let stopped = report("one", .weakref([]), leaks: false, status: .interrupted)
        #expect(Comparison.compare([clean]).map(\.verdict) == [.clean])
        #expect(Comparison.compare([clean, stopped]).map(\.verdict) == [.incomplete(["weakref"])])
        #expect(Comparison.compare([]).isEmpty)
    }

    @Test func `cycles that one run has and another lacks are told by fingerprint`() {
        let (leaking, clean) = (report("one", .strong, leaks: true), report("one", .weakref([]), leaks: false))
        #expect(Comparison.cycles(in: leaking, missingFrom: clean) == ["f"])
        #expect(Comparison.cycles(in: leaking, missingFrom: leaking).isEmpty)
        #expect(Comparison.cycles(in: clean, missingFrom: leaking).isEmpty)
    }
}

private func report(_ program: String, _ design: Design, leaks: Bool, status: RunStatus = .finished) -> RunReport {
    let finding = Finding(
        fingerprint: "f", kind: .cycle, path: [], left: 1, objectsInCycle: 2, objectsKept: 0, retainedBytes: 96,
        closedBy: nil, orphanedBy: nil)
    return RunReport(
        run: RunInfo(
            id: 1, description: RunDescription(program: program, design: design), status: status,
            startedAt: "2026-01-31T12:00:00Z", events: 1),
        summary: RunSummary(), findings: leaks ? [finding] : [])
}
