public import LeakAnalysis
import TraceModel

/// `report` for programs.
///
/// `{"schemaVersion", "runs": [...], "comparisons": [{"program", "designs", "verdict"}]}`. A key whose value is
/// unknown is there with null (`closedBy`, `orphanedBy`), so that a reader need not tell unknown from
/// misspelt. `designs` are names; `verdict` is the sentence of the text. `partial` tells of a run that did not finish:
/// its figures and findings are those so far. `output` is what the program's own statements printed, null for nothing;
/// `results` tells of each run whether that is what the strong design printed, null where nobody can tell.
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
        .object(
            [
                ("program", .string(comparison.program)),
                ("designs", .strings(comparison.runs.map(\.run.description.design.name))),
                ("verdict", .string(comparison.sentence)),
                ("results", .array(comparison.runs.map { result($0, in: comparison) })),
            ] + (comparison.otherPaths.isEmpty ? [] : [("otherPaths", .strings(comparison.otherPaths))]))
    }

    private func result(_ report: RunReport, in comparison: Comparison) -> JSON {
        .object([
            ("run", .int(report.run.id)),
            ("design", .string(report.run.description.design.name)),
            ("sameAsStrong", comparison.hasSameResult(report).map { .bool($0) } ?? .null),
        ])
    }

    private func output(_ output: RunSummary.Output?) -> JSON {
        guard let output else { return .null }
        return .object([
            ("lines", .int(output.lines)), ("last", .optional(output.last)), ("digest", .string(output.digest)),
        ])
    }

    private func run(_ report: RunReport) -> JSON {
        let run = report.run
        return .object(
            [
                ("id", .int(run.id)),
                ("program", .string(run.description.program)),
                ("design", .string(run.description.design.name)),
                ("weakSlots", .strings(run.description.design.weakSlots.map(\.description))),
                ("explicitWeakReferences", .bool(run.description.explicitWeakReferences)),
                ("collector", .string(run.description.collector.text)),
                ("status", .string(run.status.rawValue)),
                ("partial", .bool(report.isPartial)),
                ("events", .int(run.events)),
                ("objects", objects(report)),
                ("bytes", bytes(report.summary.bytes)),
                ("collections", .array(report.summary.collections.map(collection))),
                ("iterations", .array(report.summary.iterations.map(iteration))),
                ("growth", report.growth.map(growth) ?? .null),
                ("deadWeakReads", .int(report.summary.deadWeakReads)),
                ("output", output(report.summary.output)),
                ("findings", .array(report.findings.map(JSON.finding))),
                ("source", .string(run.description.source)),
                ("sees", .strings(run.description.sees.map(\.rawValue).sorted())),
                ("command", .strings(run.description.command)),
                ("alive", .array((report.summary.observed?.alive ?? []).map(alive))),
            ] + observed(report.summary.observed))
    }

    private func alive(_ alive: ObservedFigures.Alive) -> JSON {
        .object([
            ("type", .string(alive.type)), ("count", .int(alive.count)), ("bytes", .optional(alive.bytes)),
            ("heldBy", .optional(alive.heldBy)), ("grows", .bool(alive.grows)),
        ])
    }

    /// What only an observed run tells.
    private func observed(_ observed: ObservedFigures?) -> [(key: String, value: JSON)] {
        guard let observed else { return [] }
        return [
            ("runtime", .optional(observed.runtime)),
            (
                "looks",
                .object([
                    ("marks", .int(observed.marks)), ("judged", .int(observed.judgedMarks)),
                    ("examined", .int(observed.examined)), ("unexamined", .int(observed.unexamined)),
                    ("notUnderstood", .int(observed.notUnderstood)), ("likely", .int(observed.likely)),
                    ("withoutRing", .int(observed.withoutRing)), ("libraryRings", .int(observed.libraryRings)),
                    ("everythingExamined", .bool(observed.isEverythingExamined)),
                ])
            ),
            ("exitStatus", .optional(observed.exitStatus)),
            ("unobserved", .strings(observed.unobserved)), ("notes", .strings(observed.notes)),
        ]
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
            ("peakWithoutGarbage", .optional(bytes.peakWithoutGarbage)),
        ])
    }

    private func collection(_ collection: RunSummary.Collection) -> JSON {
        .object([
            ("seq", .int(collection.seq)),
            ("cause", .optional(collection.cause?.name)),
            ("generation", .int(collection.generation)),
            ("lookedAt", .int(collection.lookedAt)),
            ("freed", .int(collection.freed)),
            ("garbageEvents", .int(collection.garbageEvents)),
            ("longestGarbage", .int(collection.longestGarbage)),
        ])
    }

    private func growth(_ growth: Growth) -> JSON {
        .object([
            ("pattern", .string(growth.pattern.rawValue)),
            ("steadyAfter", .int(growth.steadyAfter)),
            ("bytesPerIteration", .number(growth.bytesPerIteration)),
            ("objectsPerIteration", .number(growth.objectsPerIteration)),
            ("bytes", .int(growth.bytes)),
            ("objects", .int(growth.objects)),
            ("explainedBy", .optional(growth.explainedBy)),
            ("explainedBytes", .int(growth.explainedBytes)),
            ("explainedObjects", .int(growth.explainedObjects)),
        ])
    }

    private func iteration(_ iteration: RunSummary.Iteration) -> JSON {
        .object([
            ("index", .int(iteration.index)),
            ("liveObjects", .int(iteration.liveObjects)),
            ("liveBytes", .int(iteration.liveBytes)),
            ("residentBytes", .optional(iteration.residentBytes)),
        ])
    }
}
