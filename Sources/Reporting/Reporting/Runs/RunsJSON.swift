import TraceModel

/// `runs` for programs.
///
/// `{"schemaVersion", "runs": [{"id", "program", "design", "weakSlots", "collector", "status", "failure", "events",
/// "objects", "leaked", "findings", "peakBytes", "startedAt", "finishedAt"}], "trends": [{"program", "design", "runs",
/// "findings", "peakBytes"}]}`; what is unknown is null. A trend lists the finished runs of a program and design, oldest
/// first, its three lists in step.
public struct RunsJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ runs: [RunListing], to output: inout some TextOutputStream) {
        JSONDocument.make([
            ("runs", .array(runs.map(run))), ("trends", .array(RunTrend.all(of: runs).map(trend))),
        ])
        .write(to: &output)
    }

    private func run(_ listing: RunListing) -> JSON {
        let run = listing.run
        return .object([
            ("id", .int(run.id)),
            ("program", .string(run.description.program)),
            ("design", .string(run.description.design.name)),
            ("weakSlots", .strings(run.description.design.weakSlots.map(\.description))),
            ("collector", .string(run.description.collector.text)),
            ("status", .string(run.status.rawValue)),
            ("failure", .optional(run.failure)),
            ("events", .int(run.events)),
            ("objects", .optional(listing.figures?.allocated)),
            ("leaked", .optional(listing.figures?.leaked)),
            ("findings", .optional(listing.figures?.findings)),
            ("peakBytes", .optional(listing.figures?.peakBytes)),
            ("startedAt", .string(run.startedAt)),
            ("finishedAt", .optional(run.finishedAt)),
        ])
    }

    private func trend(_ trend: RunTrend) -> JSON {
        let finished = trend.listings.filter { $0.run.status == .finished && $0.figures != nil }
        let run = trend.listings.first?.run.description
        return .object([
            ("program", .optional(run?.program)),
            ("design", .optional(run?.design.name)),
            ("runs", .array(finished.map { .int($0.run.id) })),
            ("findings", .array(trend.values(\.findings).map { .int($0) })),
            ("peakBytes", .array(trend.values(\.peakBytes).map { .int($0) })),
        ])
    }
}
