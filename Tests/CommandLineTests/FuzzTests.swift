import Foundation
import Testing

/// What `make fuzz` does, in small.
@Suite struct FuzzTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures").path

    /// A CPython 3.11 with numpy.
    static let python: String? = ["python3.11", "python3"].first { name in
        let version = try? run("/usr/bin/env", name, "-c", "import sys, numpy; print(sys.version_info[:2])")
        return version?.output == "(3, 11)\n"
    }

    private static func run(_ binary: String, _ arguments: String...) throws -> Outcome {
        try Workplace().run(arguments, of: binary)
    }

    private func differential(_ tool: String, count: Int) throws -> Outcome {
        let driver = Self.fixtures + "/tools/differential.py"
        return try Self.run(
            "/usr/bin/env", try #require(Self.python), driver, "--count", "\(count)", "--batch", tool)
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `random programs do here what they do in CPython`() throws {
        let outcome = try differential("'\(Tool.path(of: "fuzz"))' answer", count: 200)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("200 programs from seed "))
        #expect(outcome.errors.hasSuffix(" runs, 0 differences\n"))
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `a tool that does something else is found out, with the smallest program that shows it`() throws {
        let outcome = try differential(#"while read question; do echo '{"refused": "all"}'; done"#, count: 1)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(", weak slots []: refused\n"), "\(outcome.errors)")
        // The seed, the difference, one line of program, the answer, and the sum.
        #expect(outcome.errors.count { $0.isNewline } == 5, "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix(" 1 runs, 1 differences\n"))
    }

    @Test func `texts that are nearly programs parse, or are refused with a place in them`() throws {
        let outcome = try Self.run(
            Tool.path(of: "fuzz"), "texts", Self.fixtures + "/programs", "--count", "4000")
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("\n4000 texts, "))
        #expect(outcome.output.contains(" parsed, 0 failures, "))
    }
}
