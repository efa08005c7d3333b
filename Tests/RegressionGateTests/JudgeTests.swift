import LeakAnalysis
import RegressionGate
import Testing
import TraceModel

@Suite struct JudgeTests {
    private let leak = Samples.finding()

    private func said(_ now: Evidence, after before: Evidence) throws -> [String] {
        try Samples.gate(after: before).judge([now], isWhole: true).said
    }

    @Test func `what is as it was passes`() throws {
        let evidence = Samples.evidence(findings: [leak], reads: [Samples.read(2)])
        let result = try Samples.gate(after: evidence).judge([evidence], isWhole: true)
        #expect(result.said == ["cycle/strong accepted"])
        #expect(result.outcome == .passed)
    }

    @Test func `without a baseline every leak is new`() throws {
        let gate = Gate(today: try #require(Samples.today))
        let result = gate.judge([Samples.evidence(findings: [leak], reads: [Samples.read(2)])], isWhole: true)
        #expect(result.said == ["cycle/strong newLeak"])
        #expect(result.outcome == .failed)
        #expect(gate.judge([Samples.evidence()], isWhole: true).outcome == .passed)
    }

    @Test func `a leak that the baseline lacks is new, and one that is gone is fixed`() throws {
        let other = Samples.finding("9f6e9eb3fae082eb")
        let result = try Samples.gate(after: Samples.evidence(findings: [leak]))
            .judge([Samples.evidence(findings: [other])], isWhole: true)
        #expect(result.said == ["cycle/strong newLeak", "cycle/strong fixed"])
        #expect(result.outcome == .failed)
    }

    @Test func `a program that the baseline lacks is noted, and its leaks are new`() throws {
        let gate = try Samples.gate(after: Samples.evidence())
        let result = gate.judge(
            [
                Samples.evidence(),
                Samples.evidence(Samples.run(2, "other"), findings: [leak], reads: [Samples.read(1)]),
            ],
            isWhole: true)
        #expect(result.said == ["other/strong newLeak", "other/strong notInBaseline"])
    }

    @Test(arguments: [
        // Once is counted as it is, however many iterations there are beside it.
        (was: (1, 0), now: (2, 0), grown: 0, worse: true), (was: (2, 0), now: (1, 0), grown: 0, worse: false),
        (was: (1, 10), now: (20, 200), grown: 0, worse: true),
        // 30 cycles in 10 iterations are 60 in 20, and more than 59 would be.
        (was: (30, 10), now: (60, 20), grown: 15, worse: false), (was: (30, 10), now: (61, 20), grown: 15, worse: true),
        // What is made once does not become more because the loop is shorter.
        (was: (1, 10), now: (1, 5), grown: 0, worse: false),
    ])
    func `more cycles an iteration are a regression`(
        was: (Int, Int), now: (Int, Int), grown: Int, worse: Bool
    ) throws {
        let before = Samples.evidence(findings: [Samples.finding(cycles: was.0, grown: grown)], iterations: was.1)
        let after = Samples.evidence(findings: [Samples.finding(cycles: now.0, grown: grown)], iterations: now.1)
        #expect(try said(after, after: before) == ["cycle/strong \(worse ? "moreLeaks" : "accepted")"])
    }

    @Test func `what every iteration makes may not become more in a shorter loop`() throws {
        let before = Samples.evidence(findings: [Samples.finding(cycles: 10, grown: 20)], iterations: 10)
        let after = Samples.evidence(findings: [Samples.finding(cycles: 10, grown: 20)], iterations: 5)
        #expect(try said(after, after: before) == ["cycle/strong moreLeaks"])
    }

    @Test func `more kept objects are a regression, in the cycles or beyond them`() throws {
        let before = Samples.evidence(findings: [Samples.finding(inCycle: 3, kept: 1)])
        for now in [Samples.finding(inCycle: 4, kept: 1), Samples.finding(inCycle: 3, kept: 2)] {
            #expect(try said(Samples.evidence(findings: [now]), after: before) == ["cycle/strong moreLeaks"])
        }
        let same = Samples.finding(inCycle: 2, kept: 2)
        #expect(try said(Samples.evidence(findings: [same]), after: before) == ["cycle/strong accepted"])
    }

    @Test(arguments: [(1000, 1100, false), (1000, 1101, true), (0, 1, true), (Int.max, Int.max, false)])
    func `a peak may grow by a tenth`(was: Int, now: Int, worse: Bool) throws {
        let said = try said(Samples.evidence(peak: now), after: Samples.evidence(peak: was))
        #expect(said == (worse ? ["cycle/strong peakGrew"] : []))
    }

    @Test func `a weak read that begins to find nothing is a regression, wherever its statement moved`() throws {
        let before = Samples.evidence(reads: [Samples.read(1)])
        #expect(try said(Samples.evidence(reads: [Samples.read(1, line: 90)]), after: before) == [])
        #expect(
            try said(Samples.evidence(reads: [Samples.read(2)]), after: before) == ["cycle/strong deadWeakReads"])
        #expect(
            try said(Samples.evidence(reads: [Samples.read(1, "other()")]), after: before)
                == ["cycle/strong deadWeakReads"])
    }

    @Test func `another collector fails either way, for the one hides what the other shows`() throws {
        let counting = Samples.evidence()
        let collecting = Samples.evidence(Samples.run(2, collector: CollectorName(text: "cpython-3.12")))
        #expect(try said(counting, after: collecting) == ["cycle/strong otherCollector"])
        #expect(try said(collecting, after: counting) == ["cycle/strong otherCollector"])
    }

    @Test func `other parameters are noted`() throws {
        let now = Samples.evidence(Samples.run(2, parameters: ["n": "20"]))
        let result = try Samples.gate(after: Samples.evidence()).judge([now], isWhole: true)
        #expect(result.said == ["cycle/strong otherParameters"])
        #expect(result.outcome == .passed)
    }

    @Test(arguments: [
        (RunStatus.failed, "programFailed", GateResult.Outcome.failed),
        (.interrupted, "interrupted", .incomplete), (.stopped, "stopped", .incomplete),
        (.recording, "stillRecording", .incomplete),
    ])
    func `a run that did not finish is told as that alone`(
        status: RunStatus, verdict: String, outcome: GateResult.Outcome
    ) throws {
        let gate = try Samples.gate(after: Samples.evidence(findings: [leak]))
        let part = Samples.evidence(Samples.run(2, status: status), findings: [Samples.finding("00aa00aa00aa00aa")])
        let result = gate.judge([part], isWhole: true)
        #expect(result.said == ["cycle/strong \(verdict)"])
        #expect(result.outcome == outcome)
    }

    @Test func `what is not whole outweighs what is worse`() throws {
        let gate = try Samples.gate(after: Samples.evidence(), Samples.evidence(Samples.run(2, "other")))
        let leaking = Samples.evidence(findings: [leak])
        let damaged = Evidence(run: Samples.run(2, "other"), content: .damaged("its events 1 to 4 are missing"))
        #expect(gate.judge([leaking, damaged], isWhole: true).outcome == .incomplete)
        #expect(gate.judge([leaking], isWhole: true).said == ["cycle/strong newLeak", "other/strong missing"])
        #expect(gate.judge([leaking], isWhole: true).outcome == .incomplete)
        #expect(gate.judge([leaking], isWhole: false).outcome == .failed)
        #expect(gate.judge([], isWhole: false).outcome == .incomplete)
    }
}
