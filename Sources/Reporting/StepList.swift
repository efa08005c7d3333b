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

    /// Adds the list.
    func add(to page: inout Page) {
        page.add("What each statement changed; the figure is the count after it.", .faint)
        page.skip()
        let digits = max(steps.table.steps.map { String($0.line).count }.max() ?? 0, 4)
        var before: [String: Int] = [:]
        for step in steps.table.steps {
            page.add(Line(String(step.line), .faint).paddedLeft(to: digits) + Line("  ") + Line(step.source))
            let made = step.counts.filter { before[$0.label] == nil }
            let changed = step.counts.filter { before[$0.label] != nil && before[$0.label] != $0.count }
            add("made", made.map { object($0.label) + Line(" \(Steps.text($0.count))") }, to: &page)
            add("changed", changed.map { change($0.label, from: before[$0.label] ?? 0, to: $0.count) }, to: &page)
            add("freed", step.deinits.map(object), to: &page)
            for printed in StepsText.outputLines(step.output) { page.add(Line.spaces(StepList.indent) + printed) }
            before = Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: { $1 })
        }
    }

    private func add(_ title: String, _ items: [Line], to page: inout Page) {
        guard !items.isEmpty else { return }
        let first = Line.spaces(StepList.indent) + Line(title, .faint).paddedRight(to: 9)
        let separated = items.enumerated().map { $0 < items.count - 1 ? $1 + Line(",") : $1 }
        page.flow(first, separated, most: StepList.mostLines)
    }

    private func object(_ label: String) -> Line {
        Line(label, .object) + Line(steps.table.names[label].map { " (\($0))" } ?? "")
    }

    private func change(_ label: String, from old: Int, to new: Int) -> Line {
        object(label) + Line(" \(Steps.text(old))→\(Steps.text(new))")
    }
}
