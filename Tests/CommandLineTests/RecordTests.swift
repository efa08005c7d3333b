import Foundation
import GoldenFiles
import Testing

@Suite struct RecordTests {
    @Test func `a command without -- before it is told so, and a program of ours may be executable`() throws {
        let workplace = try Workplace()
        #expect(try workplace.run("record", "ls").errors.contains("put -- before it: dezero-trace record -- ls"))
        try workplace.write("class Node:\n    pass\n\na = Node()\n", "tree")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: workplace.place("tree").path)
        #expect(try workplace.run("record", "./tree", "--design", "strong").status == 0)
    }

    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.tags(.golden)) func `without a program it records the book's, each under strong and under what it declares`()
        throws
    {
        try expectGolden(workplace.output("record"), "record.txt")
        #expect(try FileManager.default.contentsOfDirectory(atPath: workplace.path) == ["dezero-trace.sqlite"])
    }

    @Test func `the leaked figures are those of CPython`() throws {
        try workplace.output("record")
        let runs = try #require(try workplace.json("report")["runs"] as? [[String: Any]])
        let leaked = try runs.map { run in
            let objects = try #require(run["objects"] as? [String: Any])
            return "\(run["program"] ?? "")/\(run["design"] ?? "") \(objects["leaked"] ?? "")"
        }
        #expect(
            leaked == [
                "chain/strong 0", "chain-domino/strong 0", "cycle/strong 3", "cycle/weakref 0", "weakref/strong 0",
                "dezero-square/strong 7", "dezero-square/weakref 0", "dezero-loop/strong 70", "dezero-loop/weakref 0",
            ])
    }

    @Test(arguments: ["recording.sqlite", "two words.sqlite", "it's.sqlite", "-.sqlite"])
    func `its last line is a command that can be typed`(database: String) throws {
        let output = try workplace.output("record", "cycle", "--database=\(database)")
        let next = try #require(output.split(separator: "\n").last)
        let shell = Process()
        let pipe = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let folder = URL(fileURLWithPath: try Tool.path).deletingLastPathComponent().path
        shell.arguments = ["-c", "PATH='\(folder)':$PATH; \(next)"]
        shell.currentDirectoryURL = URL(fileURLWithPath: workplace.path)
        shell.environment = Tool.environment
        shell.standardOutput = pipe
        try shell.run()
        let report = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        #expect(report.hasPrefix("cycle\n"))
    }

    @Test func `quiet says nothing`() throws {
        #expect(try workplace.run("record", "cycle", "--quiet") == Outcome(status: 0, output: "", errors: ""))
        #expect(try names(of: workplace.json("runs")) == ["cycle/strong", "cycle/weakref"])
    }

    /// What `advise` finds is what `record` takes, and the run is found by its design's name.
    @Test func `what a function captures is a slot from advice to the report`() throws {
        let slot = "attach.<locals>.<lambda>.a"
        try workplace.write(
            """
            class A:
                pass
            def attach(a):
                a.cb = lambda: a
                a.me = a.cb() is a
            for i in range(5):
                attach(A())
            """, "attach.py")
        #expect(try workplace.json("advise", "attach.py")["recommendedSlots"] as? [String] == [slot])
        try workplace.output("record", "attach.py", "--design", "strong", "--weak", slot)
        #expect(try names(of: workplace.json("runs")) == ["attach.py/strong", "attach.py/\(slot)"])
        let runs = try #require(try workplace.json("report", "attach.py/\(slot)")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["weakSlots"] as? [String] } == [[slot]])
        let leaked = runs.compactMap { ($0["objects"] as? [String: Any])?["leaked"] as? Int }
        #expect(leaked == [0])
    }

    @Test func `slots named with weak are one design, slots named with design one each`() throws {
        try workplace.output("record", "cycle", "--weak", "obj.b", "--weak", "obj.a")
        try workplace.output("record", "cycle", "--design", "obj.c", "--design", "obj.b+obj.c", "--design", "strong")
        #expect(
            try names(of: workplace.json("runs")) == [
                "cycle/obj.a+obj.b", "cycle/obj.c", "cycle/obj.b+obj.c", "cycle/strong",
            ])
    }

    @Test func `a design that is named twice is recorded once`() throws {
        try workplace.output("record", "cycle", "--design", "strong", "--design", "strong")
        #expect(try names(of: workplace.json("runs")) == ["cycle/strong"])
    }

    @Test func `in the standard suite a design is recorded where it is declared`() throws {
        try workplace.output("record", "--design", "weakref")
        #expect(
            try names(of: workplace.json("runs")) == ["cycle/weakref", "dezero-square/weakref", "dezero-loop/weakref"])
    }

    @Test func `iterations and parameters change what runs`() throws {
        try workplace.output("record", "dezero-loop", "--design", "strong", "--iterations", "3", "--set", "dim=5")
        try workplace.output("record", "ring", "--design", "strong", "--set", "n=4")
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["objects"] as? Int } == [21, 4])
    }

    @Test func `the database is where the option says, else where the environment says`() throws {
        let environment = ["DEZERO_TRACE_DATABASE": "elsewhere.sqlite"]
        #expect(try workplace.run(["record", "chain"], environment: environment).status == 0)
        let explicit = ["record", "chain", "--database", "here.sqlite"]
        #expect(try workplace.run(explicit, environment: environment).status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workplace.path).sorted() == [
                "elsewhere.sqlite", "here.sqlite",
            ])
    }

    @Test func `a file is recorded under its name without the ending`() throws {
        try workplace.write("class A:\n    pass\n\na = A()\na.me = a\na = None\n", "self loop.py")
        try workplace.output("record", "self loop.py")
        #expect(try names(of: workplace.json("runs")) == ["self loop.py/strong"])
        let report = try workplace.output("report", "self loop.py/strong")
        #expect(report.contains("An object that holds itself"))
        #expect(report.contains("self loop.py:5  a.me = a"))
    }

    @Test func `a file outside the language is told all that is refused in one go, and status 65`() throws {
        try workplace.write("import json\nx = 1\nassert x\ny = {x}\nassert y\n", "plain.py")
        let outcome = try workplace.run("record", "plain.py")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                dezero-trace: plain.py is refused for 3 reasons, in 4 places:
                  plain.py:1:8: the module 'json'; do without it; the modules are weakref, gc, sys and numpy
                  plain.py:3:1: an 'assert' statement (2 places: lines 3, 5); write if not ...: raise ValueError(...)
                  plain.py:4:5: a set; use a list, or a dict with True as values
                The object language is a small part of Python: docs/object-programs.md lists all of it.

                """)
        try workplace.write("!ls\nassert 1\n", "cell.py")
        #expect(try !workplace.run("record", "cell.py").errors.contains("small part of Python"))
    }

    @Test func `a program that fails is recorded up to there, said, and status 1`() throws {
        try workplace.write("class A:\n    pass\n\na = A()\nb = a.missing\nc = A()\n", "fails.py")
        let outcome = try workplace.run("record", "fails.py")
        #expect(outcome.status == 1)
        let failure = "AttributeError: 'A' object has no attribute 'missing'"
        #expect(
            outcome.errors == "dezero-trace: fails.py/strong failed: \(failure) (fails.py:5: b = a.missing)\n")
        #expect(outcome.output.contains("fails.py/strong  1 object, 0 leaked so far: the program failed\n"))
        let report = try workplace.output("report").replacing(/\s+/, with: " ")
        #expect(report.contains("Partial: `strong` failed"))
        #expect(report.contains("(\(failure) (fails.py:5: b = a.missing))"))
        #expect(try workplace.json("runs")["runs"] as? [[String: Any]] != nil)
    }

    @Test func `an endless program is stopped where the limit says`() throws {
        try workplace.write("n = 0\nwhile True:\n    n = n + 1\n", "endless.py")
        let outcome = try workplace.run("record", "endless.py", "--max-statements", "1000")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("dezero-trace: endless.py/strong failed: StatementLimit: "))
    }
}

/// `PROGRAM/DESIGN` of every run that `runs --format json` lists.
func names(of document: [String: Any]) throws -> [String] {
    let runs = try #require(document["runs"] as? [[String: Any]])
    return runs.map { "\($0["program"] ?? "")/\($0["design"] ?? "")" }
}
