import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// Every retain and release of one object on the page, each beside its partner, as things stood when the run was judged:
/// what the final collection still undid would hide the leak.
struct HistoryPart {
    let history: ObjectHistory

    /// How many events of one object are shown; of more, the first and the last ones.
    static let mostEntries = 40

    /// What the template fills in.
    var view: View {
        let open = history.openRetains
        let verdict =
            open == 0
            ? "every retain met its release"
            : "\(Wording.count(open, "retain")) never met \(open == 1 ? "its" : "their") release"
        return [
            "label": HTMLText.shown(history.object.label, cells: 60), "verdict": verdict, "isBad": open > 0,
            "entries": rows,
        ]
    }

    private var entries: [ObjectHistory.Entry] {
        let judgedAt = history.judgedAt ?? Int.max
        return history.entries.filter { $0.seq <= judgedAt }.map { entry in
            var entry = entry
            if let partner = entry.pairedWith, partner > judgedAt { entry.pairedWith = nil }
            return entry
        }
    }

    private var rows: [View] {
        let all = entries
        guard all.count > Self.mostEntries else { return all.map(row) }
        let half = Self.mostEntries / 2
        let left = all.count - 2 * half + history.leftOut
        let gap: View = ["isGap": true, "gap": "… \(Wording.count(left, "more event")) …"]
        return all.prefix(half).map(row) + [gap] + all.suffix(half).map(row)
    }

    private func row(_ entry: ObjectHistory.Entry) -> View {
        let isOpen = entry.pairedWith == nil && [.retain, .release, .weakMade, .weakDropped].contains(entry.kind)
        return [
            "isGap": false, "seq": Wording.number(entry.seq), "kind": entry.kind.name,
            "count": entry.count.map(Steps.text) ?? "", "holder": HTMLText.shown(entry.holder, cells: 60),
            "partner": entry.pairedWith.map(Wording.number) ?? (isOpen ? "none" : ""), "isOpen": isOpen,
            "place": entry.site.map { "\(HTMLText.shown($0.file, cells: 40)):\($0.line)" } ?? "",
            "statement": entry.site.map { HTMLText.shown($0.statement, cells: 80) } ?? "",
        ]
    }
}
