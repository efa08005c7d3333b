import Inspection
import LeakAnalysis
import TraceModel

/// Statement by statement what it changed: for more instances than fit side by side.
struct StepList {
    private var steps: Steps

    /// A list of these statements.
    init(_ steps: Steps) { self.steps = steps }

    /// How many lines one kind of change may take under a statement; the rest is counted.
    private static let mostLines = 3
    private static let indent = 8
    private static let titleWidth = 9

    /// Adds the list.
    func add(to page: inout Page) {
        page.paragraph("What each statement changed; the figure is the count after it.", .faint)
        let room = page.layout.width - StepList.indent - StepList.titleWidth - 1
        page.skip()
        let digits = max(steps.table.steps.map { String($0.line).count }.max() ?? 0, 4)
        var before: [String: Int] = [:]
        for step in steps.table.steps {
            page.add(Line(String(step.line), .faint).paddedLeft(to: digits) + Line("  ") + Line(step.indented))
            before = step.countsBefore ?? before
            let made = step.counts.filter { before[$0.label] == nil }
            let changed = step.counts.filter { before[$0.label] != nil && before[$0.label] != $0.count }
            add("made", made.map { object($0.label, Line(" \(Steps.text($0.count))"), room) }, to: &page)
            add(
                "changed", changed.map { object($0.label, change(from: before[$0.label] ?? 0, to: $0.count), room) },
                to: &page)
            add("freed", step.deinits.map { object($0, Line(), room) }, to: &page)
            page.addOutput(step.output, indent: StepList.indent)
            before = Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: { $1 })
        }
    }

    private func add(_ title: String, _ items: [Line], to page: inout Page) {
        guard !items.isEmpty else { return }
        let first = Line.spaces(StepList.indent) + Line(title, .faint).paddedRight(to: StepList.titleWidth)
        let separated = items.enumerated().map { $0 < items.count - 1 ? $1 + Line(",") : $1 }
        page.flow(first, separated, most: StepList.mostLines)
    }

    /// An object with its figure, which a long label must not push off the page.
    private func object(_ label: String, _ figure: Line, _ room: Int) -> Line {
        let name = Line(steps.table.names[label].map { " (\($0))" } ?? "").fitted(to: room / 3)
        return Line(label, .object).fitted(to: room - name.width - figure.width) + name + figure
    }

    private func change(from old: Int, to new: Int) -> Line { Line(" \(Steps.text(old))→\(Steps.text(new))") }
}
