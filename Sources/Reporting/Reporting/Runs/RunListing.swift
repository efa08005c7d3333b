public import TraceModel

/// A row of `runs`.
public struct RunListing: Sendable {
    /// The run.
    public var run: RunInfo
    /// Its figures; nil where they were not computed.
    public var figures: RunFigures?

    /// Lists a run.
    public init(run: RunInfo, figures: RunFigures? = nil) {
        self.run = run
        self.figures = figures
    }
}

/// The runs of one program under one design, oldest first.
struct RunTrend {
    /// `PROGRAM/DESIGN`.
    let name: String
    /// The runs.
    let listings: [RunListing]

    /// The trends of these runs, in the order in which each was recorded first.
    static func all(of listings: [RunListing]) -> [RunTrend] {
        var order: [String] = []
        var byName: [String: [RunListing]] = [:]
        for listing in listings {
            if byName[listing.run.name] == nil { order.append(listing.run.name) }
            byName[listing.run.name, default: []].append(listing)
        }
        return order.map { RunTrend(name: $0, listings: byName[$0] ?? []) }
    }

    /// A figure of every run that came to its end and was analysed: what a part shows is no trend.
    func values(_ figure: (RunFigures) -> Int) -> [Int] {
        listings.filter { $0.run.status == .finished }.compactMap { $0.figures.map(figure) }
    }
}
