import Inspection
import LeakAnalysis
import TraceModel

/// `history` for people: a row an event, each retain beside its release; of a very long one its two ends.
///
/// Where functions tell of the pairs, what has no partner comes first: that was stored, or taken out again.
public struct HistoryText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    public func write(_ history: History, to output: inout some TextOutputStream) {
        var page = Page(layout)
        let object = history.history.object
        page.add(
            Line(object.label, .heading) + Line(" in \(history.run.name), run \(history.run.id)", .faint))
        page.paragraph(life(of: object, in: history.history, isObserved: history.isPairedByFunction))
        page.skip()
        if history.entries.isEmpty {
            page.add(history.isUnpairedOnly ? "Every retain met its release." : "No event tells of it.")
        } else {
            if history.isPairedByFunction, !history.isUnpairedOnly { addUnpaired(of: history, to: &page) }
            page.add(table(history.entries, leftOut: history.history.leftOut, of: history))
            if history.history.leftOut > 0 {
                page.skip()
                page.paragraph("\(Wording.count(history.history.leftOut, "event")) in the middle left out.")
            }
        }
        let open = history.history.openRetains
        if history.isPairedByFunction {
            page.skip()
            page.paragraph(
                "A retain is paired with a release by the same function. What has no partner handed the reference on: "
                    + "stored it, took it out again, or returned it. `dezero-trace report \(history.run.id)` tells of "
                    + "the fields."
            )
        } else if open > 0 {
            page.skip()
            let end = Self.isLate(history.history) ? " before the run was judged" : ""
            page.paragraph("\(Wording.count(open, "retain")) never met \(open == 1 ? "its" : "their") release\(end).")
        }
        page.write(to: &output)
    }

    private func addUnpaired(of history: History, to page: inout Page) {
        let unpaired = history.history.unpaired
        guard !unpaired.isEmpty else { return }
        page.add(Line("Without a partner", .heading))
        page.add(table(unpaired, leftOut: 0, of: history))
        page.skip()
        page.add(Line("All events", .heading))
    }

    private func life(of object: ObjectRecord, in history: ObjectHistory, isObserved: Bool) -> String {
        let kind =
            object.kind == .instance ? "An instance of" : object.kind == .array ? "An array," : "A \(object.kind.name),"
        let start = "\(kind) \(history.type), \(Wording.count(object.bytes, "byte")), born at event \(object.born)"
        guard let died = object.died else {
            return "\(start), \(isObserved ? "still there when the watching ended" : "never freed")."
        }
        let by =
            object.freedByCollector == true
            ? (Self.isLate(history) ? "the clean-up after the verdict" : "the collector") : "counting"
        return "\(start), freed at event \(died) by \(by)."
    }

    /// Whether what held it was let go only once it was judged.
    private static func isLate(_ history: ObjectHistory) -> Bool {
        history.unpaired.contains { $0.kind == .retain && $0.pairedWith != nil }
    }

    private func table(_ entries: [ObjectHistory.Entry], leftOut: Int, of history: History) -> TextTable {
        var table = TextTable(columns: [
            .init(title: "event", isRight: true), .init(title: "what"), .init(title: "count", isRight: true),
            .init(title: history.isPairedByFunction ? "function" : "holder", least: 12),
            .init(title: "pair", isRight: true), .init(title: "where"),
            .init(title: "statement", least: 16),
        ])
        table.rows = entries.map(row)
        if leftOut > 0 { table.rows.insert([Line("⋮", .faint)], at: ObjectHistory.mostEntries / 2) }
        return table
    }

    private func row(_ entry: ObjectHistory.Entry) -> [Line] {
        [
            Line(String(entry.seq), .faint),
            Line(entry.kind.name),
            Line(entry.count.map { Steps.text($0) } ?? ""),
            Line(entry.holder, .object),
            partner(of: entry),
            place(entry.site),
            Line(entry.site?.statement ?? ""),
        ]
    }

    private func partner(of entry: ObjectHistory.Entry) -> Line {
        if let partner = entry.pairedWith { return Line(String(partner)) }
        switch entry.kind {
        case .retain, .release, .weakMade, .weakDropped: return Line("none", .bad)
        default: return Line()
        }
    }

    private func place(_ site: SiteDefinition?) -> Line {
        guard let site else { return Line() }
        // The line says more than the folder.
        let file = site.file.split(separator: "/").last.map(String.init) ?? site.file
        let text = DisplayText.escape("\(file):\(site.line)")
        return Line(DisplayText.fitEnd(text, to: min(layout.width / 4, 28)), .suspect)
    }
}
