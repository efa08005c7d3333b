public import LeakAnalysis
import TraceModel

/// `report` for programs.
///
/// `{"schemaVersion", "runs": [...], "comparisons": [{"program", "designs", "verdict"}]}`. A key whose value is
/// unknown is there with null (`closedBy`, `orphanedBy`), so that a reader need not tell unknown from
/// misspelt. `designs` are names; `verdict` is the sentence of the text.
public struct ReportJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ comparisons: [Comparison], to output: inout some TextOutputStream) {
        JSONDocument.make([
            ("runs", .array(comparisons.flatMap(\.runs).map(run))),
            ("comparisons", .array(comparisons.map(comparison))),
        ])
        .write(to: &output)
    }

    private func comparison(_ comparison: Comparison) -> JSON {
        .object([
            ("program", .string(comparison.program)),
            ("designs", .strings(comparison.runs.map(\.run.description.design.name))),
            ("verdict", .string(comparison.sentence)),
        ])
    }

    private func run(_ report: RunReport) -> JSON {
        let run = report.run
        return .object([
            ("id", .int(run.id)),
            ("program", .string(run.description.program)),
            ("design", .string(run.description.design.name)),
            ("weakSlots", .strings(run.description.design.weakSlots.map(\.description))),
            ("explicitWeakReferences", .bool(run.description.explicitWeakReferences)),
            ("collector", .string(run.description.collector.text)),
            ("status", .string(run.status.rawValue)),
            ("events", .int(run.events)),
            ("objects", objects(report)),
            ("bytes", bytes(report.summary.bytes)),
            ("iterations", .array(report.summary.iterations.map(iteration))),
            ("findings", .array(report.findings.map(JSON.finding))),
        ])
    }

    private func objects(_ report: RunReport) -> JSON {
        var kinds = report.otherKinds.map { (key: $0.kind, value: JSON.object(counts($0.counts))) }
        let instance = ObjectKind.instance.name
        if let instances = report.summary.byKind[instance] {
            kinds.insert((instance, .object(counts(instances))), at: 0)
        }
        return .object(counts(report.summary.instances) + [("byKind", .object(kinds))])
    }

    private func counts(_ counts: RunSummary.Counts) -> [(key: String, value: JSON)] {
        [
            ("allocated", .int(counts.allocated)),
            ("deinitialized", .int(counts.deinitialized)),
            ("collected", .int(counts.collected)),
            ("leaked", .int(counts.leaked)),
        ]
    }

    private func bytes(_ bytes: RunSummary.Bytes) -> JSON {
        .object([
            ("allocated", .int(bytes.allocated)), ("peak", .int(bytes.peak)), ("leaked", .int(bytes.leaked)),
        ])
    }

    private func iteration(_ iteration: RunSummary.Iteration) -> JSON {
        .object([
            ("index", .int(iteration.index)),
            ("liveObjects", .int(iteration.liveObjects)),
            ("liveBytes", .int(iteration.liveBytes)),
        ])
    }
}
