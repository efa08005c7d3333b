import LeakAnalysis
import RegressionGate
import Testing
import TraceModel

/// Runs built by hand: what the gate sees of them is all in their reports.
enum Samples {
    static let print = "21b27fcdb9b49ec0"
    static let today = Day("2026-11-23")

    static func finding(
        _ fingerprint: String = print, cycles: Int = 1, inCycle: Int = 3, kept: Int = 0, grown: Int = 0,
        slots: [String] = ["obj.a", "obj.b", "obj.c"]
    ) -> Finding {
        let path = slots.enumerated().map { index, slot in
            let slot = Slot(slot) ?? Slot(type: slot, field: "")
            return Finding.Step(
                object: "\(slot.type)#\(index + 1)", type: slot.type, field: slot.field,
                target: "\(slot.type)#\((index + 1) % slots.count + 1)")
        }
        return Finding(
            fingerprint: fingerprint, kind: .cycle, path: path, left: cycles, objectsInCycle: inCycle,
            objectsKept: kept, retainedBytes: 56 * inCycle,
            closedBy: Finding.Moment(file: "cycle.py", line: 13, statement: "c.a = a", seq: 33),
            orphanedBy: nil, grownObjects: grown)
    }

    static func run(
        _ id: Int = 1, _ program: String = "cycle", _ design: Design = .strong, collector: CollectorName = .none,
        status: RunStatus = .finished, parameters: [String: String] = [:]
    ) -> RunInfo {
        RunInfo(
            id: id,
            description: RunDescription(
                program: program, design: design, collector: collector, parameters: parameters),
            status: status, failure: status == .failed ? "ValueError: no" : nil, startedAt: "2026-11-23T10:00:00Z",
            events: 50)
    }

    static func evidence(
        _ run: RunInfo = run(), findings: [Finding] = [], iterations: Int = 0, peak: Int = 168,
        reads: [DeadWeakRead] = []
    ) -> Evidence {
        var summary = RunSummary()
        summary.bytes.peak = peak
        summary.deadWeakReads = reads.reduce(0) { $0 + $1.reads }
        summary.iterations = (0..<iterations).map { .init(index: $0 + 1, liveObjects: 3, liveBytes: 168) }
        return Evidence(
            run: run, content: .report(RunReport(run: run, summary: summary, findings: findings), deadWeakReads: reads))
    }

    static func read(_ times: Int, _ statement: String = "print(w())", line: Int = 9) -> DeadWeakRead {
        DeadWeakRead(moment: Finding.Moment(file: "p.py", line: line, statement: statement, seq: 5), reads: times)
    }

    /// The gate whose baseline is what these runs show.
    static func gate(after evidence: Evidence..., known: [KnownLeak] = [], isStrict: Bool = false) throws -> Gate {
        let today = try #require(today)
        var gate = Gate(known: known, today: today, isStrict: isStrict)
        gate.baseline = try gate.newBaseline(from: evidence, isWhole: true)
        return gate
    }

    static func known(_ yaml: String) throws -> [KnownLeak] { try KnownLeak.read(yaml, file: "known.yaml") }
}

extension GateResult {
    /// Every verdict, in words that a test can compare.
    var said: [String] {
        judgements.flatMap { judgement in judgement.verdicts.map { "\(judgement.subject) \($0.word)" } }
    }
}

extension Verdict {
    var word: String { String("\(self)".prefix { $0 != "(" }) }
}
