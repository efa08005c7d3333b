public import DesignAdvice
import TraceModel

/// `advise` for programs.
///
/// `{"schemaVersion", "program", "decision", "changes", "candidates": [{"kind", "evidence", "weakSlots", "clears",
/// "leakedObjects", "prematureDeinits", "failsAfterCollection", "verdict", "why"}], "recommendation"}`. `decision` is
/// `one`, `undecided`, `none` or `no verdict`. `changes` are what leaves nothing with the same result, the best first:
/// `kind`, `slot` (the first of `slots`), `at` (null where the change has no one place), `evidence`, `leftObjects`,
/// `earlyDeaths`, `reads`, `code` (of a clearing, null where no name leads there) and `why`. Beside these: `deadReads`
/// of a candidate (`object`, `owner`, `died`, `needed`), its `peakBytes` and `earlyDeaths`; `recommendedSlots`, the
/// weak slots, null where none are recommended; of a real program changes that were not run, with `evidence` `graph` or
/// `none` and without figures; `decidedBy`, the statements that would prove it by being run; `price`,
/// a list of sentences; `maxDesigns`, and whether it was hit (`limited`).
public struct AdviceJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ advice: Advice, to output: inout some TextOutputStream) {
        let sentences = AdviceSentences(advice: advice)
        JSONDocument.make([
            ("program", .string(advice.program)),
            ("decision", .string(advice.decision.rawValue)),
            (
                "changes",
                .array(advice.fixes.map { change($0, sentences) } + advice.untried.map { change($0, sentences) })
            ),
            ("leakedObjects", .int(advice.strong.leakedObjects)),
            ("candidates", .array(advice.tried.map { candidate($0, sentences) })),
            ("recommendation", .string(sentences.recommendation)),
            ("recommendedSlots", recommendedSlots(advice)),
            ("decidedBy", .array(advice.unrunReads.map(place))),
            ("price", .strings(sentences.price)),
            ("maxDesigns", .int(advice.maximumDesigns)),
            ("limited", .bool(advice.isLimited)),
        ])
        .write(to: &output)
    }

    private func recommendedSlots(_ advice: Advice) -> JSON {
        guard let design = advice.recommended, design.clearings.isEmpty else { return .null }
        return .strings(design.slots.map(\.description))
    }

    private func change(_ design: TriedDesign, _ sentences: AdviceSentences) -> JSON {
        let slots = design.changedSlots
        let places = design.clearings.flatMap(\.places)
        return .object([
            ("kind", .string(kind(design))),
            ("slot", slots.first.map { .string($0.description) } ?? .null),
            ("slots", .strings(slots.map(\.description))),
            ("at", places.first.map { at($0.statement) } ?? .null),
            ("evidence", .string("run")),
            ("leftObjects", .int(design.asIs.leakedObjects)),
            ("earlyDeaths", .int(design.earlyDeathCount)),
            ("reads", .int(design.reads)),
            ("code", design.isCode ? .strings(places.compactMap(\.code)) : .null),
            ("why", .string(sentences.why(design))),
        ])
    }

    private func change(_ change: UntriedChange, _ sentences: AdviceSentences) -> JSON {
        let slot = change.slot.map { JSON.string($0.description) } ?? .null
        return .object([
            ("kind", .string(change.kind.rawValue)), ("slot", slot),
            ("slots", .array(change.slot == nil ? [] : [slot])), ("at", .null),
            ("evidence", .string(change.kind == .other ? "none" : "graph")), ("leftObjects", .null),
            ("earlyDeaths", .null), ("reads", .null), ("code", .null), ("why", .string(change.sentence)),
        ])
    }

    private func kind(_ design: TriedDesign) -> String {
        if !design.clearings.isEmpty { return "clear" }
        return design.candidates.contains { $0.isCapture || !$0.methods.isEmpty } ? "weak capture" : "weak field"
    }

    private func at(_ moment: Finding.Moment) -> JSON {
        .object([
            ("file", .string(moment.file)), ("line", .int(moment.line)), ("statement", .string(moment.statement)),
        ])
    }

    private func place(_ site: SiteDefinition) -> JSON {
        .object([
            ("file", .string(site.file)), ("line", .int(site.line)), ("statement", .string(site.statement)),
            ("function", .string(site.function)),
        ])
    }

    private func candidate(_ design: TriedDesign, _ sentences: AdviceSentences) -> JSON {
        .object([
            ("kind", .string(kind(design))),
            ("evidence", .string(design.verdict == .notTried ? "none" : "run")),
            ("weakSlots", .strings(design.slots.map(\.description))),
            ("clears", .strings(design.clearings.map(\.slot.description))),
            ("leakedObjects", .int(design.asIs.leakedObjects)),
            ("prematureDeinits", .int(design.prematureDeinits)),
            ("failsAfterCollection", .bool(design.failsAfterCollection)),
            ("verdict", .string(design.verdict.rawValue)),
            ("why", .string(sentences.why(design))),
            ("earlyDeaths", .int(design.earlyDeathCount)),
            ("peakBytes", .int(design.asIs.peakBytes)),
            ("deadReads", .array(deadReads(design))),
        ])
    }

    private func deadReads(_ design: TriedDesign) -> [JSON] {
        let reads = Schedule.allCases.compactMap { design.outcome($0)?.deadReads }.first { !$0.isEmpty } ?? []
        return reads.map { read in
            .object([
                ("object", .string(read.object)), ("owner", .string(read.owner)),
                ("died", moment(read.died)), ("diedInCollection", .bool(read.diedInCollection)),
                ("needed", moment(read.needed)),
            ])
        }
    }

    private func moment(_ moment: Finding.Moment?) -> JSON {
        moment.map {
            .object([
                ("file", .string($0.file)), ("line", .int($0.line)), ("statement", .string($0.statement)),
                ("seq", .int($0.seq)),
            ])
        } ?? .null
    }
}
