public import RegressionGate
public import Reporting
import TraceModel

/// `check` for programs.
///
/// `{"schemaVersion", "outcome", "summary", "baseline", "runs": [{"program", "design", "run", "outcome", "verdicts":
/// [{"rule", "outcome", "message", "fingerprint", "ring", "finding", "place"}]}], "knownLeaks": [...]}`. An `outcome` is
/// `passed`, `failed` or `incomplete`; `run`, `baseline` and what a verdict is not about are null.
public struct CheckJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        JSONDocument.make([
            ("outcome", .string(result.outcome.rawValue)),
            ("summary", .string(result.sentence)),
            ("baseline", .optional(result.baselineName)),
            ("runs", .array(result.judgements.map(judgement))),
            ("knownLeaks", .array(result.entries.map(entry))),
        ])
        .write(to: &output)
    }

    private func judgement(_ judgement: GateResult.Judgement) -> JSON {
        .object([
            ("program", .string(judgement.subject.program)),
            ("design", .string(judgement.subject.design)),
            ("run", .optional(judgement.run?.id)),
            ("outcome", .string(judgement.weight.outcome.rawValue)),
            ("verdicts", .array(judgement.verdicts.map { verdict(VerdictText($0)) })),
        ])
    }

    private func verdict(_ verdictText: VerdictText) -> JSON {
        .object([
            ("rule", .string(verdictText.rule.rawValue)),
            ("outcome", .string(verdictText.weight.outcome.rawValue)),
            ("message", .string(verdictText.headline)),
            ("fingerprint", .optional(verdictText.fingerprint)),
            ("ring", .optional(verdictText.facts.first { $0.title == "ring" }?.text)),
            ("finding", verdictText.finding.map(JSON.finding) ?? .null),
            ("place", JSON.optional(verdictText.place)),
        ])
    }

    private func entry(_ entry: GateResult.Entry) -> JSON {
        let leak = entry.leak
        return .object([
            ("name", .string(leak.name)), ("program", .string(leak.program.text)),
            ("design", .string(leak.design.text)), ("owner", .string(leak.owner)), ("reason", .string(leak.reason)),
            ("expires", .string(leak.expires.description)), ("place", .string(leak.place)),
            ("unmatched", .bool(entry.isUnmatched)), ("expired", .bool(entry.isExpired)),
        ])
    }
}

extension RegressionGate.Verdict.Weight {
    /// How a run ends of which no more than this is to say.
    var outcome: GateResult.Outcome {
        switch self {
        case .note: .passed
        case .failure: .failed
        case .incomplete: .incomplete
        }
    }
}
