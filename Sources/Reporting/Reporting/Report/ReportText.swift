public import LeakAnalysis
import TraceModel

/// `report` for people: what leaks and why, what to change, then the designs side by side; programs that leak first.
public struct ReportText: Renderer {
    /// The page.
    public var layout: Layout
    /// The names that objects were bound to, by run id and label; they stand beside the labels.
    public var names: [Int: [String: String]]
    /// What to change, by the id of the first run that leaks.
    public var changes: [Int: ProgramChange]
    /// Whether every figure is told, and not only those that one asks for first.
    public var tellsFigures: Bool

    /// A renderer for a page.
    public init(
        layout: Layout = Layout(), names: [Int: [String: String]] = [:], changes: [Int: ProgramChange] = [:],
        tellsFigures: Bool = false
    ) {
        self.layout = layout
        self.names = names
        self.changes = changes
        self.tellsFigures = tellsFigures
    }

    /// How many findings of one run are drawn; the rest is counted.
    public static let mostFindings = 10

    public func write(_ comparisons: [Comparison], to output: inout some TextOutputStream) {
        var page = Page(layout)
        if comparisons.isEmpty { page.add("No runs to report.") }
        if comparisons.count > 1 { page.paragraph(Comparison.summary(of: comparisons), .heading) }
        let told = Comparison.answerFirst(comparisons, \.self)
        let isShort = { (comparison: Comparison) in comparison.isUneventful && comparisons.count > 1 && !tellsFigures }
        for comparison in told.filter({ !isShort($0) }) {
            page.skip()
            add(comparison, to: &page)
        }
        addClean(told.filter(isShort), to: &page)
        page.write(to: &output)
    }

    private func add(_ comparison: Comparison, to page: inout Page) {
        let title = Line(comparison.program, .heading).fitted(to: layout.width)
        page.add(title)
        page.add(String(repeating: "─", count: title.width), .faint)
        page.paragraph(comparison.sentence, comparison.verdict.role)
        for remark in comparison.remarks where remark.isBad { page.paragraph(remark.text, .bad) }
        for report in comparison.runs where !report.findings.isEmpty {
            addFindings(of: report, isAlone: comparison.runs.count == 1, to: &page)
        }
        addChange(comparison, to: &page)
        addDesigns(comparison, to: &page)
        let sight = tellsFigures ? comparison.runs.compactMap(\.sightSentence) : []
        let sentences = comparison.runs.flatMap(\.sentences) + sight
        if !sentences.isEmpty { page.skip() }
        for sentence in sentences { page.paragraph(sentence) }
    }

    private func addChange(_ comparison: Comparison, to page: inout Page) {
        guard let leaking = comparison.firstLeaking, let change = changes[leaking.run.id] else { return }
        page.skip()
        page.add("What to change", .heading)
        for sentence in change.sentences { page.paragraph(sentence) }
        if change.isTried { page.paragraph("`dezero-trace advise \(leaking.run.id)` tells what came of each.") }
    }

    private func addDesigns(_ comparison: Comparison, to page: inout Page) {
        page.skip()
        if tellsFigures {
            DesignTable(comparison).add(to: &page)
        } else {
            let designs = comparison.runs.map { report in
                let design = DisplayText.fit(DisplayText.escape(report.run.description.design.name), to: 24)
                return "\(design), run \(report.run.id)"
            }
            let widest = designs.map { DisplayText.width($0) }.max() ?? 0
            for (report, design) in zip(comparison.runs, designs) {
                let words = report.figuresInShort.split(separator: " ").map { Line(String($0)) }
                page.flow(Line(design).paddedRight(to: widest + 3), words)
            }
        }
        for remark in comparison.remarks where !remark.isBad { page.paragraph(remark.text) }
    }

    private func addFindings(of report: RunReport, isAlone: Bool, to page: inout Page) {
        page.skip()
        let count = report.findings.count
        if count > 1 || !isAlone || report.isPartial {
            let design = report.run.description.design.name
            page.add("\(Wording.count(count, "finding")) in \(design)\(report.isPartial ? ", so far" : "")", .heading)
        }
        for (index, finding) in report.findings.prefix(ReportText.mostFindings).enumerated() {
            page.skip()
            let text = FindingText(names: names[report.run.id] ?? [:], siblings: report.findings)
            text.add(finding, number: index + 1, to: &page)
        }
        let left = count - ReportText.mostFindings
        if left > 0 {
            page.skip()
            page.add("… and \(Wording.number(left)) more: JSON lists every one")
        }
    }

    /// A line for each program of which there is nothing to tell.
    private func addClean(_ comparisons: [Comparison], to page: inout Page) {
        guard !comparisons.isEmpty else { return }
        page.skip()
        page.add("Nothing leaks", .heading)
        let names = comparisons.map { DisplayText.fit(DisplayText.escape($0.program), to: 32) }
        let widest = names.map { DisplayText.width($0) }.max() ?? 0
        for (comparison, name) in zip(comparisons, names) {
            let words = comparison.runs.first?.figuresInShort.split(separator: " ") ?? []
            page.flow(Line(name).paddedRight(to: widest + 3), words.map { Line(String($0)) })
        }
    }
}

extension Comparison {
    /// The first run of it that leaks.
    package var firstLeaking: RunReport? { runs.first(where: \.leaks) }

    /// Whether all there is to say of it is that nothing leaks.
    package var isUneventful: Bool {
        verdict == .clean && remarks.allSatisfy { !$0.isBad } && changedResults.isEmpty
            && runs.allSatisfy { $0.findings.isEmpty && $0.sentences.isEmpty && $0.failedCommand == nil }
    }

    /// Programs with those first that leak the most bytes, then those without a verdict, then the clean ones.
    package static func answerFirst<Item>(_ items: [Item], _ comparison: KeyPath<Item, Comparison>) -> [Item] {
        func rank(_ place: Int, _ comparison: Comparison) -> (Int, Int, Int) {
            switch comparison.verdict {
            case .leaks, .fixed: (0, -(comparison.runs.map(\.summary.bytes.leaked).max() ?? 0), place)
            case .incomplete: (1, 0, place)
            case .clean: (2, 0, place)
            }
        }
        return items.enumerated().sorted {
            rank($0.offset, $0.element[keyPath: comparison]) < rank($1.offset, $1.element[keyPath: comparison])
        }
        .map(\.element)
    }
}

extension Comparison.Verdict {
    /// How the sentence looks.
    fileprivate var role: Style.Role {
        switch self {
        case .clean: .good
        case .fixed, .leaks, .incomplete: .bad
        }
    }
}
