/// What was pruned, for programs: `{"schemaVersion", "deleted", "kept", "bytesBefore", "bytesAfter"}`.
public struct PruningJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ pruning: Pruning, to output: inout some TextOutputStream) {
        JSONDocument.make([
            ("deleted", .array(pruning.deleted.map { .int($0) })), ("kept", .int(pruning.kept)),
            ("bytesBefore", .int(pruning.bytesBefore)), ("bytesAfter", .int(pruning.bytesAfter)),
        ])
        .write(to: &output)
    }
}
