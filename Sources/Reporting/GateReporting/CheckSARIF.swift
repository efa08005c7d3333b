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
        let tellings = result.tellings
        let results = tellings.filter { Self.resultRules.contains($0.telling.rule) }
        JSON.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", .string("2.1.0")),
            (
                "runs",
                .array([
                    .object([
                        ("tool", .object([("driver", driver)])),
                        ("invocations", .array([invocation(result, tellings)])),
                        ("results", .array(results.map { self.result($0.judgement, $0.telling) })),
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
        _ result: GateResult, _ tellings: [(judgement: GateResult.Judgement, telling: Telling)]
    ) -> JSON {
        var notifications = tellings.filter { !Self.resultRules.contains($0.telling.rule) }.map { judgement, telling in
            SARIFPart.notification(
                "\(judgement.subject): \(telling.headline)", level: telling.weight == .note ? "note" : "error")
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

    private func result(_ judgement: GateResult.Judgement, _ telling: Telling) -> JSON {
        let name = judgement.subject.description
        var members: [(key: String, value: JSON)] = [
            ("ruleId", .string(telling.rule.rawValue)),
            ("ruleIndex", .int(Self.resultRules.firstIndex(of: telling.rule) ?? 0)),
            ("kind", .string(telling.weight == .note && telling.rule != .known ? "pass" : "fail")),
            ("level", .string(telling.weight == .note && telling.rule != .known ? "none" : "error")),
            ("message", SARIFPart.message("\(name): \(telling.headline)")),
            ("locations", .array([SARIFPart.location(telling.place, in: name)])),
        ]
        if let fingerprint = telling.fingerprint {
            members.append(
                ("partialFingerprints", .object([("dezeroTraceRing/v1", .string("\(name):\(fingerprint)"))])))
        }
        if let finding = telling.finding {
            members.append(("codeFlows", .array([SARIFPart.codeFlow(of: finding, in: name)])))
        }
        if let known = telling.known {
            members.append(("suppressions", .array([SARIFPart.suppression(known)])))
        }
        if let state = telling.rule.baselineState { members.append(("baselineState", .string(state))) }
        return .object(members)
    }
}

extension GateRule {
    /// What became of a leak since the baseline; nil for what is no leak.
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
