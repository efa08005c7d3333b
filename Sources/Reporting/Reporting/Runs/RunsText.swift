import TraceModel

/// `runs` for people: a row for each of the newest runs, then how findings and peaks went from run to run.
public struct RunsText: Renderer {
    /// The page.
    public var layout: Layout

    /// A renderer for a page.
    public init(layout: Layout = Layout()) { self.layout = layout }

    /// How many runs are listed; the trends are of all.
    static let mostRuns = 20

    public func write(_ runs: [RunListing], to output: inout some TextOutputStream) {
        var page = Page(layout)
        if runs.isEmpty {
            page.add("No runs are recorded.")
        } else {
            let newest = Array(runs.suffix(Self.mostRuns))
            var table = table(newest, timeTo: 5)
            if !layout.isWhole, table.naturalWidth > layout.width { table = self.table(newest, timeTo: 0) }
            page.add(table)
            let left = runs.count - newest.count
            if left > 0 { page.add("… and \(Wording.count(left, "older run")): JSON lists every one", .faint) }
            TrendTable(runs).add(to: &page)
        }
        page.write(to: &output)
    }

    /// A table whose times are told to the minute (5 characters of the clock) or to the day (0).
    private func table(_ runs: [RunListing], timeTo clock: Int) -> TextTable {
        var table = TextTable(columns: [
            .init(title: "id", isRight: true), .init(title: "program/design", least: 16), .init(title: "status"),
            .init(title: "events", isRight: true), .init(title: "objects", isRight: true),
            .init(title: "leaked", isRight: true), .init(title: "started (UTC)", least: 10),
        ])
        table.rows = runs.map { row($0, timeTo: clock) }
        return table
    }

    private func row(_ listing: RunListing, timeTo clock: Int) -> [Line] {
        let run = listing.run
        let counts = listing.figures
        let leaked = counts.map { Line(Wording.number($0.leaked), $0.leaked > 0 ? .bad : .good) }
        return [
            Line(String(run.id)),
            Line(run.name, .object),
            Line(status(run), run.status == .finished ? .plain : .bad),
            Line(Wording.number(run.events)),
            Line(counts.map { Wording.number($0.allocated) } ?? "–"),
            leaked ?? Line("–"),
            Line(time(run.startedAt, to: clock), .faint),
        ]
    }

    /// How far a run came; of a stopped one also what stopped it.
    private func status(_ run: RunInfo) -> String {
        guard run.status == .stopped, let reason = run.failure else { return run.status.rawValue }
        return "\(run.status.rawValue): \(reason)"
    }

    /// `2026-01-31T12:00:00Z` without what a table has no room for; anything else as it is.
    private func time(_ time: String, to clock: Int) -> String {
        let parts = time.split(separator: "T")
        guard parts.count == 2, parts[0].count == 10, parts[1].count == 9 else { return time }
        return clock == 0 ? String(parts[0]) : "\(parts[0]) \(parts[1].prefix(clock))"
    }
}
