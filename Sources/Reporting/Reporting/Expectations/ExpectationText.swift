import DesignAdvice
import TraceModel

/// An unmet expectation for the reader of a failed test's log: what is wrong in one line, then each leaked ring
/// with the store that closed it, then what to do.
public struct ExpectationText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page; test runners indent what they print.
    public init(layout: Layout = Layout(width: 96)) { self.layout = layout }

    /// How many leaked rings are drawn; the rest is counted.
    public static let mostFindings = 3

    public func write(_ expectation: UnmetExpectation, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let sentences = ExpectationSentences(expectation: expectation)
        page.paragraph(sentences.opening, .bad)
        if case .order(let expected) = expectation.cause {
            page.skip()
            page.add(OrderTable(expectation: expectation, expected: expected).table, indent: 3)
        }
        addFindings(expectation, to: &page)
        for (title, text) in sentences.remedies {
            page.skip()
            page.add(title, .heading)
            page.paragraph(text)
        }
        page.write(to: &output)
    }

    private func addFindings(_ expectation: UnmetExpectation, to page: inout Page) {
        guard expectation.drawsFindings else { return }
        for (index, finding) in expectation.findings.prefix(Self.mostFindings).enumerated() {
            page.skip()
            let text = FindingText(names: expectation.names, siblings: expectation.findings, isForTests: true)
            text.add(finding, number: index + 1, to: &page)
        }
        let left = expectation.findings.count - Self.mostFindings
        if left > 0 {
            page.skip()
            page.add("… and \(Wording.count(left, "finding")) more")
        }
    }
}

extension UnmetExpectation {
    var drawsFindings: Bool {
        switch cause {
        case .leaks, .otherLeaks: true
        case .noLeak, .nothingMade, .order, .failed, .refused: false
        }
    }
}
