import LeakAnalysis
import TraceModel

/// Judges runs by a baseline and by the leaks that somebody answers for.
public struct Gate: Sendable {
    /// What is known of the runs; nil where nothing is, so that every leak is new.
    public var baseline: Baseline?
    /// The baseline's name, for people.
    public var baselineName: String
    /// The leaks that somebody answers for.
    public var known: [KnownLeak]
    /// The day on which runs are judged.
    public var today: Day
    /// Whether a known leak that matched nothing or has expired is a failure.
    public var isStrict: Bool
    /// Whether what only a collection of the program freed is no leak.
    public var ignoresCollected: Bool

    /// A gate with these measures.
    public init(
        baseline: Baseline? = nil, named baselineName: String = "the baseline", known: [KnownLeak] = [], today: Day,
        isStrict: Bool = false, ignoresCollected: Bool = false
    ) {
        self.baseline = baseline
        self.baselineName = baselineName
        self.known = known
        self.today = today
        self.isStrict = isStrict
        self.ignoresCollected = ignoresCollected
    }

    /// Judges runs, one of each program and design.
    ///
    /// - Parameters:
    ///   - evidence: what is known of each.
    ///   - isWhole: whether these are all that the recording has, so that what the baseline has beside them is missing.
    /// - Returns: what is to say of each program and design.
    public func judge(_ evidence: [Evidence], isWhole: Bool) -> GateResult {
        var judged = evidence.map { evidence in
            let subject = Subject(evidence.run)
            let judge = Judge(
                entry: baseline?[subject], peakMayGrowPercent: baseline?.peakMayGrowPercent ?? 0,
                hasBaseline: baseline != nil, isStrict: isStrict, ignoresCollected: ignoresCollected,
                known: { finding in known.first { $0.matches(finding, of: subject) } })
            return GateResult.Judgement(subject: subject, run: evidence.run, verdicts: judge.verdicts(on: evidence))
        }
        if isWhole {
            let seen = Set(judged.compactMap { baseline?[$0.subject]?.subject })
            judged += (baseline?.entries ?? []).map(\.subject).filter { !seen.contains($0) }.map {
                GateResult.Judgement(subject: $0, run: nil, verdicts: [.missing])
            }
        }
        judged.sort { ($0.subject, $0.run?.id ?? 0) < ($1.subject, $1.run?.id ?? 0) }
        return GateResult(
            judgements: judged, entries: known.compactMap { entry(for: $0, judged, isWhole: isWhole) },
            baselineName: baseline.map { _ in baselineName }, isFormerBaseline: baseline?.isFormer ?? false,
            isStrict: isStrict)
    }

    /// What became of a known leak; nil where it is of no program that was judged.
    private func entry(
        for leak: KnownLeak, _ judged: [GateResult.Judgement], isWhole: Bool
    ) -> GateResult.Entry? {
        let concerned = judged.filter { leak.applies(to: $0.subject) }
        guard isWhole || !concerned.isEmpty else { return nil }
        let isUsed = concerned.flatMap(\.verdicts).contains { verdict in
            if case .known(_, leak) = verdict { true } else { false }
        }
        // Where a run cannot be judged, it is not known whether its leak is gone.
        let findings = concerned.flatMap(\.verdicts).compactMap(\.finding)
        let isUnmatched = !isUsed && !concerned.contains { $0.weight == .incomplete || $0.isFailedProgram }
        return GateResult.Entry(
            leak: leak, isUnmatched: isUnmatched, isExpired: leak.expires < today,
            newPrint: isUnmatched ? findings.first(where: leak.meantFormerly)?.fingerprint : nil)
    }

    /// The baseline that these runs make: theirs alone, or where they are not all that the recording has, theirs in the
    /// place of those that there were.
    ///
    /// - Parameters:
    ///   - evidence: what is known of each run.
    ///   - isWhole: whether these are all that the recording has.
    /// - Returns: the baseline, without the leaks that somebody answers for.
    /// - Throws: `.badData` for a run that is not whole, `.programFailed` for a program that failed.
    public func newBaseline(from evidence: [Evidence], isWhole: Bool) throws -> Baseline {
        let entries = try evidence.map { evidence in
            let name = "run \(evidence.run.id), \(evidence.run.name),"
            guard evidence.run.status != .failed else {
                throw TraceError(
                    .programFailed, "\(name) failed, so it is no measure",
                    remedy: "mend the program and record it again")
            }
            guard case .report(let report, let reads) = evidence.content, !report.isPartial else {
                throw TraceError(.badData, "\(name) is not whole, so it is no measure", remedy: "record it again")
            }
            let subject = Subject(report.run)
            return Baseline.Entry(report, deadWeakReads: reads) { finding in
                known.contains { $0.matches(finding, of: subject) }
            }
        }
        return Baseline(
            peakMayGrowPercent: baseline?.peakMayGrowPercent ?? Baseline.usualPeakGrowth,
            entries: (isWhole ? [] : baseline?.entries ?? []) + entries)
    }
}
