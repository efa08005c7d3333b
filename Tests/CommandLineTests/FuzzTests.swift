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

    private func judge(_ driver: String, _ arguments: String..., tool: String? = nil) throws -> Outcome {
        let tool = try tool ?? "'\(Tool.path(of: "fuzz"))' answer"
        let command = [try #require(Self.python), Self.fixtures + "/tools/" + driver] + arguments + ["--batch", tool]
        return try Workplace().run(command, of: "/usr/bin/env")
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `an operation on a value that it is not for fails here as it does in CPython`() throws {
        let outcome = try judge("sweep.py", "--share", "100", "--offset", "7")
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.hasSuffix(" outside the language, 0 differences\n"), "\(outcome.output)")
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `a sweep finds a tool out that fails for other reasons`() throws {
        let tool = #"while read question; do echo '{"failure": "Surprise: "}'; done"#
        let outcome = try judge("sweep.py", "--share", "10000", tool: tool)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("CPython") && outcome.output.contains("Surprise"), "\(outcome.output)")
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `random programs do here what they do in CPython`() throws {
        // The same ones every time, for a gate must not be red by chance; others are for `make fuzz`.
        let outcome = try judge("differential.py", "--count", "50", "--first", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("50 programs from seed "))
        #expect(outcome.errors.hasSuffix(" runs, 0 differences\n"))
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `a tool that does something else is found out, with the smallest program that shows it`() throws {
        let tool = #"while read question; do echo '{"refused": "all"}'; done"#
        let outcome = try judge("differential.py", "--count", "1", tool: tool)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(", weak slots []: refused\n"), "\(outcome.errors)")
        // The seed, the difference, one line of program, the answer, and the sum.
        #expect(outcome.errors.count { $0.isNewline } == 5, "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix(" 1 runs, 1 differences\n"))
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `what is advised for random programs is so in CPython`() throws {
        let outcome = try judge(
            "advice_truth.py", "--count", "3", "--first", "5050", tool: "'\(Tool.path(of: "fuzz"))' advice")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix(" pairs tried, 0 faults\n"))
    }

    @Test(.enabled(if: python != nil, "there is no python3 of version 3.11 with numpy"))
    func `a tool that calls every design a fix, or finds none, is found out`() throws {
        let fix = #"{"slots": ["C0.next"], "verdict": "fixes", "printsTheSame": true, "code": null}"#
        for tried in ["", fix] {
            let tool =
                #"while read question; do echo '{"leaked": 1, "limited": false, "otherRings": false, "failure": null, "tried": [\#(tried)]}'; done"#
            let outcome = try judge("advice_truth.py", "--count", "6", "--first", "5070", "--jobs", "1", tool: tool)
            #expect(outcome.status == 1, "\(outcome.errors)")
        }
    }

    @Test func `texts that are nearly programs parse, or are refused with a place in them`() throws {
        let outcome = try Self.run(
            Tool.path(of: "fuzz"), "texts", Self.fixtures + "/programs", "--count", "800", "--first", "1")
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("\n800 texts, "))
        #expect(outcome.output.contains(" parsed, 0 failures, "))
    }

    @Test func `texts that are nearly streams are read, or refused with a place in them`() throws {
        let outcome = try Self.run(
            Tool.path(of: "fuzz"), "texts", Self.fixtures + "/streams", "--of", "streams", "--count", "800", "--first",
            "1")
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains(" parsed, 0 failures, "))
    }
}
