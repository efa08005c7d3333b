public import LeakAnalysis
import TraceModel

/// `report` for people: program by program the verdict, the designs side by side, and every leaked cycle.
public struct ReportText: Renderer {
    /// The page.
    public var layout: Layout
    /// The names that objects were bound to, by run id and label; they stand beside the labels.
    public var names: [Int: [String: String]]

    /// A renderer for a page.
    public init(layout: Layout = Layout(), names: [Int: [String: String]] = [:]) {
        self.layout = layout
        self.names = names
    }

    /// How many findings of one run are drawn; the rest is counted.
    public static let mostFindings = 10

    public func write(_ comparisons: [Comparison], to output: inout some TextOutputStream) {
        var page = Page(layout)
        if comparisons.isEmpty { page.add("No runs to report.") }
        for comparison in comparisons {
            page.skip()
            add(comparison, to: &page)
        }
        if comparisons.count > 1 {
            page.skip()
            page.paragraph(Comparison.summary(of: comparisons), .heading)
        }
        page.write(to: &output)
    }

    private func add(_ comparison: Comparison, to page: inout Page) {
        let title = Line(comparison.program, .heading).fitted(to: layout.width)
        page.add(title)
        page.add(String(repeating: "─", count: title.width), .faint)
        page.paragraph(comparison.sentence, comparison.verdict.role)
        addRemarks(comparison, to: &page)
        page.skip()
        DesignTable(comparison).add(to: &page)
        addRunSentences(comparison, to: &page)
        for report in comparison.runs where !report.findings.isEmpty { addFindings(of: report, to: &page) }
        let isAdvisable = { (report: RunReport) in
            !report.run.description.isObserved && report.findings.contains { $0.kind != .growth }
        }
        if comparison.verdict == .leaks, let report = comparison.runs.first(where: isAdvisable) {
            page.skip()
            page.paragraph("Which reference to make weak: dezero-trace advise \(report.run.id)")
        }
    }

    private func addRunSentences(_ comparison: Comparison, to page: inout Page) {
        let sentences = comparison.runs.flatMap {
            [$0.growthSentence, $0.collectorSentence].compactMap(\.self) + $0.observedSentences
        }
        if !sentences.isEmpty { page.skip() }
        for sentence in sentences { page.paragraph(sentence) }
    }

    private func addRemarks(_ comparison: Comparison, to page: inout Page) {
        for remark in comparison.remarks { page.paragraph(remark.text, remark.isBad ? .bad : .plain) }
    }

    private func addFindings(of report: RunReport, to page: inout Page) {
        page.skip()
        let count = Wording.count(report.findings.count, "finding")
        page.add("\(count) in \(report.run.description.design.name)\(report.isPartial ? ", so far" : "")", .heading)
        for (index, finding) in report.findings.prefix(ReportText.mostFindings).enumerated() {
            page.skip()
            let text = FindingText(names: names[report.run.id] ?? [:], siblings: report.findings)
            text.add(finding, number: index + 1, to: &page)
        }
        let left = report.findings.count - ReportText.mostFindings
        if left > 0 {
            page.skip()
            page.add("… and \(Wording.number(left)) more: JSON lists every one")
        }
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
