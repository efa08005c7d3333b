public import RegressionGate
public import Reporting
import TraceModel

/// `check` as JUnit XML: one test case a program and design.
///
/// A regression is a failure, a run that is not whole an error. What is only noted stands in `system-out`. With
/// a strict gate, stale known leaks are a test case of their own.
public struct CheckJUnit: Renderer {
    /// The renderer.
    public init() {}

    private struct TestCase {
        var classname: String
        var name: String
        var weight: RegressionGate.Verdict.Weight
        /// What is objected to, a line each, with the facts beneath.
        var objections: [String] = []
        var types: [String] = []
        var notes: [String] = []
    }

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        let cases = testCases(of: result)
        let counts =
            "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.weight == .failure })\" "
            + "errors=\"\(cases.count { $0.weight == .incomplete })\""
        output.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        output.write("<testsuites name=\"dezero-trace\" \(counts)>\n")
        output.write("  <testsuite name=\"dezero-trace check\" \(counts) skipped=\"0\">\n")
        for testCase in cases { add(testCase, to: &output) }
        output.write("  </testsuite>\n</testsuites>\n")
    }

    private func add(_ testCase: TestCase, to output: inout some TextOutputStream) {
        func text(_ text: String) -> String { XMLText.escape(text) }
        output.write("    <testcase classname=\"\(text(testCase.classname))\" name=\"\(text(testCase.name))\"")
        guard !testCase.objections.isEmpty || !testCase.notes.isEmpty else {
            output.write("/>\n")
            return
        }
        output.write(">\n")
        if let first = testCase.objections.first {
            let element = testCase.weight == .incomplete ? "error" : "failure"
            let more = testCase.objections.count - 1
            let message = first.prefix { $0 != "\n" } + (more == 0 ? "" : " (and \(more) more)")
            output.write(
                "      <\(element) type=\"\(text(testCase.types.first ?? ""))\" message=\"\(text(String(message)))\">")
            output.write("\(text(testCase.objections.joined(separator: "\n")))</\(element)>\n")
        }
        if !testCase.notes.isEmpty {
            output.write("      <system-out>\(text(testCase.notes.joined(separator: "\n")))</system-out>\n")
        }
        output.write("    </testcase>\n")
    }

    private func testCases(of result: GateResult) -> [TestCase] {
        var cases = result.judgements.map { judgement in
            var testCase = TestCase(
                classname: judgement.subject.program, name: judgement.subject.design, weight: judgement.weight)
            for verdictText in judgement.verdicts.map({ VerdictText($0) }) {
                guard verdictText.weight > .note else {
                    testCase.notes.append(verdictText.headline)
                    continue
                }
                let prints = verdictText.fingerprint.map { [VerdictText.Fact(title: "fingerprint", text: $0)] } ?? []
                let facts = (verdictText.facts + prints).map { "  \($0.title): \($0.text)" }
                testCase.objections.append(([verdictText.headline] + facts).joined(separator: "\n"))
                testCase.types.append(verdictText.rule.rawValue)
            }
            return testCase
        }
        if cases.isEmpty {
            cases.append(
                TestCase(
                    classname: "dezero-trace", name: "runs", weight: .incomplete, objections: [result.sentence],
                    types: [GateRule.missing.rawValue]))
        }
        let stale = result.entries.filter(\.isStale).map { "\($0.leak.place): \($0.complaint)" }
        if !stale.isEmpty {
            cases.append(
                TestCase(
                    classname: "dezero-trace", name: "known leaks", weight: result.isStrict ? .failure : .note,
                    objections: result.isStrict ? stale : [], types: ["stale-known-leak"],
                    notes: result.isStrict ? [] : stale))
        }
        return cases
    }
}
