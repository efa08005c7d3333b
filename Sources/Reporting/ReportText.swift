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
            page.paragraph(summary(comparisons), .heading)
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
        if comparison.verdict == .leaks, let report = comparison.runs.first(where: { !$0.findings.isEmpty }) {
            page.skip()
            page.paragraph("Which reference to make weak: dezero-trace advise \(report.run.id)")
        }
    }

    private func addRunSentences(_ comparison: Comparison, to page: inout Page) {
        let sentences = comparison.runs.flatMap { [$0.growthSentence, $0.collectorSentence].compactMap(\.self) }
        if !sentences.isEmpty { page.skip() }
        for sentence in sentences { page.paragraph(sentence) }
    }

    private func addRemarks(_ comparison: Comparison, to page: inout Page) {
        for report in comparison.runs {
            let design = report.run.description.design
            guard !design.weakSlots.isEmpty, design.name != Design.weak(design.weakSlots).name else { continue }
            page.paragraph("\(report.quotedDesign) holds \(Wording.list(design.weakSlots.map(\.description))) weakly.")
        }
        if comparison.runs.contains(where: { $0.run.description.explicitWeakReferences }) {
            page.paragraph("As written: the program's own code makes weak references; `strong` adds none.")
        }
        for report in comparison.runs where report.isPartial {
            page.paragraph(partiality(of: report.run), .bad)
        }
    }

    private func partiality(of run: RunInfo) -> String {
        let design = Wording.quoted(run.description.design.name)
        let end =
            switch run.status {
            case .recording: "is still being recorded, \(Wording.count(run.events, "event")) so far"
            case .failed: "failed after \(Wording.count(run.events, "event"))"
            case .interrupted, .finished: "was interrupted after \(Wording.count(run.events, "event"))"
            }
        let reason = run.failure.map { " (\(DisplayText.fit(DisplayText.escape($0), to: 160)))" } ?? ""
        return "Partial: \(design) \(end)\(reason); its figures and findings are those so far."
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
            page.add("… and \(Wording.number(left)) more: --format json lists every one")
        }
    }

    /// The last line of a report of several programs.
    private func summary(_ comparisons: [Comparison]) -> String {
        var clean = 0
        var fixed = 0
        var leaking = 0
        var incomplete = 0
        for comparison in comparisons {
            switch comparison.verdict {
            case .clean: clean += 1
            case .fixed: fixed += 1
            case .leaks: leaking += 1
            case .incomplete: incomplete += 1
            }
        }
        let parts = [
            (clean, "clean"), (fixed, "leaking in some designs"), (leaking, "leaking in every design"),
            (incomplete, "incomplete"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\(Wording.number($0.0)) \($0.1)" }
        return "\(Wording.count(comparisons.count, "program")): \(told.joined(separator: ", "))."
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
