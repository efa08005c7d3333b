import Inspection
import LeakAnalysis
import TraceModel

/// `steps` for people: the seed's pictures as a table.
///
/// - Where every instance, and the longest list of the freed, fits beside the statements: a row a statement, a column an instance, its count
///   in it; `·` before it was born, `†` in the statement that freed it, blank afterwards; last, who was freed, in order.
/// - Where they do not fit: under each statement only what it changed: who was made, whose count
///   became another, who was freed.
///
/// What a statement printed stands under it behind `>`. No title is repeated.
public struct StepsText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    /// How many printed lines of one statement are shown; the rest is counted.
    static let mostOutputLines = 1_000
    /// How many lines one printed line may go over.
    static let mostRows = 12

    public func write(_ steps: Steps, to output: inout some TextOutputStream) {
        var page = Page(layout)
        page.add(Line("\(steps.run.name)", .heading) + Line(", run \(steps.run.id)", .faint))
        if steps.run.status != .finished {
            page.add("Partial: the run is \(steps.run.status.rawValue); these are its statements so far.", .bad)
        }
        page.skip()
        if steps.table.steps.isEmpty {
            page.add("No statement ran.")
        } else if let grid = StepGrid(steps, width: layout.width) {
            grid.add(to: &page)
        } else {
            StepList(steps).add(to: &page)
        }
        page.skip()
        if steps.table.instancesLeftOut > 0 {
            page.paragraph(
                "Told are the first \(Wording.number(StepTable.mostInstances)) objects; "
                    + "\(Wording.count(steps.table.instancesLeftOut, "more object")) are not.")
        }
        addEnd(of: steps, to: &page)
        page.write(to: &output)
    }

    private func addEnd(of steps: Steps, to page: inout Page) {
        let table = steps.table
        if table.leakedLeftOut > 0 {
            page.add("\(Wording.count(table.leakedLeftOut, "object")) of those that are not told leaked.", .bad)
        }
        if table.leaked.isEmpty {
            if table.leakedLeftOut == 0 { page.add("Nothing leaked.", .good) }
            return
        }
        page.flow(Line("Leaked: ", .bad), StepsText.items(table.leaked, table.names), most: 4)
        if table.collected.isEmpty {
            page.add("A collection frees none of them.")
        } else if Set(table.collected) == Set(table.leaked) {
            page.add("A collection frees them all.")
        } else {
            page.flow(Line("A collection frees "), StepsText.items(table.collected, [:]), most: 4)
        }
    }

    /// Labels, with the names they were bound to, separated by commas.
    static func items(_ labels: [String], _ names: [String: String]) -> [Line] {
        labels.enumerated().map { index, label in
            let name = names[label].map { " (\($0))" } ?? ""
            return Line(label, .object) + Line(name + (index < labels.count - 1 ? "," : ""))
        }
    }

}

extension Page {
    /// Adds what a statement printed, whole: a line that is too long goes on in the next.
    mutating func addOutput(_ output: String, indent: Int) {
        guard !output.isEmpty else { return }
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let room = max(layout.width - indent - 2, 8)
        for line in lines.prefix(StepsText.mostOutputLines) {
            var rest = DisplayText.escape(line)
            var mark = "> "
            var rows = 0
            repeat {
                let piece = DisplayText.prefix(rest, cells: room)
                add(Line.spaces(indent) + Line(mark, .faint) + Line(piece.isEmpty ? String(rest.prefix(1)) : piece))
                rest.removeFirst(max(piece.count, min(rest.count, 1)))
                mark = "  "
                rows += 1
            } while !rest.isEmpty && rows < StepsText.mostRows
            if !rest.isEmpty {
                let more = "… \(Wording.count(rest.count, "more character")): JSON has them"
                add(Line.spaces(indent) + Line("  \(more)", .faint))
            }
        }
        let left = lines.count - StepsText.mostOutputLines
        if left > 0 {
            add(Line.spaces(indent) + Line("> … \(Wording.count(left, "more line")): JSON has them", .faint))
        }
    }
}
