public import RegressionGate
public import Reporting
import TraceModel

/// `check` as a summary of a job: a table of the runs, then every objection with its ring and statements.
public struct CheckMarkdown: Renderer {
    /// The renderer.
    public init() {}

    /// How many objections are told; GitHub refuses a summary that is too long.
    private static let mostObjections = 50

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        output.write("## dezero-trace: \(result.word.lowercased())\n\n\(MarkdownText.sentence(result.sentence))\n")
        let verdictTexts = result.verdictTexts
        let objections = verdictTexts.filter { $0.verdictText.weight > .note }
        for (judgement, verdictText) in objections.prefix(Self.mostObjections) {
            let name = MarkdownText.code(judgement.subject.description)
            output.write("\n### \(name)\n\n**\(MarkdownText.sentence(verdictText.headline))**\n")
            let prints = verdictText.fingerprint.map { [VerdictText.Fact(title: "fingerprint", text: $0)] } ?? []
            let facts = verdictText.facts + prints
            if !facts.isEmpty { output.write("\n") }
            for fact in facts { output.write("- \(fact.title): \(MarkdownText.code(fact.text))\n") }
        }
        let left = objections.count - Self.mostObjections
        if left > 0 { output.write("\n… and \(Wording.number(left)) more.\n") }
        writeNotes(
            verdictTexts.filter { $0.verdictText.weight == .note && $0.verdictText.rule != .accepted }, to: &output)
        writeStale(result, to: &output)
        writeTable(result, to: &output)
    }

    private func writeNotes(
        _ notes: [(judgement: GateResult.Judgement, verdictText: VerdictText)], to output: inout some TextOutputStream
    ) {
        guard !notes.isEmpty else { return }
        output.write("\n### Noted\n\n")
        for (judgement, verdictText) in notes {
            let name = MarkdownText.code(judgement.subject.description)
            output.write("- \(name) \(MarkdownText.sentence(verdictText.headline))\n")
        }
    }

    private func writeStale(_ result: GateResult, to output: inout some TextOutputStream) {
        let stale = result.entries.filter(\.isStale)
        guard !stale.isEmpty else { return }
        output.write("\n### Stale known leaks\n\n")
        for entry in stale {
            output.write("- \(MarkdownText.code(entry.leak.place)) \(MarkdownText.sentence(entry.complaint))\n")
        }
    }

    private func writeTable(_ result: GateResult, to output: inout some TextOutputStream) {
        guard !result.judgements.isEmpty else { return }
        output.write("\n| program | design | run | outcome |\n|---|---|---:|---|\n")
        for judgement in result.judgements {
            let cells = [
                MarkdownText.cell(judgement.subject.program), MarkdownText.cell(judgement.subject.design),
                judgement.run.map { String($0.id) } ?? "–", judgement.weight.outcome.rawValue,
            ]
            output.write("| \(cells.joined(separator: " | ")) |\n")
        }
    }
}
