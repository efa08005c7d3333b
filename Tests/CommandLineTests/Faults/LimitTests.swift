import Foundation
import Testing

@Suite struct LimitTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.write("class Node:\n    pass\n\nwhile True:\n    a = Node()\n    a.self = a\n", "endless.py")
    }

    @Test func `a run that writes too much is stopped, told, kept and never passed`() throws {
        let outcome = try workplace.run("record", "endless.py", "cycle", "--design", "strong", "--max-size", "1M")
        #expect(outcome.status == 1)
        let what = "endless.py/strong stopped: size: its recording passed 1M"
        #expect(outcome.errors == "dezero-trace: \(what); --max-size allows more; what it did so far is kept\n")
        #expect(outcome.output.contains("endless.py/strong  stopped: size\n"))
        #expect(outcome.output.contains("cycle/strong       3 objects, 3 leaked\n"))

        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["status"] as? String } == ["stopped", "finished"])
        #expect(runs.map { $0["failure"] as? String } == ["size", nil])
        #expect(try #require(runs[0]["events"] as? Int) > 1_000)
        // Four buffers are under way at once, and a debug build takes its time.
        let bytes = try FileManager.default.attributesOfItem(atPath: workplace.place("dezero-trace.sqlite").path)[.size]
        #expect((500_000..<30_000_000).contains(try #require(bytes as? Int)))

        #expect(try workplace.output("runs").contains("stopped: size"))
        let report = try workplace.output("report", "endless.py/strong")
        #expect(report.contains("No verdict: as written it was stopped."))
        #expect(report.contains("Partial: `strong` was stopped after"))
        let check = try workplace.run("check", "endless.py/strong")
        #expect(check.status == 65)
        #expect(check.output.contains("stopped: size after"))
        try workplace.output("why", "endless.py/strong", "Node#1")
    }

    @Test(arguments: [
        "while True:\n    a = [a]\n", "L = [i for i in range(1000000000000)]\n", "L = [0] * 200000000\n",
        "s = 'ab' * 100000000\n", "import numpy as np\na = np.random.randn(200000000)\n",
    ])
    func `a run that takes too much memory is stopped before it has it`(_ text: String) throws {
        try workplace.write("a = []\n" + text, "large.py")
        let outcome = try workplace.run("record", "large.py", "--max-memory", "80M", "--writer", "pages")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "dezero-trace: large.py/strong stopped: memory: it takes more memory than 80M; --max-memory allows "
                + "more, and --set may make it smaller; what it did so far is kept\n")
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["failure"] as? String } == ["memory"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM])
    func `a single statement without end hears a signal`(signal: Int32) throws {
        // Sixty-fold nests have more pairs than there are seconds since the beginning of the world.
        let nests = "L = [1]\nM = [1]\nfor i in range(60):\n    L = [L, L]\n    M = [M, M]\nprint(L == M)\n"
        let program = try Workplace()
        try program.write(nests, "nests.py")
        let logs = try Logs()
        let process = try workplace.start(["record", program.place("nests.py").path, "--quiet"], logs: logs)
        defer { process.terminate() }
        let hidden = workplace.place(".dezero-trace.sqlite.recording").path
        while !FileManager.default.fileExists(atPath: hidden) { usleep(20_000) }
        usleep(500_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(try logs.outcome(of: process).status == 128 + signal)
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["status"] as? String } == ["interrupted"])
    }

    @Test func `arrays that no memory holds are a failed program, also in Swift`() throws {
        let outcome = try workplace.run(
            "record", "mlp", "--design", "strong", "--set", "n=1000000", "--set", "hidden=10000")
        #expect(outcome.status == 1)
        let why = "MemoryError: an array of the shape (1000000, 10000) has more than 268435456 numbers"
        #expect(outcome.errors.hasPrefix("dezero-trace: mlp/strong failed: \(why) (Scenarios/DezeroMlp.swift:"))
    }

    @Test func `a program that is no file of sensible size is refused`() throws {
        let line = Data(("# " + String(repeating: "x", count: 1_000) + "\n").utf8)
        var text = Data(capacity: 68_000_000)
        for _ in 0..<67_200 { text.append(line) }
        try text.write(to: workplace.place("huge.py"))
        let outcome = try workplace.run("record", "huge.py")
        #expect(outcome.status == 65)
        #expect(outcome.errors == "dezero-trace: huge.py has more than 64 MB; make it shorter\n")
    }
}
