public import LeakAnalysis
import TraceModel

/// `report` for a pull request's summary: what leaks and why, what to change, then the designs side by side; programs
/// that leak first, findings folded.
public struct ReportMarkdown: Renderer {
    /// The names that objects were bound to, by run id and label; they stand beside the labels.
    public var names: [Int: [String: String]]
    /// What to change, by the id of the first run that leaks.
    public var changes: [Int: ProgramChange]

    /// A renderer.
    public init(names: [Int: [String: String]] = [:], changes: [Int: ProgramChange] = [:]) {
        self.names = names
        self.changes = changes
    }

    public func write(_ comparisons: [Comparison], to output: inout some TextOutputStream) {
        output.write("## dezero-trace\n")
        if comparisons.isEmpty { output.write("\nNo runs to report.\n") }
        if comparisons.count > 1 { output.write("\n\(Comparison.summary(of: comparisons))\n") }
        let told = Comparison.answerFirst(comparisons, \.self)
        let isShort = { (comparison: Comparison) in comparison.isUneventful && comparisons.count > 1 }
        for comparison in told.filter({ !isShort($0) }) { add(comparison, to: &output) }
        let clean = told.filter(isShort)
        if !clean.isEmpty { output.write("\n### Nothing leaks\n\n") }
        for comparison in clean {
            let program = MarkdownText.code(DisplayText.fit(DisplayText.escape(comparison.program), to: 60))
            output.write("- \(program): \(MarkdownText.escape(comparison.runs.first?.figuresInShort ?? ""))\n")
        }
    }

    private func add(_ comparison: Comparison, to output: inout some TextOutputStream) {
        let program = DisplayText.fit(DisplayText.escape(comparison.program), to: 60)
        output.write("\n### \(MarkdownText.code(program))\n\n")
        output.write("\(comparison.verdict.sign) **\(MarkdownText.sentence(comparison.sentence))**\n")
        for remark in comparison.remarks { output.write("\n\(MarkdownText.sentence(remark.text))\n") }
        for report in comparison.runs { addFindings(of: report, to: &output) }
        if let change = comparison.firstLeaking.flatMap({ changes[$0.run.id] }) {
            let sentences = change.sentences.map(MarkdownText.sentence)
            output.write("\n**What to change:** \(sentences.joined(separator: " "))\n")
        }
        addTable(comparison, to: &output)
        for sentence in comparison.runs.flatMap(\.sentences) { output.write("\n\(MarkdownText.sentence(sentence))\n") }
    }

    private func addTable(_ comparison: Comparison, to output: inout some TextOutputStream) {
        let designs = comparison.runs.map { report in
            MarkdownText.cell(DisplayText.fit(DisplayText.escape(report.run.description.design.name), to: 40))
        }
        output.write("\n| | \(designs.joined(separator: " | ")) |\n")
        output.write("|:--|\(String(repeating: "--:|", count: designs.count))\n")
        for figure in DesignTable(comparison).figures {
            let isPart = figure.title.hasPrefix(" ")
            let title = (isPart ? "&emsp;" : "") + figure.title.drop { $0 == " " }
            let cells = comparison.runs.map { report in
                let text = figure.text(report)
                let isBad = figure.isLeak && !["0", DesignTable.absent].contains(text)
                return isBad ? "**\(MarkdownText.escape(text))**" : MarkdownText.escape(text)
            }
            output.write("| \(title) | \(cells.joined(separator: " | ")) |\n")
        }
    }

    private func addFindings(of report: RunReport, to output: inout some TextOutputStream) {
        let text = FindingText(names: names[report.run.id] ?? [:], siblings: report.findings)
        for (index, finding) in report.findings.prefix(ReportText.mostFindings).enumerated() {
            var page = Page(Layout())
            text.add(finding, number: index + 1, to: &page)
            var drawn = ""
            page.write(to: &drawn)
            let design = MarkdownText.html(
                DisplayText.fit(DisplayText.escape(report.run.description.design.name), to: 40))
            let what = "\(text.title(of: finding)), \(Wording.count(finding.retainedBytes, "byte"))"
            // The first is the answer: a reader should not have to open it.
            output.write(
                "\n<details\(index == 0 ? " open" : "")>\n<summary>Finding \(index + 1) in \(design): \(what)</summary>\n\n"
            )
            output.write("\(MarkdownText.block(drawn))\n</details>\n")
        }
        let left = report.findings.count - ReportText.mostFindings
        if left > 0 { output.write("\nAnd \(Wording.number(left)) more: JSON lists every one.\n") }
    }
}

extension Comparison.Verdict {
    /// What is seen before anything is read.
    fileprivate var sign: String {
        switch self {
        case .clean: "✅"
        case .fixed, .leaks: "❌"
        case .incomplete: "⚠️"
        }
    }
}
