import LeakAnalysis
import RegressionGate
import TraceModel

/// Judgements built by hand, one for every kind of verdict.
enum CheckSamples {
    static var cycle: Finding { Samples.cycle.runs[0].findings[0] }
    static var loop: Finding { Samples.dezeroLoop.runs[0].findings[0] }

    private static func leak(_ finding: Finding, instances: Int, kept: Int) -> Baseline.Leak {
        Baseline.Leak(
            fingerprint: finding.fingerprint, ring: finding.ring, closedBy: finding.closedBy?.statement,
            left: instances, keptObjects: kept)
    }

    static var known: KnownLeak? {
        let yaml = """
            leaks:
              - path: Function.outputs -> Variable.creator
                program: dezero-loop
                design: strong
                owner: autograd team
                reason: the strong design is shown to leak
                expires: 2027-01-31
            """
        return try? KnownLeak.read(yaml, file: "known-leaks.yaml").first
    }

    /// Every kind of verdict by the name that it has in machines' formats.
    static var verdicts: [(name: String, verdict: RegressionGate.Verdict)] {
        let read = DeadWeakRead(moment: Samples.moment("weakref.py", 18, "print(f\"and reads: {b()}\")", 51), reads: 3)
        let change = RegressionGate.Verdict.Change(
            finding: loop, iterations: 10, before: leak(loop, instances: 10, kept: 40), iterationsBefore: 10)
        return [
            ("new-leak", .newLeak(cycle)),
            ("leak-grew", .moreLeaks(change)),
            ("peak-grew", .peakGrew(bytes: 3_207_280, before: 641_888, bound: 706_076)),
            ("weak-read-finds-nothing", .deadWeakReads(read, before: 1)),
            ("other-collector", .otherCollector(is: .none, was: CollectorName(text: "cpython-3.12"))),
            ("program-failed", .programFailed("AttributeError: 'Node' object has no attribute 'parent'")),
            ("interrupted", .interrupted(events: 1_234)),
            ("stopped", .stopped(reason: "size", events: 1_234)),
            ("still-recording", .stillRecording(events: 4_096)),
            ("missing", .missing),
            ("damaged", .damaged("ci.sqlite is damaged: run 4: its events 5 to 8 are not what was recorded")),
            ("fixed", .fixed(leak(cycle, instances: 2, kept: 6))),
            ("known-leak", known.map { .known(loop, $0) } ?? .missing),
            ("leak-of-the-baseline", .accepted(cycle)),
            ("other-parameters", .otherParameters(is: ["n": "10"], was: ["n": "100", "size": "3"])),
            ("not-in-the-baseline", .notInBaseline),
        ]
    }

    /// One program under one design, of which this is to say.
    static func judgement(_ verdicts: [RegressionGate.Verdict], _ program: String = "cycle", id: Int = 4)
        -> GateResult.Judgement
    {
        let run = verdicts == [.missing] ? nil : Samples.run(id, program, .strong)
        return GateResult.Judgement(subject: Subject(program: program, design: "strong"), run: run, verdicts: verdicts)
    }

    static func result(
        _ judgements: [GateResult.Judgement], entries: [GateResult.Entry] = [], isStrict: Bool = false
    ) -> GateResult {
        GateResult(
            judgements: judgements, entries: entries, baselineName: "fixtures/baseline.json", isStrict: isStrict)
    }

    /// Everything at once, with a stale known leak.
    static func everything(isStrict: Bool = false) -> GateResult {
        let judgements = verdicts.enumerated().map { judgement([$1.verdict], "program-\($0 + 10)", id: $0 + 1) }
        let entries = known.map { [GateResult.Entry(leak: $0, isUnmatched: true, isExpired: false)] } ?? []
        return result(judgements, entries: entries, isStrict: isStrict)
    }

    /// Names that nobody vouches for, in every place that a verdict has.
    static func hostile(_ name: String) -> GateResult {
        var finding = cycle
        finding.path = [Finding.Step(object: name, type: name, field: name, target: name, born: finding.closedBy)]
        (finding.length, finding.ring) = (1, [name])
        finding.closedBy = Samples.moment(name, 1, name, 1)
        finding.orphanedThrough = Samples.moment(name, 0, name, 1)
        let fixed = Baseline.Leak(fingerprint: name, ring: [name], closedBy: name, left: 1, keptObjects: 1)
        let all: [RegressionGate.Verdict] = [
            .newLeak(finding), .programFailed(name), .damaged(name), .fixed(fixed),
            .deadWeakReads(DeadWeakRead(moment: Samples.moment(name, 1, name, 1), reads: 1), before: 0),
            .otherParameters(is: [name: name], was: [:]),
            .otherCollector(is: CollectorName(text: name), was: .none),
        ]
        return GateResult(
            judgements: [judgement(all, name)], entries: [], baselineName: name, isStrict: false)
    }
}
