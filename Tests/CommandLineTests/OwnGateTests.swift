import Foundation
import Testing

/// The project's own gate: its baseline holds the standard suite, and would notice what it is there to notice.
@Suite struct OwnGateTests {
    let workplace: Workplace
    let baseline: String

    init() throws {
        workplace = try Workplace()
        baseline = try Repository.text("fixtures/baseline.json")
        try workplace.write(baseline, "baseline.json")
    }

    private func check() throws -> Outcome { try workplace.run("check", "--baseline", "baseline.json") }

    @Test func `the standard suite is as the baseline has it`() throws {
        try workplace.output("record", "--quiet")
        let outcome = try check()
        #expect(outcome == Outcome(status: 0, output: outcome.output, errors: ""), "\(outcome.output)")
        try workplace.output("check", "--baseline", "baseline.json", "--update-baseline")
        #expect(try workplace.read("baseline.json") == baseline, "record it anew: make baseline")
    }

    @Test func `a cycle that somebody closes in a program fails the gate`() throws {
        try workplace.output("record", "--quiet")
        let chain = try Repository.text("fixtures/programs/chain.py")
        let last = try #require(chain.split(separator: "\n").last { $0.contains(" = None") })
        try workplace.write(chain.replacing(String(last), with: "c.a = a\n\(last)"), "chain.py")
        try workplace.output("record", "chain.py", "--quiet")
        let outcome = try check()
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("chain.py/strong  new leak: 3 objects in 1 cycle"))
        #expect(outcome.output.contains("c.a = a"))
    }

    @Test func `without the collector's profile the gate fails`() throws {
        try workplace.output("record", "dezero-loop", "--collector", "cpython-3.12", "--quiet")
        try workplace.output("check", "--baseline", "collected.json", "--update-baseline")
        try workplace.output("record", "dezero-loop", "--quiet")
        let outcome = try workplace.run("check", "--baseline", "collected.json")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("record with the collector cpython-3.12"))
    }

    @Test func `a recording that is cut off anywhere never passes`() throws {
        try workplace.output("record", "--quiet")
        let recording = try Data(contentsOf: workplace.place("dezero-trace.sqlite"))
        // A page has 16,384 bytes: within the header, within a page, at a page's edge, and one byte short.
        for length in [0, 50, 5_000, 16_384 * 3, recording.count / 2, recording.count - 16_384, recording.count - 1] {
            try recording.prefix(length).write(to: workplace.place("dezero-trace.sqlite"))
            let outcome = try check()
            #expect(outcome.status == 65, "cut to \(length) of \(recording.count) bytes: \(outcome)")
        }
    }
}
