public import DesignAdvice
import TraceModel

/// `advise` for programs.
///
/// `{"schemaVersion", "program", "candidates": [{"weakSlots", "leakedObjects", "prematureDeinits",
/// "failsAfterCollection", "verdict", "why"}], "recommendation"}`. Beside these: `deadReads` of a candidate
/// (`object`, `owner`, `died`, `needed`), its `peakBytes` and `earlyDeaths`; `recommendedSlots`, null where nothing
/// is recommended; `price`, a list of sentences; `maxDesigns`, and whether it was hit (`limited`).
public struct AdviceJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ advice: Advice, to output: inout some TextOutputStream) {
        let sentences = AdviceSentences(advice: advice)
        JSONDocument.make([
            ("program", .string(advice.program)),
            ("leakedObjects", .int(advice.strong.leakedObjects)),
            ("candidates", .array(advice.tried.map { candidate($0, sentences) })),
            ("recommendation", .string(sentences.recommendation)),
            ("recommendedSlots", advice.recommended.map { .strings($0.slots.map(\.description)) } ?? .null),
            ("price", .strings(sentences.price)),
            ("maxDesigns", .int(advice.maximumDesigns)),
            ("limited", .bool(advice.isLimited)),
        ])
        .write(to: &output)
    }

    private func candidate(_ design: TriedDesign, _ sentences: AdviceSentences) -> JSON {
        .object([
            ("weakSlots", .strings(design.slots.map(\.description))),
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
