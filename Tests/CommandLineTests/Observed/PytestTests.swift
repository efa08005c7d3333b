import Foundation
import Testing

/// `record -- pytest`, and the plugin by which a test fails that leaves a new reference cycle.
///
/// What each test of fixtures/observed/pytest leaves is known from what it does: its names say it.
@Suite(.enabled(if: !Pythons.withPytest.isEmpty, "no CPython from 3.9 to 3.13 with pytest is here: python3-pytest"))
struct PytestTests {
    let workplace: Workplace

    /// The tests that leave a ring of the user's, in the order in which they run.
    private static let leaving = ["tree", "with_fixture", "collects", "recursive", "shared_last"]

    init() throws {
        workplace = try Workplace()
        for name in ["trees.py", "test_trees.py", "pytest.ini"] {
            try workplace.write(try Repository.text("fixtures/observed/pytest/\(name)"), name)
        }
    }

    private func record(_ python: Pythons.Interpreter, _ arguments: String...) throws -> Outcome {
        try workplace.run(["record", "--quiet", "--", python.path, "-m", "pytest", "-q"] + arguments)
    }

    /// Without the launcher, with the tool on the PATH or not.
    private func run(
        _ python: Pythons.Interpreter, _ arguments: [String], hasTool: Bool = true
    ) throws -> Outcome {
        try workplace.run("pytest-plugin", "tools")
        let folder = URL(fileURLWithPath: try Tool.path).deletingLastPathComponent().path
        let path = Tool.environment["PATH"] ?? ""
        return try workplace.run(
            ["-m", "pytest", "-q", "-p", "dezero_trace_pytest"] + arguments, of: python.path,
            environment: ["PYTHONPATH": "tools", "PATH": hasTool ? "\(folder):\(path)" : path])
    }

    /// The tests with an error in the summary.
    private func failed(_ outcome: Outcome) -> Set<String> {
        let lines = outcome.output.components(separatedBy: "\n").filter { $0.hasPrefix("ERROR test_trees.py::test_") }
        return Set(lines.map { String($0.dropFirst(26).prefix { $0 != " " }) })
    }

