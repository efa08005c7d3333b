import Foundation
import GateReporting
import RegressionGate
import Reporting
import Testing
import TraceModel

@Suite struct DocumentTests {
    private static let good = """
        leaks:
          - fingerprint: 21b27fcd
            program: cycle
            design: strong
            owner: me
            reason: why
            expires: 2027-01-31
        """

    @Test(arguments: [
        ("", "known.yaml is empty"), ("- a", "known.yaml:1: here stand keys: leaks"),
        ("leaks: 3", "known.yaml:1: here stands a list"), ("{}", "known.yaml:1: leaks is missing"),
        ("leaks:\n  - 3", "known.yaml:2: here stand keys"),
        (good.replacing("fingerprint", with: "fingerprnt"), "known.yaml:2: there is no key fingerprnt; did you mean"),
        (good.replacing("21b27fcd", with: "21b27fc"), "known.yaml:2: a fingerprint has 32 digits"),
        (good.replacing("21b27fcd", with: "21B27FCD"), "known.yaml:2: a fingerprint has 32 digits"),
        (good.replacing("fingerprint: 21b27fcd", with: "path: a -> -> b"), "known.yaml:2: a slot is missing"),
        (good.replacing("fingerprint: 21b27fcd", with: "path: \"...\""), "known.yaml:2: this path means every leak"),
        (good.replacing("fingerprint: 21b27fcd", with: "path: \"* -> *\""), "known.yaml:2: this path means every leak"),
        (
            good.replacing("    program: cycle\n", with: "    path: a.b\n    program: c\n"),
            "known.yaml:2: here stands a fin"
        ),
        (
            good.replacing("fingerprint: 21b27fcd\n    program", with: "program"),
            "known.yaml:2: here stands a fingerpri"
        ),
        (good.replacing("    owner: me\n", with: ""), "known.yaml:2: owner is missing"),
        (good.replacing("me", with: "''"), "known.yaml:5: here stands a text"),
        (good.replacing("me", with: "[a]"), "known.yaml:5: here stands a text"),
        (good.replacing("2027-01-31", with: "2027-02-29"), "known.yaml:7: this is no day; write it as in 2026-01-31"),
        (good.replacing("2027-01-31", with: "tomorrow"), "known.yaml:7: this is no day"),
        (good.replacing("reason: why", with: "owner: you"), "known.yaml:5: the key owner stands here twice"),
        (good.replacing("reason: why", with: "reason: a: b"), "known.yaml:6:"),
        (good.replacing("why", with: "\u{7}"), "known.yaml:6:"), ("\"\\ud83d\"", "known.yaml:1:"),
        ("{\"leaks\": [}", "known.yaml:1:"), (String(repeating: "[", count: 100_000), "known.yaml:1:"),
        (good + "\n---\nleaks: []", "known.yaml:8"),
    ])
    func `a file that is wrong is told by name and line`(text: String, says: String) {
        let error = #expect(throws: TraceError.self) { try KnownLeak.read(text, file: "known.yaml") }
        #expect(error?.code == .badData)
        #expect(error?.description.hasPrefix(says) == true, "\(error?.description ?? "nothing")")
    }

    @Test(arguments: [
        ("2024-02-29", true), ("2023-02-29", false), ("1900-02-29", false), ("2000-02-29", true),
        ("2026-04-31", false), ("2026-13-01", false), ("2026-00-10", false), ("2026-1-1", false), ("٢٠٢٦-01-01", false),
        ("2026-01-01T00:00", false),
    ])
    func `a day is a day of the calendar`(text: String, isDay: Bool) {
        #expect(Day(text).map(\.description) == (isDay ? text : nil))
    }
}

@Suite struct BaselineTests {
    private func baseline() throws -> Baseline {
        let evidence = Samples.evidence(
            Samples.run(
                9, "역전파 \u{1F427}\u{E0061}", .weakref([Slot(type: "Node", field: "parent")]), parameters: ["n": "3"]),
            findings: [Samples.finding("ffff"), Samples.finding()], iterations: 4, reads: [Samples.read(2)])
        var gate = try Samples.gate(after: Samples.evidence(Samples.run(7, "b")), evidence)
        gate.baseline?.peakMayGrowPercent = 25
        return try #require(gate.baseline)
    }

    @Test func `it reads back as it was written, whatever a program is called`() throws {
        let baseline = try baseline()
        #expect(try Baseline(BaselineJSON().text(baseline), file: "b.json") == baseline)
    }

    @Test func `it is sorted, and says nothing that another recording would change`() throws {
        let text = BaselineJSON().text(try baseline())
        let again = try Samples.gate(
            after: Samples.evidence(
                Samples.run(
                    70, "역전파 \u{1F427}\u{E0061}", .weakref([Slot(type: "Node", field: "parent")]),
                    parameters: ["n": "3"]),
                findings: [Samples.finding(), Samples.finding("ffff")], iterations: 4,
                reads: [Samples.read(2, line: 99)]),
            Samples.evidence(Samples.run(90, "b")))
        var baseline = try #require(again.baseline)
        baseline.peakMayGrowPercent = 25
        #expect(BaselineJSON().text(baseline) == text)
        let strong = try #require(text.range(of: "\"b\""))
        let weak = try #require(text.range(of: "\"역전파"))
        #expect(strong.lowerBound < weak.lowerBound)
    }

    @Test func `what a person set stays as it is written anew, and so do runs that were not asked for`() throws {
        var gate = Gate(baseline: try baseline(), today: try #require(Samples.today))
        gate.baseline = try gate.newBaseline(from: [Samples.evidence(Samples.run(1, "c"))], isWhole: false)
        #expect(gate.baseline?.peakMayGrowPercent == 25)
        #expect(gate.baseline?.entries.map(\.subject.program) == ["b", "c", "역전파 \u{1F427}\u{E0061}"])
        gate.baseline = try gate.newBaseline(from: [Samples.evidence(Samples.run(1, "c"))], isWhole: true)
        #expect(gate.baseline?.entries.map(\.subject.program) == ["c"])
    }

    @Test(arguments: [
        (RunStatus.interrupted, TraceError.Code.badData), (.stopped, .badData), (.recording, .badData),
        (.failed, .programFailed),
    ])
    func `a run that did not finish is no measure`(status: RunStatus, code: TraceError.Code) throws {
        let gate = Gate(today: try #require(Samples.today))
        let evidence = [Samples.evidence(Samples.run(1, status: status))]
        let error = #expect(throws: TraceError.self) { try gate.newBaseline(from: evidence, isWhole: true) }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        ("{\"schemaVersion\": 3, \"runs\": []}", "b.json:1: this is version 3 of a baseline"),
        ("{\"schemaVersion\": 1}", "b.json:1: runs is missing"),
        ("{\"schemaVersion\": 1,\n\"runs\": [{}]}", "b.json:2: program is missing"),
        ("{\"schemaVersion\": 1,\n\"runs\": [],\n\"peakMayGrowPercent\": -1}", "b.json:3: here stands a whole number"),
        ("{\"schemaVersion\": 1,\n\"runs\": [],\n\"peakMayGrowPercent\": 9999999}", "b.json:3: a peak may grow by 10"),
        ("{\"schemaVersion\": 99999999999999999999, \"runs\": []}", "b.json:1: here stands a whole number"),
        ("not a baseline", "b.json:1: here stand keys"),
    ])
    func `a baseline that is wrong is told by name and line`(text: String, says: String) {
        let error = #expect(throws: TraceError.self) { try Baseline(text, file: "b.json") }
        #expect(error?.description.hasPrefix(says) == true, "\(error?.description ?? "nothing")")
    }
}
