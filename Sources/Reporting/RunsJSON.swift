import TraceModel

/// `runs` for programs.
///
/// `{"schemaVersion", "runs": [{"id", "program", "design", "weakSlots", "collector", "status", "failure", "events",
/// "objects", "leaked", "startedAt", "finishedAt"}]}`; what is unknown is null.
public struct RunsJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ runs: [RunListing], to output: inout some TextOutputStream) {
        JSONDocument.make([("runs", .array(runs.map(run)))]).write(to: &output)
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
            ("objects", .optional(listing.summary?.instances.allocated)),
            ("leaked", .optional(listing.summary?.instances.leaked)),
            ("startedAt", .string(run.startedAt)),
            ("finishedAt", .optional(run.finishedAt)),
        ])
    }
}
