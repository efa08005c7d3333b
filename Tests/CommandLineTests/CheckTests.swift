import Foundation
import Testing

/// A row of the table of exit statuses in docs/gate.md: what is done to a recording, and how the check ends.
struct GateRow: Sendable, CustomTestStringConvertible {
    /// The row's first cell.
    var testDescription: String
    var status: Int32
    /// What the text must say.
    var says: String
    var arguments = ["--baseline", "baseline.json"]
    /// What happens between the baseline and the check.
    var prepare: @Sendable (Workplace) throws -> Void

    static let leaking = "class Node:\n    pass\n\na = Node()\na.parent = a\na = None\n"
    static let clean = "class Node:\n    pass\n\na = Node()\na = None\n"

    private static let known = """
        leaks:
          - path: Node.parent
            program: program
            design: strong
            owner: me
            reason: a test
            expires: 2999-12-31
        """

    private static func record(_ text: String, _ more: String...) -> @Sendable (Workplace) throws -> Void {
        { workplace in
            try workplace.write(text, "program.py")
            _ = try workplace.run(["record", "program.py", "--design", "strong", "--quiet"] + more)
        }
    }

    /// Stops a recording once some of it can be read.
    private static func interrupt(_ workplace: Workplace) throws {
        try workplace.write(SignalTests.endless, "endless.py")
        let process = try workplace.start(["record", "endless.py", "--design", "strong"], logs: try Logs())
        defer { process.terminate() }
        var events = 0
        while events == 0, process.isRunning {
            usleep(20_000)
            let runs = try workplace.json("runs")["runs"] as? [[String: Any]]
            events = runs?.first { $0["program"] as? String == "endless.py" }?["events"] as? Int ?? 0
        }
        process.terminate()
        process.waitUntilExit()
    }

    private static func sql(_ sql: String) -> @Sendable (Workplace) throws -> Void {
        { _ = try StockShell.run($0.place("dezero-trace.sqlite").path, sql) }
    }

