import LeakAnalysis
public import RegressionGate
public import Reporting
import TraceModel

/// `check` for people: what failed and why, on one screen.
public struct CheckText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    /// After so many lines no further objection begins.
    private static let mostObjectionLines = 16
    /// After so many lines nothing further is noted.
    private static let mostLines = 20

    public func write(_ result: GateResult, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let role: Style.Role = result.outcome == .passed ? .good : .bad
        let words = result.sentence.split(separator: " ").map { Line(String($0)) }
        page.flow(Line(result.word, role) + Line("  "), words, most: 8)
        let objections = result.verdictTexts.filter { $0.verdictText.weight > .note }
        addBlocks(objections.map { block($0.judgement, $0.verdictText) }, upTo: Self.mostObjectionLines, to: &page)
        let stale = result.entries.filter(\.isStale).map { entry in
            lines(entry.leak.place, entry.complaint, result.isStrict ? .bad : .plain)
        }
        // What is as it was is counted above; everything else is said.
        let notes = result.verdictTexts.filter { $0.verdictText.weight == .note && $0.verdictText.rule != .accepted }
        addBlocks(stale + notes.map { note($0.judgement, $0.verdictText) }, upTo: Self.mostLines, to: &page)
        addAdvice(result, to: &page)
        page.write(to: &output)
    }

    /// Adds blocks as long as there is room, the first in any case.
    private func addBlocks(_ blocks: [[Line]], upTo most: Int, to page: inout Page) {
        guard let first = blocks.first else { return }
        page.skip()
        for line in first { page.add(line) }
        for (index, block) in blocks.enumerated().dropFirst() {
            guard page.lines.count + block.count <= most else {
                page.add("… and \(Wording.number(blocks.count - index)) more: JSON tells every one", .faint)
                return
            }
            for line in block { page.add(line) }
        }
    }

    private func block(_ judgement: GateResult.Judgement, _ verdictText: VerdictText) -> [Line] {
        let facts = verdictText.facts + (verdictText.fingerprint.map { [.init(title: "fingerprint", text: $0)] } ?? [])
        return note(judgement, verdictText)
            + facts.map { fact in
                Line.spaces(3) + Line(fact.title, .faint).paddedRight(to: 13)
                    + Line(fact.text, fact.title == "ring" ? .suspect : .plain)
            }
    }

    private func note(_ judgement: GateResult.Judgement, _ verdictText: VerdictText) -> [Line] {
        let role: Style.Role = verdictText.weight == .note ? (verdictText.rule == .fixed ? .good : .plain) : .bad
        return lines(judgement.subject.description, verdictText.headline, role)
    }

    /// A name and what is said of it, on three lines at most.
    private func lines(_ name: String, _ text: String, _ role: Style.Role) -> [Line] {
        var page = Page(layout)
        let name = Line(name, .object).fitted(to: layout.width / 2)
        page.flow(name + Line("  "), text.split(separator: " ").map { Line(String($0), role) }, most: 3)
        return page.lines
    }

    /// What to do next about the first new leak.
    private func addAdvice(_ result: GateResult, to page: inout Page) {
        let leak = result.verdictTexts.first { $0.verdictText.rule == .newLeak || $0.verdictText.rule == .moreLeaks }
        guard let run = leak?.judgement.run else { return }
        page.skip()
        let advice = run.description.isObserved ? "" : ", then advise \(run.id) for the slot to make weak"
        page.add("Next: dezero-trace report \(run.id)\(advice)")
    }
}
