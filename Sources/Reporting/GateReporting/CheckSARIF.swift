import LeakAnalysis
public import RegressionGate
public import Reporting
import TraceModel

/// `check` as SARIF 2.1.0: a result a verdict, with the ring of a leak as a code flow.
///
/// What makes a recording useless is no result of an analysis, so it is a notification of the invocation; so are
/// programs that failed, and stale known leaks.
public struct CheckSARIF: Renderer {
    /// The version of the tool that made the result.
    public var toolVersion: String

    /// A renderer for a version of the tool.
    public init(toolVersion: String) { self.toolVersion = toolVersion }

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        let verdictTexts = result.verdictTexts
        let results = verdictTexts.filter { Self.resultRules.contains($0.verdictText.rule) }
        JSON.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", .string("2.1.0")),
            (
                "runs",
                .array([
                    .object([
                        ("tool", .object([("driver", driver)])),
                        ("invocations", .array([invocation(result, verdictTexts)])),
                        ("results", .array(results.map { self.result($0.judgement, $0.verdictText) })),
                    ])
                ])
            ),
        ])
        .write(to: &output)
    }

    /// What is a result of the analysis, in the order of the driver's rules.
    private static let resultRules: [GateRule] = [
        .newLeak, .moreLeaks, .peakGrew, .deadWeakReads, .otherCollector, .fixed, .known, .accepted,
    ]

    private var driver: JSON {
        .object([
            ("name", .string("dezero-trace")),
            ("semanticVersion", .string(toolVersion)),
            (
                "rules",
                .array(
                    Self.resultRules.map { rule in
                        .object([
                            ("id", .string(rule.rawValue)),
                            ("shortDescription", SARIFPart.message(rule.sentence)),
                        ])
                    })
            ),
        ])
    }

    private func invocation(
        _ result: GateResult, _ verdictTexts: [(judgement: GateResult.Judgement, verdictText: VerdictText)]
    ) -> JSON {
        var notifications = verdictTexts.filter { !Self.resultRules.contains($0.verdictText.rule) }.map {
            judgement, verdictText in
            SARIFPart.notification(
                "\(judgement.subject): \(verdictText.headline)", level: verdictText.weight == .note ? "note" : "error")
        }
        notifications += result.entries.filter(\.isStale).map {
            SARIFPart.notification("\($0.leak.place): \($0.complaint)", level: result.isStrict ? "error" : "warning")
        }
        if result.judgements.isEmpty { notifications.append(SARIFPart.notification(result.sentence, level: "error")) }
        return .object([
            ("executionSuccessful", .bool(result.outcome != .incomplete)),
            ("toolExecutionNotifications", .array(notifications)),
        ])
    }

    private func result(_ judgement: GateResult.Judgement, _ verdictText: VerdictText) -> JSON {
        let name = judgement.subject.description
        var members: [(key: String, value: JSON)] = [
            ("ruleId", .string(verdictText.rule.rawValue)),
            ("ruleIndex", .int(Self.resultRules.firstIndex(of: verdictText.rule) ?? 0)),
            ("kind", .string(verdictText.weight == .note && verdictText.rule != .known ? "pass" : "fail")),
            ("level", .string(verdictText.weight == .note && verdictText.rule != .known ? "none" : "error")),
            ("message", SARIFPart.message("\(name): \(verdictText.headline)")),
            ("locations", .array([SARIFPart.location(verdictText.place, in: name)])),
        ]
        if let fingerprint = verdictText.fingerprint {
            members.append(
                ("partialFingerprints", .object([("dezeroTraceRing/v1", .string("\(name):\(fingerprint)"))])))
        }
        if let finding = verdictText.finding {
            members.append(("codeFlows", .array([SARIFPart.codeFlow(of: finding, in: name)])))
        }
        if let known = verdictText.known {
            members.append(("suppressions", .array([SARIFPart.suppression(known)])))
        }
        if let state = verdictText.rule.baselineState { members.append(("baselineState", .string(state))) }
        return .object(members)
    }
}

extension GateRule {
    /// What became of a leak since the baseline; nil where it is not a leak.
    fileprivate var baselineState: String? {
        switch self {
        case .newLeak: "new"
        case .moreLeaks: "updated"
        case .accepted, .known: "unchanged"
        case .fixed: "absent"
        default: nil
        }
    }
}