    static let all = [
        GateRow(testDescription: "nothing is worse", status: 0, says: "PASSED", prepare: record(clean)),
        GateRow(testDescription: "a leak of the baseline is gone", status: 0, says: "fixed: 1 cycle gone") {
            try record(leaking)($0)
            try $0.output("check", "--baseline", "baseline.json", "--update-baseline")
            try record(clean)($0)
        },
        GateRow(
            testDescription: "every leak is a known one", status: 0, says: "known until 2999-12-31 to me",
            arguments: ["--baseline", "baseline.json", "--known", "known.yaml"]
        ) {
            try record(leaking)($0)
            try $0.write(known, "known.yaml")
        },
        GateRow(
            testDescription: "a known leak matched nothing or has expired", status: 0, says: "matched nothing",
            arguments: ["--baseline", "baseline.json", "--known", "known.yaml"]
        ) {
            try record(clean)($0)
            try $0.write(known, "known.yaml")
        },
        GateRow(
            testDescription: "the same with `--strict`", status: 1, says: "matched nothing",
            arguments: ["--baseline", "baseline.json", "--known", "known.yaml", "--strict"]
        ) {
            try record(clean)($0)
            try $0.write(known, "known.yaml")
        },
        GateRow(
            testDescription: "a new leak", status: 1, says: "new leak: 1 object in 1 cycle", prepare: record(leaking)),
        GateRow(
            testDescription: "a leak, and no baseline", status: 1, says: "without a baseline: 1 new leak",
            arguments: [], prepare: record(leaking)),
        GateRow(
            testDescription: "collected: a leak that only a collection of the program freed", status: 1,
            says: "new leak: 1 object in 1 cycle, 56 bytes, freed only by collections",
            prepare: record("import gc\n" + leaking + "gc.collect()\n")),
        GateRow(
            testDescription: "the same with `--collected ignore`", status: 0, says: "PASSED",
            arguments: ["--baseline", "baseline.json", "--collected", "ignore"],
            prepare: record("import gc\n" + leaking + "gc.collect()\n")),
        GateRow(
            testDescription: "growth: what every pass leaves within reach", status: 1,
            says: "new leak: 1 object and 56 bytes a pass, held by `keep`",
            prepare: record("class Node:\n    pass\n\nkeep = []\nfor i in range(20):\n    keep.append(Node())\n")),
        GateRow(
            testDescription: "moved: a leak of the baseline that another function closes", status: 1,
            says: "closed in `good()`, in `bad()` in the baseline"
        ) {
            let bad = "class A:\n    pass\n\ndef bad():\n    a = A()\n    a.x = a\n\n"
            let good = "def good():\n    c = A()\n    c.x = c\n\nbad()\ngood()\n"
            try record(bad + good.replacing("    c.x = c\n", with: ""))($0)
            try $0.output("check", "--baseline", "baseline.json", "--update-baseline")
            try record(bad.replacing("    a.x = a\n", with: "") + good)($0)
        },
        GateRow(
            testDescription: "same name: two files are recorded under one name", status: 1, says: "shares its name with"
        ) { workplace in
            let folder = workplace.place("other")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try workplace.write(clean, "other/program.py")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try Tool.path)
            process.arguments = ["record", "program.py", "--quiet", "--database", "../dezero-trace.sqlite"]
            process.currentDirectoryURL = folder
            try process.run()
            process.waitUntilExit()
        },
        GateRow(testDescription: "more cycles or kept objects an iteration", status: 1, says: "2 cycles, 1 before") {
            try record(leaking)($0)
            try $0.output("check", "--baseline", "baseline.json", "--update-baseline")
            try record(leaking + "b = Node()\nb.parent = b\nb = None\n")($0)
        },
        GateRow(
            testDescription: "a peak past its bound", status: 1, says: "past its bound of",
            prepare: record("class Node:\n    pass\n\na = Node()\nb = Node()\na = b = None\n")),
        GateRow(testDescription: "a weak read that began to find nothing", status: 1, says: "print(w())") {
            let read = "import weakref\n\nclass Node:\n    pass\n\na = Node()\nw = weakref.ref(a)\nprint(w())\n"
            try record(read)($0)
            try $0.output("check", "--baseline", "baseline.json", "--update-baseline")
            try record(read.replacing("print", with: "a = None\nprint"))($0)
        },
        GateRow(
            testDescription: "another collector than the baseline's", status: 1, says: "record with the collector none",
            prepare: record(clean, "--collector", "cpython-3.12")),
        GateRow(
            testDescription: "failed: a program that failed", status: 1, says: "the program failed: NameError",
            prepare: record(clean + "missing\n")),
        GateRow(testDescription: "undecided: an interrupted run", status: 65, says: "interrupted after") {
            try interrupt($0)
        },
        GateRow(testDescription: "a stopped run", status: 65, says: "stopped: size after") {
            try $0.write("while True:\n    x = [1]\n", "program.py")
            #expect(try $0.run("record", "program.py", "--design", "strong", "--max-size", "1M").status == 1)
        },
        GateRow(testDescription: "a missing run", status: 65, says: "missing: the baseline has it") {
            try FileManager.default.removeItem(at: $0.place("dezero-trace.sqlite"))
            try $0.output("record", "chain", "--quiet")
        },
        GateRow(testDescription: "a damaged run", status: 65, says: "damaged: ") {
            try record(clean)($0)
            try sql("DELETE FROM event WHERE id = (SELECT max(id) FROM event)")($0)
        },
        GateRow(testDescription: "a run whose end is missing", status: 65, says: "damaged: ") {
            try record(clean)($0)
            // As if the last batch had never been written.
            try sql(
                """
                DELETE FROM event WHERE id >= (SELECT first_event FROM run WHERE id = 2);
                DELETE FROM batch WHERE run = 2;
                """)($0)
        },
        GateRow(testDescription: "both", status: 65, says: "new leak: 1 object") {
            try interrupt($0)
            try record(leaking)($0)
        },
        GateRow(testDescription: "no run at all", status: 65, says: "nothing is proven", arguments: []) {
            try sql("DELETE FROM run")($0)
        },
        GateRow(
            testDescription: "a baseline or a file of known leaks that cannot be read", status: 65,
            says: "bad.json:1: ",
            arguments: ["--baseline", "bad.json"]
        ) { try $0.write("[]", "bad.json") },
        GateRow(
            testDescription: "no such baseline or file of known leaks", status: 66,
            says: "there is no baseline no.json",
            arguments: ["--baseline", "no.json"]
        ) { _ in },
    ]
}

