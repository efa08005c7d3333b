import RegressionGate
import Reporting
import TraceModel

extension GateResult {
    /// One word for how it ends.
    var word: String {
        switch outcome {
        case .passed: "PASSED"
        case .failed: "FAILED"
        case .incomplete: "INCOMPLETE"
        }
    }

    /// Everything counted, in one sentence.
    var sentence: String {
        guard !judgements.isEmpty else { return "No run was checked, so nothing is proven." }
        let measure = baselineName.map { " against \(DisplayText.fitEnd(DisplayText.escape($0), to: 40))" }
        var counts: [GateRule: Int] = [:]
        for verdict in judgements.flatMap(\.verdicts) { counts[GateRule(verdict), default: 0] += 1 }
        var parts = GateRule.allCases.compactMap { rule in counts[rule].map { rule.count($0) } }
        let stale = entries.count(where: \.isStale)
        if stale > 0 { parts.append("\(Wording.number(stale)) stale known leak\(stale == 1 ? "" : "s")") }
        let former = isFormerBaseline ? " The baseline is from 0.1: update it." : ""
        let said = parts.isEmpty ? "no leak" : parts.joined(separator: ", ")
        return "\(Wording.count(judgements.count, "run"))\(measure ?? " without a baseline"): \(said).\(former)"
    }

    /// Every verdict with its program and design, in the order of the judgements, the weightiest of all first.
    var verdictTexts: [(judgement: Judgement, verdictText: VerdictText)] {
        let all = judgements.flatMap { judgement in judgement.verdicts.map { (judgement, VerdictText($0)) } }
        return [.incomplete, .failure, .note].flatMap { weight in all.filter { $0.1.weight == weight } }
    }
}

extension GateResult.Entry {
    /// What is wrong with a known leak.
    var complaint: String {
        if let newPrint {
            return "known leak \(leak.name) of \(leak.owner) has a fingerprint from 0.1; write \(newPrint)"
        }
        let what =
            switch (isUnmatched, isExpired) {
            case (true, true): "matched nothing, and expired on \(leak.expires)"
            case (true, false): "matched nothing: the leak is gone, or the entry is wrong"
            case (false, _): "expired on \(leak.expires)"
            }
        return "known leak \(leak.name) of \(leak.owner) \(what)"
    }
}
