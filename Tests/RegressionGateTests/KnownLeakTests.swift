import RegressionGate
import Testing
import TraceModel

@Suite struct KnownLeakTests {
    private func entry(
        _ cause: String = "fingerprint: 21b27fcd", program: String = "cycle", expires: String = "2026-11-23"
    ) -> String {
        """
          - \(cause)
            program: \(program)
            design: strong
            owner: graph team
            reason: the tutorial leaks on purpose
            expires: \(expires)

        """
    }

    private func judge(_ entries: String..., isStrict: Bool = false, isWhole: Bool = true) throws -> GateResult {
        let known = try Samples.known("leaks:\n" + entries.joined())
        return Gate(known: known, today: try #require(Samples.today), isStrict: isStrict)
            .judge([Samples.evidence(findings: [Samples.finding()])], isWhole: isWhole)
    }

    @Test func `a leak that somebody answers for passes, and is told with who and why`() throws {
        let result = try judge(entry())
        #expect(result.outcome == .passed)
        guard case .known(_, let leak)? = result.judgements.first?.verdicts.first else {
            Issue.record("it is told as \(result.said)")
            return
        }
        #expect(leak.owner == "graph team")
        #expect(leak.reason == "the tutorial leaks on purpose")
        #expect(leak.place == "known.yaml:2")
        #expect(result.entries.map(\.isStale) == [false])
    }

    @Test(arguments: [
        ("fingerprint: 21b27fcdb9b49ec0", true), ("fingerprint: 31b27fcdb9b49ec0", false),
        ("path: obj.a -> obj.b -> obj.c", true), ("path: obj.c → obj.a → obj.b", true),
        ("path: obj.a -> obj.c -> obj.b", false), ("path: obj.a -> obj.b", false), ("path: \"obj.a -> ...\"", true),
    ])
    func `a fingerprint or a path means a leak, wherever the ring is begun`(cause: String, isMeant: Bool) throws {
        #expect(try judge(entry(cause)).said == ["cycle/strong \(isMeant ? "known" : "newLeak")"])
    }

    @Test(arguments: [("cycle", true), ("c*", true), ("'*'", true), ("cyc", false), ("'*x'", false)])
    func `it is known in the programs that fit`(program: String, isMeant: Bool) throws {
        #expect(try judge(entry(program: program)).said == ["cycle/strong \(isMeant ? "known" : "newLeak")"])
    }

    @Test func `the last day counts, and the day after is reported and fails only where that is asked for`() throws {
        #expect(try judge(entry(expires: "2026-11-23"), isStrict: true).outcome == .passed)
        let expired = try judge(entry(expires: "2026-11-22"))
        #expect(expired.entries.map(\.isExpired) == [true])
        #expect(expired.said == ["cycle/strong known"])
        #expect(expired.outcome == .passed)
        #expect(try judge(entry(expires: "2026-11-22"), isStrict: true).outcome == .failed)
    }

    @Test func `an entry that matched nothing is reported, and fails only where that is asked for`() throws {
        let unused = entry("fingerprint: 00000000")
        let result = try judge(entry(), unused)
        #expect(result.entries.map(\.isUnmatched) == [false, true])
        #expect(result.outcome == .passed)
        #expect(try judge(entry(), unused, isStrict: true).outcome == .failed)
    }

    @Test func `an entry for a program that was not asked for is left alone`() throws {
        let other = entry(program: "other")
        #expect(try judge(entry(), other, isWhole: false).entries.count == 1)
        #expect(try judge(entry(), other).entries.map(\.isUnmatched) == [false, true])
    }

    @Test func `an entry whose run is not whole may still be right`() throws {
        let gate = Gate(
            known: try Samples.known("leaks:\n" + entry()), today: try #require(Samples.today), isStrict: true)
        let part = Samples.evidence(Samples.run(1, status: .interrupted))
        #expect(gate.judge([part], isWhole: true).entries.map(\.isUnmatched) == [false])
    }

    @Test func `a known leak is not written into the baseline, so that it comes back when nobody answers for it`()
        throws
    {
        let known = try Samples.known("leaks:\n" + entry())
        let leaking = Samples.evidence(findings: [Samples.finding()])
        var gate = try Samples.gate(after: leaking, known: known)
        #expect(gate.baseline?.entries.map(\.leaks.count) == [0])
        #expect(gate.judge([leaking], isWhole: true).said == ["cycle/strong known"])
        gate.known = []
        #expect(gate.judge([leaking], isWhole: true).said == ["cycle/strong newLeak"])
    }

    @Test func `JSON says the same`() throws {
        let json = #"""
            {"leaks": [{"fingerprint": "21b27fcd", "program": "*", "design": "*", "owner": "\ud83d\udc27 and \uac00",
              "reason": "a \\ud83d stays", "expires": "2030-01-01"}]}
            """#
        let leak = try #require(try Samples.known(json).first)
        #expect(leak.owner == "\u{1F427} and 가")
        #expect(leak.reason == #"a \ud83d stays"#)
    }
}