@Suite struct CheckTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.enabled(if: StockShell.path != nil, "sqlite3 is not installed"), arguments: GateRow.all)
    func `every row of the table of exit statuses is true`(row: GateRow) throws {
        try workplace.write(GateRow.clean, "program.py")
        try workplace.output("record", "program.py", "--design", "strong", "--quiet")
        try workplace.output("check", "--baseline", "baseline.json", "--update-baseline")
        try row.prepare(workplace)
        let outcome = try workplace.run(["check"] + row.arguments)
        #expect(outcome.status == row.status, "\(outcome)")
        #expect(outcome.unbroken.contains(row.says), "\(outcome)")
        // The formats are other words for the same; that is tried once a status.
        guard ["nothing is worse", "a new leak", "undecided: an interrupted run"].contains(row.testDescription) else {
            return
        }
        for format in ["json", "junit", "sarif", "github", "markdown"] {
            #expect(try workplace.run(["check", "--format", format] + row.arguments).status == row.status)
        }
    }

    @Test func `the table of the documentation has these rows`() throws {
        let text = try Repository.text("docs/gate.md")
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 2 && Int32(cells[1]) != nil ? "\(cells[0]) \(cells[1])" : nil
        }
        #expect(
            Set(rows) == Set(GateRow.all.map { "\($0.testDescription) \($0.status)" } + ["a run still recording 65"]))
    }

    @Test(.timeLimit(.minutes(1))) func `a run that is still recording proves nothing`() throws {
        let logs = try Logs()
        let process = try workplace.start(
            [
                "record", "dezero-loop", "--iterations", "1000000000", "--set", "dim=1", "--design", "strong",
                "--writer", "statements",
            ], logs: logs)
        defer { process.terminate() }
        var outcome = try workplace.run("check")
        while !outcome.output.contains("dezero-loop"), process.isRunning {
            usleep(50_000)
            outcome = try workplace.run("check")
        }
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("dezero-loop/strong  still recording"))
    }

    @Test func `a baseline is the same however often it is recorded`() throws {
        try workplace.output("record", "--quiet")
        #expect(
            try workplace.output("check", "--baseline", "b.json", "--update-baseline").hasPrefix("Wrote b.json: 9 runs")
        )
        let first = try workplace.read("b.json")
        try workplace.output("record", "--quiet")
        #expect(
            try workplace.output("check", "--baseline", "b.json", "--update-baseline").contains("Nothing is different"))
        #expect(try workplace.read("b.json") == first)
        // No other file is left behind.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: workplace.path).sorted()
                == ["b.json", "dezero-trace.sqlite"])
    }

    @Test func `a baseline of some runs keeps the others`() throws {
        try workplace.output("record", "cycle", "chain", "--quiet")
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        let text = try workplace.output("check", "chain/strong", "--baseline", "b.json", "--update-baseline")
        #expect(text.hasPrefix("Wrote b.json: 3 runs"))
        let other = try workplace.run("check", "chain/strong", "--baseline", "b.json")
        #expect(other.status == 0)
        #expect(other.output.hasPrefix("PASSED  1 run against"))
    }

    @Test func `what is no baseline is not overwritten, and a failed program makes none`() throws {
        try workplace.output("record", "cycle", "--quiet")
        try workplace.write("precious", "notes.txt")
        let refused = try workplace.run("check", "--baseline", "notes.txt", "--update-baseline")
        #expect(refused.status == 65)
        #expect(try workplace.read("notes.txt") == "precious")
        try workplace.write("missing\n", "failing.py")
        _ = try workplace.run("record", "failing.py", "--quiet")
        let failed = try workplace.run("check", "--baseline", "b.json", "--update-baseline")
        #expect(failed.status == 1)
        #expect(failed.errors.contains("failing.py/strong, failed, so it is no measure"))
        #expect(!FileManager.default.fileExists(atPath: workplace.place("b.json").path))
    }

    @Test func `checking changes nothing`() throws {
        try workplace.output("record", "--quiet")
        try workplace.output("check", "--baseline", "b.json", "--update-baseline")
        let before = try workplace.contents()
        for format in ["text", "json", "junit", "sarif", "github", "markdown"] {
            #expect(try workplace.run("check", "--baseline", "b.json", "--format", format).status == 0)
        }
        #expect(try workplace.contents() == before)
        #expect(try workplace.run("check", "--format", "junit", "--output", "check.xml").status == 1)
        #expect(try workplace.read("check.xml").hasPrefix("<?xml"))
    }
}

extension Outcome {
    /// Everything that was said, as if lines were endless.
    var unbroken: String {
        (output + errors).split { $0.isWhitespace }.joined(separator: " ")
    }
}
