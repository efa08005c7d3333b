import Foundation
import Testing

/// A program must not notice that it is observed: fixtures/tools/observed.py runs each plain and observed.
@Suite struct UndisturbedTests {
    @Test(.enabled(if: !Pythons.all.isEmpty, "there is no CPython from 3.9 to 3.13"), .timeLimit(.minutes(10)))
    func `output, errors and status are those of a plain run, however a program is started`() throws {
        let workplace = try Workplace()
        let python = try #require(Pythons.usual.first)
        let script = Repository.root.appending(path: "fixtures/tools/observed.py").path
        let outcome = try workplace.run(
            [script, "--tool", try Tool.path, "--quick", "--pythons", python.path], of: python.path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("commands plain and observed with \(python.version)"))
        #expect(outcome.output.hasSuffix("0 differences\n"))
    }

    private static let old = ["2.7", "3.8"].compactMap { version -> String? in
        let folder = NSString(string: "~/.pyenv/versions").expandingTildeInPath
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.first { $0.hasPrefix(version + ".") }.map { "\(folder)/\($0)/bin/python" }
    }

    @Test(.enabled(if: !old.isEmpty, "there is no CPython 2.7 or 3.8"), arguments: old)
    func `an interpreter that is too old runs as ever, and a sentence says that it was not observed`(
        path: String
    ) throws {
        let workplace = try Workplace()
        let outcome = try workplace.run(["record", "--", path, "-c", "print(6 * 7)"])
        #expect(outcome.output == "42\n")
        let isKnown = path.contains("/3.8.")
        #expect(
            outcome.errors.contains(
                isKnown ? "not observed: Python 3.8 was not tried; 3.9 to 3.13 are" : "nothing was observed: \(path)"))
        #expect(outcome.status == (isKnown ? 0 : 1))
    }
}
