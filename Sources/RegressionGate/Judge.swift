import LeakAnalysis
import TraceModel

/// Compares one run with what is known of its program and design.
struct Judge {
    /// The baseline's entry; nil where it has none.
    let entry: Baseline.Entry?
    /// By how many hundredths the peak may grow.
    let peakMayGrowPercent: Int
    /// Whether there is a baseline at all.
    let hasBaseline: Bool
    /// Whether what leaks only likely is a leak.
    let isStrict: Bool
    /// Whether what a collection of the program freed is no leak.
    let ignoresCollected: Bool
    /// The known leak that a finding is; nil where it is none.
    let known: (Finding) -> KnownLeak?

    /// Everything to say of a run, what weighs most first.
    func verdicts(on evidence: Evidence) -> [Verdict] {
        let run = evidence.run
        guard case .report(let report, let deadWeakReads) = evidence.content else {
            guard case .damaged(let why) = evidence.content else { return [] }
            return [.damaged(why)]
        }
        // What a part shows is neither fixed nor new.
        switch run.status {
        case .recording: return [.stillRecording(events: run.events)]
        case .interrupted: return [.interrupted(events: run.events)]
        case .failed: return [.programFailed(run.failure)]
        case .stopped: return [.stopped(reason: run.failure, events: run.events)]
        case .finished: break
        }
        var verdicts = conditions(run.description)
        if !evidence.otherPaths.isEmpty { verdicts.append(.sameName(evidence.otherPaths)) }
        verdicts += report.findings.compactMap { ignoresCollected ? $0.withoutCollected : $0 }
            .map { verdict(on: $0, iterations: report.summary.iterations.count) }
        verdicts += fixed(by: report)
        verdicts += peak(report.summary.bytes.peak)
        verdicts += deadWeakReads.compactMap { verdict(on: $0, iterations: report.summary.iterations.count) }
        if let observed = report.summary.observed, !observed.isEverythingExamined {
            verdicts.append(.notExamined(observed.why))
        }
        // Sorting is not stable, and what weighs the same keeps its order.
        return verdicts.filter { $0.weight == .incomplete } + verdicts.filter { $0.weight == .failure }
            + verdicts.filter { $0.weight == .note }
    }

    private func conditions(_ run: RunDescription) -> [Verdict] {
        guard let entry else { return hasBaseline ? [.notInBaseline] : [] }
        var verdicts: [Verdict] = []
        if run.collector != entry.subject.collector {
            verdicts.append(.otherCollector(is: run.collector, was: entry.subject.collector))
        }
        if run.parameters != entry.parameters {
            verdicts.append(.otherParameters(is: run.parameters, was: entry.parameters))
        }
        return verdicts
    }

    private func verdict(on finding: Finding, iterations: Int) -> Verdict {
        if let known = known(finding) { return .known(finding, known) }
        if finding.certainty == .likely, !isStrict { return .likely(finding) }
        guard let entry, let before = entry.leak(finding.fingerprint) else { return .newLeak(finding) }
        // How often the runtime collects is not the program's doing: of an observed run only what there is counts.
        if finding.seenAt != nil { return .accepted(finding) }
        let change = Verdict.Change(
            finding: finding, iterations: iterations, before: before, iterationsBefore: entry.iterations)
        if change.isWorse { return .moreLeaks(change) }
        // As many as before, but by other code: that one was fixed, and this one is new.
        let hasMoved =
            before.collected != nil && before.closedBy != nil && finding.closedBy != nil
            && finding.closedBy?.function != before.closedIn
        return hasMoved ? .moved(change) : .accepted(finding)
    }

    private func fixed(by report: RunReport) -> [Verdict] {
        let found = Set(report.findings.map(\.fingerprint))
        return (entry?.leaks ?? []).filter { !found.contains($0.fingerprint) }.map(Verdict.fixed)
    }

    private func peak(_ bytes: Int) -> [Verdict] {
        guard let entry else { return [] }
        let (scaled, isTooMuch) = entry.peakBytes.multipliedReportingOverflow(by: 100 + peakMayGrowPercent)
        let bound = isTooMuch ? .max : scaled / 100
        return bytes > bound ? [.peakGrew(bytes: bytes, before: entry.peakBytes, bound: bound)] : []
    }

    private func verdict(on read: DeadWeakRead, iterations: Int) -> Verdict? {
        guard let entry else { return nil }
        let before = entry.reads(by: read.moment)
        let isMore = Rate(read.reads, per: iterations) > Rate(before, per: entry.iterations)
        return isMore && read.reads > before ? .deadWeakReads(read, before: before) : nil
    }
}

extension Finding {
    /// The same without what collections freed; nil where nothing else is left.
    fileprivate var withoutCollected: Finding? {
        guard collected > 0 else { return self }
        guard left > 0 else { return nil }
        var finding = self
        finding.collected = 0
        return finding
    }
}

extension Verdict.Change {
    /// Whether there is more of it.
    ///
    /// What is made once is counted; what every iteration makes is counted by the iteration.
    var isWorse: Bool {
        if let now = finding.perPass, let then = before.perPass {
            return now.objects > then.objects || now.objects == 0 && now.bytes > then.bytes
        }
        let isMadeByIterations = finding.grownObjects > 0 && before.grownObjects != 0
        func isMore(_ now: Int, _ then: Int) -> Bool {
            if isMadeByIterations { return Rate(now, per: iterations) > Rate(then, per: iterationsBefore) }
            // It is not known what made the objects that were collected.
            let isRate = finding.left == 0 || before.grownObjects == nil
            return now > then && (!isRate || Rate(now, per: iterations) > Rate(then, per: iterationsBefore))
        }
        // A baseline of version 1 knows only what is left.
        return isMore(finding.left, before.left) || isMore(finding.keptObjects, before.keptObjects)
            || before.collected.map { isMore(finding.collected, $0) } ?? false
    }
}

/// A count by the iteration, compared without rounding.
private struct Rate {
    let count: Int
    let iterations: Int

    init(_ count: Int, per iterations: Int) {
        self.count = count
        self.iterations = max(iterations, 1)
    }

    static func > (left: Rate, right: Rate) -> Bool {
        let (here, there) = (
            left.count.multipliedFullWidth(by: right.iterations), right.count.multipliedFullWidth(by: left.iterations)
        )
        return (here.high, here.low) > (there.high, there.low)
    }
}
