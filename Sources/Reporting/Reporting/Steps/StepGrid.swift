import Inspection
import LeakAnalysis
import TraceModel

/// A row a statement, a column an instance.
struct StepGrid {
    private var table: TextTable
    private var outputs: [String]
    private var hasFreed: Bool

    /// The narrowest that a column of statements is still read at.
    private static let leastStatement = 20

    /// Makes the grid; nil where the instances do not fit beside the statements.
    init?(_ steps: Steps, width: Int) {
        let labels = steps.labels
        // Every column takes four cells at least, so more than this need not be laid out to be measured.
        guard labels.count <= width / 4 else { return nil }
        hasFreed = steps.table.steps.contains { !$0.deinits.isEmpty }
        var columns: [TextTable.Column] = [
            .init(title: "line", isRight: true), .init(title: "statement", least: StepGrid.leastStatement),
        ]
        columns += labels.map { label in
            .init(title: label + (steps.table.names[label].map { " (\($0))" } ?? ""), isRight: true)
        }
        if hasFreed { columns.append(.init(title: "freed")) }
        table = TextTable(columns: columns)
        outputs = []
        var born: Set<String> = []
        for step in steps.table.steps {
            var row = [Line(String(step.line), .faint), Line(step.indented)]
            row += StepGrid.cells(step, labels, &born)
            if hasFreed { row.append(Line(step.deinits.joined(separator: ", "), .object)) }
            table.rows.append(row)
            outputs.append(step.output)
        }
        guard leastWidth <= width else { return nil }
    }

    private static func cells(_ step: StepTable.Step, _ labels: [String], _ born: inout Set<String>) -> [Line] {
        let counts = Dictionary(step.counts.map { ($0.label, $0.count) }, uniquingKeysWith: { $1 })
        let deinits = Set(step.deinits)
        return labels.map { label in
            if let count = counts[label] {
                born.insert(label)
                return Line(Steps.text(count))
            }
            if deinits.contains(label) {
                born.insert(label)
                return Line("†", .good)
            }
            return born.contains(label) ? Line() : Line("·", .faint)
        }
    }

    /// How wide it is with statements as narrow as they may be; the list of the freed is never cut.
    private var leastWidth: Int {
        let excess = table.columns.indices.reduce(0) { sum, column in
            guard let least = table.columns[column].least else { return sum }
            let widest = table.rows.map { $0[column].width }.max() ?? 0
            return sum + max(max(widest, DisplayText.width(table.columns[column].title)) - least, 0)
        }
        return table.naturalWidth - excess
    }

    /// Adds the grid, with what was printed under its statement, and the meaning of its marks.
    func add(to page: inout Page) {
        let lines = table.lines(width: page.layout.isWhole ? Int.max / 2 : page.layout.width)
        page.add(lines[0])
        for (line, output) in zip(lines.dropFirst(), outputs) {
            page.add(line)
            page.addOutput(output, indent: 6)
        }
        if table.rows.contains(where: { $0.count > 2 }) {
            page.skip()
            page.add("· not made yet" + (hasFreed ? "   † freed by this statement" : ""), .faint)
        }
    }
}
