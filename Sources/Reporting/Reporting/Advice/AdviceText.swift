public import DesignAdvice
import TraceModel

/// `advise` for people: the recommendation first, then what came of every design.
public struct AdviceText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    /// How many designs are told; the rest is counted.
    public static let mostDesigns = 40

    public func write(_ advice: Advice, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let sentences = AdviceSentences(advice: advice)
        let title = Line(advice.program, .heading).fitted(to: layout.width)
        page.add(title)
        page.add(String(repeating: "─", count: title.width), .faint)
        page.paragraph(sentences.recommendation, advice.recommended != nil || advice.isClean ? .good : .bad)
        if !sentences.price.isEmpty {
            page.skip()
            page.add("Its price", .heading)
            for line in sentences.price { page.item(line) }
        }
        if !advice.untried.isEmpty {
            page.skip()
            page.add("Not run", .heading)
            for line in sentences.untried { page.item(line) }
        }
        addDesigns(advice, sentences, to: &page)
        page.write(to: &output)
    }

    private func addDesigns(_ advice: Advice, _ sentences: AdviceSentences, to page: inout Page) {
        guard !advice.tried.isEmpty else { return }
        page.skip()
        page.add("What was tried", .heading)
        for design in advice.tried.prefix(AdviceText.mostDesigns) {
            let name = AdviceSentences.title(design)
            let verdict = Line("  ") + Line(design.verdict.rawValue, design.verdict.role)
            page.add(Line(name, .suspect).fitted(to: page.layout.width - verdict.width) + verdict)
            page.item(sentences.why(design) + ".")
        }
        let left = advice.tried.count - AdviceText.mostDesigns
        if left > 0 { page.add("… and \(Wording.number(left)) more: JSON lists every one") }
        if advice.isLimited {
            page.skip()
            page.paragraph(
                "Not everything was tried: the bound is \(Wording.count(advice.maximumDesigns, "design")).", .bad)
        }
        addPace(advice, to: &page)
    }

    /// Where collections had to be rarer than statements, that is said.
    private func addPace(_ advice: Advice, to page: inout Page) {
        let paced = advice.tried.compactMap(\.collecting).first { $0.collections * 2 < $0.statements }
        guard let paced, paced.collections > 0 else { return }
        let pace = paced.statements / paced.collections
        page.paragraph(
            "A collection ran after about every \(Wording.number(pace))th statement, not every one: the program is "
                + "too large for more.")
    }
}

extension Page {
    /// Adds running text behind a mark, indented.
    fileprivate mutating func item(_ text: String) {
        flow(Line("  "), words(text, indent: 2).map { Line($0) }, most: 12)
    }
}

extension TriedDesign.Verdict {
    fileprivate var role: Style.Role { self == .fixes ? .good : .bad }
}
