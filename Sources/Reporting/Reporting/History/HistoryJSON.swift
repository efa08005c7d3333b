import Inspection
import LeakAnalysis
import TraceModel

/// `history` for programs.
///
/// `{"schemaVersion", "run", "program", "design", "object": {"label", "type", "kind", "bytes", "born", "died",
/// "freedBy"}, "entries": [{"seq", "kind", "holder", "count", "pairedWith", "file", "line", "statement"}], "leftOut"}`.
/// Of more than 2,000 events the two ends are there, and `leftOut` says how many in the middle are not.
/// What is unknown or does not apply is null; `freedBy` is `counting` or `collector`.
public struct HistoryJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ history: History, to output: inout some TextOutputStream) {
        JSONDocument.make([
            ("run", .int(history.run.id)),
            ("program", .string(history.run.description.program)),
            ("design", .string(history.run.description.design.name)),
            ("object", object(history.history.object, type: history.history.type)),
            ("entries", .array(history.entries.map(entry))),
            ("leftOut", .int(history.history.leftOut)),
        ])
        .write(to: &output)
    }

    private func object(_ object: ObjectRecord, type: String) -> JSON {
        .object([
            ("label", .string(object.label)),
            ("type", .string(type)),
            ("kind", .string(object.kind.name)),
            ("bytes", .int(object.bytes)),
            ("born", .int(object.born)),
            ("died", .optional(object.died)),
            ("freedBy", .optional(object.freedByCollector.map { $0 ? "collector" : "counting" })),
        ])
    }

    private func entry(_ entry: ObjectHistory.Entry) -> JSON {
        .object([
            ("seq", .int(entry.seq)),
            ("kind", .string(entry.kind.name)),
            ("holder", entry.holder.isEmpty ? .null : .string(entry.holder)),
            ("count", .optional(entry.count.flatMap { $0 < 0 ? nil : $0 })),
            ("pairedWith", .optional(entry.pairedWith)),
            ("file", .optional(entry.site?.file)),
            ("line", .optional(entry.site?.line)),
            ("statement", .optional(entry.site?.statement)),
        ])
    }
}
