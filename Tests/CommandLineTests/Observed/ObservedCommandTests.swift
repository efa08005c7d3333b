import Foundation
import Testing

/// `record -- COMMAND`: real programs under a real interpreter.
@Suite(.enabled(if: Interpreter.path != nil, "there is no CPython from 3.9 to 3.13"))
struct ObservedCommandTests {
    private struct Truth: Decodable {
        var leaked: [String: Int]
        var collected: [String: Int]
    }

    private static let folder = "fixtures/observed/cases"

    private static let truth =
        (try? JSONDecoder().decode(
            [String: Truth].self, from: Data(Repository.text("\(folder)/truth.json").utf8))) ?? [:]

    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func record(_ arguments: String...) throws -> Outcome {
        try workplace.run(
            ["record"] + arguments.dropLast(1) + ["--", try #require(Interpreter.path), arguments.last ?? ""])
    }

    private func lastRun() throws -> [String: Any] {
        try #require((try workplace.json("report")["runs"] as? [[String: Any]])?.last)
    }

    /// The truth was made by CPython's own collector, with the names of `__main__` dropped after the end.
    @Test(arguments: truth.keys.sorted())
    func `what a real program leaks is found, by type and count, and nothing else`(name: String) throws {
        let truth = try #require(Self.truth[name])
        try workplace.write(try Repository.text("\(Self.folder)/\(name).py"), "\(name).py")
        _ = try record("--every-look", "--quiet", "\(name).py")
        let findings = try #require(try lastRun()["findings"] as? [[String: Any]])
        var found: [Bool: [String: Int]] = [:]
        for finding in findings where finding["kind"] as? String != "growth" {
            let isLeft = try #require(finding["fate"] as? [String: Int])["left"] ?? 0 > 0
            let types = try #require(finding["types"] as? [String: Int])
            found[isLeft, default: [:]].merge(types.filter { $0.value > 0 }, uniquingKeysWith: +)
        }
        #expect(found[true] ?? [:] == truth.leaked)
        #expect(found[false] ?? [:] == truth.collected)
    }

    @Test func `the command keeps its input, output, errors and status, and ours stand behind them`() throws {
        try workplace.write(
            "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.exit(3)\n", "app.py")
        let outcome = try record("app.py")
        #expect(outcome.status == 3)
        #expect(outcome.output == "out\n")
        #expect(outcome.errors.hasPrefix("err\n   1  app.py/as-built  "))
        let run = try lastRun()
        #expect(run["source"] as? String == "cpython")
        #expect(run["program"] as? String == "app.py")
        #expect(run["exitStatus"] as? Int == 3)
        #expect(
            try workplace.run("report").output.contains(
                "Nothing leaks, as far as it came: the command ended with status 3."))
        #expect(try workplace.run("check").status == 0, "a status of the program is no leak")
    }

    /// The parent sees nothing of the agent in its environment, and its child has one nevertheless.
    @Test(arguments: [
        "subprocess.run([sys.executable, 'child.py'])", "os.execv(sys.executable, ['python', 'child.py'])",
    ])
    func `a Python that the program starts, or becomes, is a run of its own`(start: String) throws {
        try workplace.write("class Node: pass\nnode = Node()\nnode.me = node\n", "child.py")
        try workplace.write(
            """
            import os, subprocess, sys
            print([name for name in os.environ if "DEZERO" in name], "dezero-trace-" in os.environ.get("PYTHONPATH", ""))
            sys.stdout.flush()
            \(start)
            """, "parent.py")
        let outcome = try record("parent.py")
        #expect(outcome.output == "[] False\n")
        let runs = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        #expect(Set(runs.compactMap { $0["program"] as? String }) == ["parent.py", "child.py"])
        let child = try #require(runs.first { $0["program"] as? String == "child.py" })
        let findings = try #require(child["findings"] as? [[String: Any]])
        #expect(findings.map { $0["types"] as? [String: Int] } == [["Node": 1]])
    }

    @Test func `what multiprocessing starts for itself is no run, and is told by its parent`() throws {
        try workplace.write(
            """
            import multiprocessing
            def work(): pass
            if __name__ == "__main__":
                process = multiprocessing.get_context("spawn").Process(target=work)
                process.start()
                process.join()
            """, "parent.py")
        _ = try record("parent.py")
        let report = try workplace.json("report")
        #expect((report["runs"] as? [Any])?.count == 1)
        #expect(try workplace.output("report").contains("started `multiprocessing`, which nobody observed"))
    }

    /// While a collection waits an object is asked for the names that stand in files, not for its dict.
    @Test func `an attribute that another file stores has its name while the program runs`() throws {
        try workplace.write("class Node: pass\n", "models.py")
        let program = """
            import gc, models
            def main():
                a, b = models.Node(), models.Node()
                a.partner = b
                b.partner = a
            main()
            gc.collect()
            """
        try workplace.write(program, "app.py")
        _ = try record("app.py")
        _ = try workplace.run(
            "record", "--", try #require(Interpreter.path), "-c", "import sys; sys.path[0] = '.'\n" + program)
        let runs = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        #expect(runs.count == 2)
        for run in runs {
            let finding = try #require((run["findings"] as? [[String: Any]])?.first)
            let path = try #require(finding["path"] as? [[String: Any]])
            #expect(path.map { $0["field"] as? String } == ["partner", "partner"])
        }
    }

    @Test func `an attribute that no file names has none, and is not advised on`() throws {
        try workplace.write(
            """
            import gc
            class Node: pass
            def main():
                node = Node()
                setattr(node, "dyn" + str(7), node)
            main()
            gc.collect()
            """, "app.py")
        _ = try record("app.py")
        let report = try workplace.run("report").output
        #expect(report.contains("│   .?\n"), "\(report)")
        #expect(!report.contains("Make"))
    }

    @Test func `a command that is ended by a signal has a shell's status for that`() throws {
        try workplace.write("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "killed.py")
        #expect(try record("--quiet", "killed.py").status == 137)
    }

    @Test func `a ring through an exception reads as a person would say it`() throws {
        try workplace.write(
            """
            class Job:
                def run(self):
                    try:
                        raise ValueError("no")
                    except ValueError as error:
                        self.error = error
            for n in range(3):
                Job().run()
            """, "jobs.py")
        _ = try record("--quiet", "jobs.py")
        let finding = try #require((try lastRun()["findings"] as? [[String: Any]])?.first)
        let field = try #require((finding["path"] as? [[String: Any]])?.first?["field"] as? String)
        #expect(field == "error → traceback → frame of run() → self")
        #expect(finding["fate"] as? [String: Int] == ["left": 3, "collected": 0])
    }

    @Test func `what a cache holds is alive, with the path that holds it`() throws {
        try workplace.write(
            """
            import functools
            class Node:
                pass
            @functools.lru_cache(maxsize=None)
            def price(node):
                return 1
            for n in range(4):
                price(Node())
            """, "cache.py")
        _ = try record("--quiet", "cache.py")
        let alive = try #require((try lastRun()["alive"] as? [[String: Any]])?.first)
        #expect(alive["type"] as? String == "Node")
        #expect(alive["count"] as? Int == 4)
        #expect(alive["heldBy"] as? String == "__main__.price.cache{key}[0]")
    }

    /// What is made behind the last collection decides whether the end of the program is one more step of the growth.
    @Test(arguments: [
        ("", "at the marks 100, 200, 300, 300"), ("CACHE.append(Page())", "every mark (100, 200, 300, 301)"),
    ])
    func `what grows between collections that the program asks for is told by its counts`(
        end: String, told: String
    ) throws {
        try workplace.write(
            """
            import gc
            class Page: pass
            CACHE = []
            for turn in range(3):
                CACHE += [Page() for _ in range(100)]
                gc.collect()
            \(end)
            """, "grow.py")
        _ = try record("--quiet", "grow.py")
        let report = try workplace.run("report", environment: ["COLUMNS": "200"]).output
        #expect(report.contains(told), "\(report)")
    }

    @Test(arguments: [[], ["--every-look"]])
    func `a program that takes the callbacks of the collector away is not called clean`(options: [String]) throws {
        try workplace.write(
            """
            import gc
            class Node: pass
            gc.callbacks.clear()
            node = Node(); node.me = node; del node
            assert gc.collect() == 1
            """, "cleared.py")
        _ = try workplace.run(
            ["record", "--quiet"] + options + ["--", try #require(Interpreter.path), "cleared.py"])
        #expect(try workplace.run("report").output.contains("had 1 object freed by collections that no look saw"))
        #expect(try workplace.run("check").status == 65)
    }

    @Test(arguments: [["absent.py"], ["folder"], ["-m", "no_such_module"]])
    func `what was never run is not recorded as clean`(arguments: [String]) throws {
        try FileManager.default.createDirectory(at: workplace.place("folder"), withIntermediateDirectories: false)
        let outcome = try workplace.run(["record", "--", try #require(Interpreter.path)] + arguments)
        #expect(outcome.status == (arguments == ["absent.py"] ? 2 : 1))
        #expect(outcome.errors.contains("nothing was recorded: the interpreter found no program to run"))
        #expect(!FileManager.default.fileExists(atPath: workplace.place("dezero-trace.sqlite").path))
    }

    @Test func `a change that was recorded is told with its run, unless that run failed`() throws {
        try workplace.write(
            "class N:\n    def __init__(self):\n        self.me = self\n        self.k = self\nN()\n", "ok.py")
        let python = try #require(Interpreter.path)
        _ = try workplace.run(["record", "--quiet", "--", python, "ok.py"])
        #expect(try workplace.output("report").contains("if nothing is lost by it: not run."))
        _ = try workplace.run(["record", "--quiet", "--weak", "N.me", "--weak", "N.k", "--", python, "ok.py"])
        #expect(
            try workplace.output("report").contains("Make `N.k` and `N.me` weak: run 2 had it so, and nothing leaks"))
        try workplace.write(
            "class N:\n    def __init__(self):\n        self.other = None\ndef make():\n    a = N()\n    a.other = N()\n"
                + "    a.other.other = a\n    return a\na = make()\nassert a.other is not None\na = None\n", "bad.py")
        _ = try workplace.run(["record", "--quiet", "--", python, "bad.py"])
        #expect(try workplace.run(["record", "--quiet", "--weak", "N.other", "--", python, "bad.py"]).status == 1)
        let report = try workplace.output("report", "bad.py")
        #expect(report.contains("not run.") && !report.contains("had it so"), "\(report)")
    }

    @Test func `a package that fails while it is imported has run`() throws {
        try FileManager.default.createDirectory(at: workplace.place("pkg"), withIntermediateDirectories: false)
        try workplace.write(
            "class N:\n    def __init__(self):\n        self.me = self\nN()\nraise ValueError()\n", "pkg/__init__.py")
        try workplace.write("", "pkg/__main__.py")
        let outcome = try workplace.run(["record", "--", try #require(Interpreter.path), "-m", "pkg"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("; the command ended with status 1\n"), "\(outcome.errors)")
        let report = try workplace.output("report")
        #expect(report.contains("N#1") && !report.contains("it leaks nothing"), "\(report)")
    }

    @Test func `where nothing reported in, it is said, and nothing is recorded`() throws {
        let outcome = try workplace.run(["record", "--", "true"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("nothing was observed: true started no CPython"))
        #expect(!FileManager.default.fileExists(atPath: workplace.place("dezero-trace.sqlite").path))
        #expect(try workplace.run(["record", "--", "no-such-command"]).status == 66)
        #expect(try workplace.run(["record", "cycle", "--", "true"]).status == 64)
    }
}

/// An interpreter that the agent knows.
private enum Interpreter {
    static let path: String? = ["python3.11", "python3"].first { name in
        let code = "import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 13))"
        return (try? Workplace().run([name, "-c", code], of: "/usr/bin/env"))?.status == 0
    }
}
