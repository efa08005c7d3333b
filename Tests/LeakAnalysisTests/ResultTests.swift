import LeakAnalysis
import Testing
import TraceModel

/// Whether a design changed what the program came to.
@Suite struct ResultTests {
    private func report(
        _ design: Design, prints text: String?, status: RunStatus = .finished, parameters: [String: String] = [:]
    ) -> RunReport {
        var summary = RunSummary()
        summary.output = text.map { ProgramResult(text: $0, failure: nil).summary }
        let description = RunDescription(program: "p", design: design, parameters: parameters)
        return RunReport(
            run: RunInfo(
                id: 1, description: description, status: status, startedAt: "2026-01-31T12:00:00Z", events: 1),
            summary: summary, findings: [])
    }

    private let weak = Design.weak([Slot(type: "A", field: "b")])

    @Test func `a design that prints the same has the same result, one that prints something else has not`() {
        let strong = report(.strong, prints: "1\n2\n")
        let same = report(weak, prints: "1\n2\n")
        let other = report(weak, prints: "1\n3\n")
        let silent = report(weak, prints: nil)
        let comparison = Comparison.compare([strong, same, other, silent])[0]
        #expect(comparison.hasSameResult(same) == true)
        #expect(comparison.hasSameResult(other) == false)
        #expect(comparison.hasSameResult(silent) == false)
        #expect(comparison.changedResults == [other, silent])
    }

    @Test func `nothing is said where the runs cannot be compared`() {
        let strong = report(.strong, prints: "1\n", parameters: ["n": "1"])
        let other = report(weak, prints: "2\n", parameters: ["n": "2"])
        let stopped = report(weak, prints: "", status: .interrupted, parameters: ["n": "1"])
        #expect(Comparison.compare([strong, other])[0].hasSameResult(other) == nil)
        #expect(Comparison.compare([strong, stopped])[0].hasSameResult(stopped) == nil)
        #expect(Comparison.compare([other])[0].hasSameResult(other) == nil)
    }

    @Test func `a design that fails where the strong one does not has another result`() {
        let strong = report(.strong, prints: "1\n")
        let failed = report(weak, prints: "1\n", status: .failed)
        #expect(Comparison.compare([strong, failed])[0].hasSameResult(failed) == false)
    }

    @Test func `the first line that differs is told by its number`() throws {
        let left = ProgramResult(text: "a\nb\n", failure: nil)
        let longer = ProgramResult(text: "a\nb\nc\n", failure: nil)
        let difference = try #require(left.firstDifference(from: longer))
        #expect(difference.line == 3)
        #expect(difference.here == nil)
        #expect(difference.there == "c")
        #expect(left.firstDifference(from: left) == nil)
    }

    @Test func `the summary keeps the number of lines and the last one, cut to 80 characters`() {
        let summary = ProgramResult(text: "first\n" + String(repeating: "x", count: 200), failure: nil).summary
        #expect(summary.lines == 2)
        #expect(summary.last == String(repeating: "x", count: 80))
    }
}