    @Test(arguments: Pythons.withPytest)
    func `a finding says which test made it first, and in how many more it was made`(
        python: Pythons.Interpreter
    ) throws {
        let outcome = try record(python)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let run = try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.first)
        #expect(run["program"] as? String == "pytest")
        let findings = try #require(run["findings"] as? [[String: Any]])
        let seen = Dictionary(
            findings.compactMap { finding -> (String, String)? in
                let step = (finding["path"] as? [[String: Any]])?.first
                return (step?["type"] as? String).flatMap { type in
                    (finding["seenAt"] as? String).map { (type, $0) }
                }
            }
        ) { first, second in "\(first) and \(second)" }
        #expect(seen["Node"] == "test_trees.py::test_tree, then in 4 other tests")
        #expect(try #require(seen["ExceptionInfo"]).contains("test_trees.py::test_raises"))
        let nodes = findings.first { ($0["path"] as? [[String: Any]])?.first?["type"] as? String == "Node" }
        // Five tests leave a tree of a root with three children.
        #expect(nodes?["types"] as? [String: Int] == ["Node": 20])
    }

    /// What pytest's own imports leave, before any file of the user's runs, is none of theirs.
    @Test(arguments: Pythons.withPytest)
    func `a project without a ring passes`(python: Pythons.Interpreter) throws {
        try workplace.write("def test_sum():\n    assert 1 + 1 == 2\n", "test_sum.py")
        #expect(try record(python, "test_sum.py").status == 0)
        #expect(try workplace.run("report").output.contains("Nothing leaks."))
        let check = try workplace.run("check")
        #expect(check.status == 0, "\(check.output)")
    }

    @Test(arguments: Pythons.withPytest)
    func `pytest prints the same, observed or not`(python: Pythons.Interpreter) throws {
        let plain = try workplace.run(["-m", "pytest", "-q"], of: python.path)
        let observed = try record(python)
        func untimed(_ text: String) -> String { text.replacing(/in [0-9.]+s/, with: "in a while") }
        #expect(untimed(plain.output) == untimed(observed.output))
        #expect(plain.errors == observed.errors)
        #expect(plain.status == observed.status)
    }

    @Test(arguments: Pythons.withPytest)
    func `with --cycles those tests fail that leave a ring, and nobody else`(python: Pythons.Interpreter) throws {
        let outcome = try record(python, "--cycles")
        #expect(outcome.status == 1)
        #expect(failed(outcome) == Set(Self.leaving), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("11 passed, 5 errors"))
        #expect(
            outcome.output.contains(
                """
                  ╭→ Node#1
                  │   children[
                """))
        #expect(outcome.output.contains("rings through ExceptionInfo and no class of yours fail no test"))
    }

    @Test(arguments: Pythons.withPytest)
    func `what the gate's baseline has is known, and what a marker names is allowed`(
        python: Pythons.Interpreter
    ) throws {
        _ = try record(python)
        try workplace.output("check", "--baseline", "cycles.json", "--update-baseline")
        let known = try run(python, ["--cycles", "--cycles-baseline", "cycles.json"])
        #expect(known.status == 0, "\(known.output)\(known.errors)")
        let print = try #require(
            try run(python, ["--cycles"]).output.firstMatch(of: /allow_cycle\("([0-9a-f]{16})"\)/)?.1)
        try workplace.write(
            """
            import pytest
            from trees import Tree

            @pytest.mark.allow_cycle("\(print)")
            def test_named():
                Tree()

            @pytest.mark.allow_cycle("0000000000000000")
            def test_other():
                Tree()
            """, "test_allowed.py")
        let allowed = try run(python, ["--cycles", "test_allowed.py"])
        #expect(allowed.output.contains("ERROR test_allowed.py::test_other"))
        #expect(!allowed.output.contains("ERROR test_allowed.py::test_named"))
    }

    @Test(arguments: Pythons.withPytest)
    func `without dezero-trace types alone are told, and a baseline is refused`(python: Pythons.Interpreter) throws {
        let outcome = try run(python, ["--cycles"], hasTool: false)
        // Which ring keeps an object is not known then, so the one that pytest's keeps counts, too.
        #expect(failed(outcome) == Set(Self.leaving + ["raises_in_tree"]), "\(outcome.output)")
        #expect(outcome.output.contains("This test leaves objects that counting cannot free: Node 4."))
        #expect(outcome.output.contains("dezero-trace is not on the PATH: types are told, rings are not"))
        try workplace.write("{}", "cycles.json")
        let refused = try run(python, ["--cycles", "--cycles-baseline", "cycles.json"], hasTool: false)
        #expect(refused.status == 4)
        #expect(refused.errors.contains("--cycles-baseline needs dezero-trace"))
        #expect(try run(python, ["--cycles", "--cycles-baseline", "none.json"]).status == 4)
    }

    @Test(
        .enabled(if: !Pythons.withXdist.isEmpty, "no pytest with xdist: python3-pytest-xdist"),
        arguments: Pythons.withXdist)
    func `every worker of xdist has an agent, with the launcher and without`(python: Pythons.Interpreter) throws {
        // A file to each, for the last test of a module in a worker answers for what the module shares.
        try workplace.write("from trees import Tree\n\n\ndef test_more():\n    Tree()\n", "test_more.py")
        let observed = try record(python, "-n", "2", "--dist", "loadfile", "--cycles")
        #expect(failed(observed) == Set(Self.leaving), "\(observed.output)\(observed.errors)")
        #expect(observed.output.contains("ERROR test_more.py::test_more"))
        // The one that hands out the tests, and the two that run them.
        #expect((try workplace.json("runs")["runs"] as? [[String: Any]])?.count == 3)
        let own = try run(python, ["-n", "2", "--dist", "loadfile", "--cycles", "--cycles-streams", "seen"])
        #expect(failed(own) == Set(Self.leaving), "\(own.output)\(own.errors)")
        let streams = try FileManager.default.contentsOfDirectory(atPath: workplace.place("seen").path)
        #expect(streams.count == 2)
        for stream in streams {
            let outcome = try workplace.run("record", "--stream", "seen/\(stream)", "--database", "workers.sqlite")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test func `the plugin is handed out whole, and replaces nothing unasked`() throws {
        #expect(try workplace.output("pytest-plugin", "a b").contains("PYTHONPATH='a b' pytest -p dezero_trace_pytest"))
        for name in ["dezero_trace_agent.py", "dezero_trace_pytest.py"] {
            #expect(try workplace.read("a b/\(name)") == Repository.text("Sources/CPython/agent/\(name)"))
        }
        let again = try workplace.run("pytest-plugin", "a b")
        #expect(again.status == 73)
        #expect(again.errors.contains("exists already"))
        #expect(try workplace.run("pytest-plugin", "a b", "--force").status == 0)
        #expect(try workplace.run("pytest-plugin", "test_trees.py").status == 73)
    }
}
