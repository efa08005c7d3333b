import Foundation
import LeakAnalysis
import ObjectPrograms
import Testing
import TraceModel

/// Random programs, with the CPython of this machine as the judge.
///
/// `DEZERO_TRACE_FUZZ_PROGRAMS` says how many (200 unless told), `DEZERO_TRACE_FUZZ_SEED` the first of them.
@Suite("Random programs, beside CPython")
struct DifferentialTests {
    static let python: String? = {
        for name in ["python3.11", "python3", "python3.12"] {
            let version = try? Subprocess.output(
                "/usr/bin/env", [name, "-c", "import sys, numpy; print(sys.version_info[:2])"])
            if version == "(3, 11)\n" { return name }
        }
        return nil
    }()

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `every count, deinit, output and leak is the same`() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["DEZERO_TRACE_FUZZ_PROGRAMS"].flatMap { Int($0) } ?? 200
        let first = environment["DEZERO_TRACE_FUZZ_SEED"].flatMap { Int($0) } ?? Int.random(in: 1...1_000_000_000)
        let driver = Fixtures.folder.appending(path: "tools/differential.py").path
        let judge = try Subprocess(
            "/usr/bin/env",
            [try #require(Self.python), driver, "--serve", "--first", "\(first)", "--count", "\(count)"])
        while let question = judge.readLine() { judge.write(try answer(question)) }
        let (status, report) = judge.finish()
        #expect(status == 0, "seeds \(first)..<\(first + count): \(report)")
        #expect(report.contains("0 differences"), "\(report)")
    }

    /// Runs `FILE [TYPE.FIELD]...` and tells what happened in one line.
    private func answer(_ question: String) throws -> String {
        let words = question.split(separator: " ").map(String.init)
        let answer: [String: Any]
        do {
            let run = try ProgramRun(try ObjectProgram(path: words[0]), weak: words.dropFirst().compactMap { Slot($0) })
            let steps = run.steps.map { step in
                [
                    "line": step.line, "source": step.source, "deinit": step.deinits, "output": step.output,
                    "counts": Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: +),
                ] as [String: Any]
            }
            answer = [
                "steps": steps, "leaked": run.leaked, "collected": run.collected, "failure": run.failure ?? NSNull(),
            ]
        } catch {
            answer = ["refused": "\(error)"]
        }
        return String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self)
    }
}
