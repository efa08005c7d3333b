import LeakAnalysis
import TraceModel

/// Values built by hand from what CPython 3.11 does with the seed's programs.
enum Samples {
    /// A run of these figures.
    static func report(
        _ id: Int, _ program: String, _ design: Design, status: RunStatus = .finished, events: Int = 52,
        allocated: Int, freed: Int = 0, collected: Int = 0, leaked: Int = 0, peak: Int? = nil,
        bytes: (allocated: Int, peak: Int, leaked: Int) = (0, 0, 0), asWritten: Bool = false, findings: [Finding] = []
    ) -> RunReport {
        let description = RunDescription(program: program, design: design, explicitWeakReferences: asWritten)
        var summary = RunSummary()
        summary.instances = counts(allocated, freed, collected, leaked)
        summary.byKind = ["instance": summary.instances]
        summary.peakInstances = peak ?? allocated
        summary.bytes.allocated = bytes.allocated
        summary.bytes.peak = bytes.peak
        summary.bytes.leaked = bytes.leaked
        let run = RunInfo(
            id: id, description: description, status: status, startedAt: "2026-11-23T10:00:0\(id % 10)Z",
            finishedAt: status == .finished ? "2026-11-23T10:00:0\(id % 10)Z" : nil, events: events)
        return RunReport(run: run, summary: summary, findings: findings)
    }

    static func counts(_ allocated: Int, _ freed: Int, _ collected: Int, _ leaked: Int) -> RunSummary.Counts {
        var counts = RunSummary.Counts()
        counts.allocated = allocated
        counts.deinitialized = freed
        counts.collected = collected
        counts.leaked = leaked
        return counts
    }

    static func moment(_ file: String, _ line: Int, _ statement: String, _ seq: Int) -> Finding.Moment {
        Finding.Moment(file: file, line: line, statement: statement, seq: seq)
    }

    static func figures(_ report: RunReport) -> RunFigures {
        RunFigures(
            allocated: report.summary.instances.allocated, leaked: report.summary.instances.leaked,
            findings: report.findings.count, peakBytes: report.summary.bytes.peak)
    }

    /// A ring of `Node.next`.
    static func ring(of count: Int) -> Finding {
        let path = (1...count).map { index in
            Finding.Step(
                object: "Node#\(index)", type: "Node", field: "next", target: "Node#\(index == count ? 1 : index + 1)")
        }
        return Finding(
            fingerprint: "77aa10e3c2b4d5f6", kind: count == 1 ? .selfReference : .cycle, path: path, left: 1,
            objectsInCycle: count, objectsKept: 0, retainedBytes: 56 * count,
            closedBy: moment("ring.py", 12, "last.next = first", 9 * count),
            orphanedBy: moment("ring.py", 13, "first = last = None", 9 * count + 3))
    }
}

extension Samples {
    /// The seed's three objects that hold each other: 3 leak, and weakening `obj.a` frees them.
    static var cycle: Comparison {
        let finding = Finding(
            fingerprint: "0123abcd4567ef89", kind: .cycle,
            path: [
                Finding.Step(object: "obj#1", type: "obj", field: "b", target: "obj#2"),
                Finding.Step(object: "obj#2", type: "obj", field: "c", target: "obj#3"),
                Finding.Step(object: "obj#3", type: "obj", field: "a", target: "obj#1"),
            ],
            ring: ["obj.a", "obj.b", "obj.c"], left: 1, objectsInCycle: 3, objectsKept: 0, retainedBytes: 168,
            closedBy: moment("cycle.py", 10, "c.a = a", 31),
            orphanedBy: moment("cycle.py", 12, "a = b = c = None", 40))
        return Comparison(
            program: "cycle",
            runs: [
                report(1, "cycle", .strong, allocated: 3, leaked: 3, bytes: (168, 168, 168), findings: [finding]),
                report(
                    2, "cycle", .weakref([Slot(type: "obj", field: "a")]), allocated: 3, freed: 3,
                    bytes: (240, 240, 0)),
            ],
            verdict: .fixed(leaking: ["strong"], clean: ["weakref"]))
    }

    static let cycleNames = ["obj#1": "a", "obj#2": "b", "obj#3": "c"]

    /// The seed's loop, 10 iterations of square(square(square(x))): 3 cycles an iteration, 70 objects leak.
    static var dezeroLoop: Comparison {
        var strong = report(
            3, "dezero-loop", .strong, events: 2_480, allocated: 70, leaked: 70,
            bytes: (3_207_280, 3_207_280, 3_207_280), findings: [dezeroCycle])
        strong.summary.iterations = (1...10).map { .init(index: $0, liveObjects: 7 * $0, liveBytes: 320_728 * $0) }
        strong.summary.byKind["container"] = counts(60, 0, 0, 60)
        strong.summary.byKind["array"] = counts(40, 0, 0, 40)
        var weakref = report(
            4, "dezero-loop", .weakref([Slot(type: "Function", field: "outputs")]), events: 2_560, allocated: 70,
            freed: 70, peak: 14, bytes: (3_209_440, 641_888, 0))
        weakref.summary.iterations = (1...10).map { .init(index: $0, liveObjects: 7, liveBytes: 320_944) }
        weakref.summary.byKind["container"] = counts(60, 60, 0, 0)
        weakref.summary.byKind["array"] = counts(40, 40, 0, 0)
        return Comparison(
            program: "dezero-loop", runs: [strong, weakref], verdict: .fixed(leaking: ["strong"], clean: ["weakref"]))
    }

    private static var dezeroCycle: Finding {
        Finding(
            fingerprint: "9f3c20d1b7a64e58", kind: .cycle,
            path: [
                Finding.Step(object: "Square#1", type: "Function", field: "outputs[0]", target: "Variable#2"),
                Finding.Step(object: "Variable#2", type: "Variable", field: "creator", target: "Square#1"),
            ],
            left: 30, objectsInCycle: 60, objectsKept: 10, retainedBytes: 3_207_280,
            closedBy: moment("dezero_loop.py", 31, "self.outputs = outputs  # 수정 전: 강한 참조를 그대로 둔다", 58),
            orphanedBy: moment("dezero_loop.py", 73, "y = square(square(square(x)))  # 복잡한 계산", 493))
    }

    /// The seed's chain: nothing leaks.
    static var chain: Comparison {
        Comparison(
            program: "chain", runs: [report(5, "chain", .strong, allocated: 3, freed: 3, bytes: (168, 168, 0))],
            verdict: .clean)
    }
}
