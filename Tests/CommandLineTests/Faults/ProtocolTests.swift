import Foundation
import Testing

/// What `make torture` plays for thousands of steps, in small: the same ones every time.
@Suite struct ProtocolTests {
    static let hasPython =
        (try? Workplace().run(["python3", "-c", "import sqlite3"], of: "/usr/bin/env"))?.status == 0

    private func play(_ steps: Int, tool: String) throws -> Outcome {
        let script = Repository.root.appending(path: "fixtures/torture/torture.py").path
        return try Workplace().run(
            ["python3", script, "protocol", "--tool", tool, "--steps", String(steps), "--seed", "1"], of: "/usr/bin/env"
        )
    }

    @Test(.enabled(if: hasPython, "there is no python3"), .timeLimit(.minutes(5)))
    func `nothing that was told as recorded is missing, whatever else is done`() throws {
        let outcome = try play(150, tool: try Tool.path)
        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.hasSuffix("\n0 problems\n"), "\(outcome.output)")
    }

    @Test(.enabled(if: hasPython, "there is no python3"), .timeLimit(.minutes(5)))
    func `a tool that says it recorded and did not is found out`() throws {
        let workplace = try Workplace()
        try workplace.write("#!/bin/sh\n[ \"$1\" = record ] || exec '\(try Tool.path)' \"$@\"\n", "liar")
        chmod(workplace.place("liar").path, 0o755)
        let outcome = try play(10, tool: workplace.place("liar").path)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("was told to have the recording 1, and has there is no such file"))
    }
}
