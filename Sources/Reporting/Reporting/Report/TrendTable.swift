import TraceModel

/// How findings and peaks went from run to run, a row a program and design of which there are several runs.
struct TrendTable {
    private static let mostBars = 12

    private let trends: [RunTrend]

    /// The trends of these runs.
    init(_ listings: [RunListing]) { trends = RunTrend.all(of: listings).filter { $0.listings.count > 1 } }

    /// Adds the table, if there is anything to compare.
    func add(to page: inout Page) {
        guard !trends.isEmpty else { return }
        page.skip()
        page.add("Trends of finished runs, oldest to newest", .heading)
        page.skip()
        var table = TextTable(columns: [
            .init(title: "program/design", least: 16), .init(title: "runs", isRight: true),
            .init(title: "findings", least: 12), .init(title: "peak bytes", least: 12),
        ])
        table.rows = trends.map { trend in
            [
                Line(trend.name, .object), Line(Wording.number(trend.listings.count)),
                cell(trend.values(\.findings)), cell(trend.values(\.peakBytes)),
            ]
        }
        page.add(table)
    }

    /// `▁▁█ 1 → 2`: the newest values as bars, and what the first of them became.
    private func cell(_ values: [Int]) -> Line {
        let shown = values.suffix(Self.mostBars)
        guard let first = shown.first, let last = shown.last else { return Line("–") }
        let change = first == last ? Wording.number(last) : "\(Wording.number(first)) → \(Wording.number(last))"
        let role: Style.Role = last > first ? .bad : last < first ? .good : .plain
        return Line(Sparkline.text(values, most: Self.mostBars) + " ") + Line(change, role)
    }
}
