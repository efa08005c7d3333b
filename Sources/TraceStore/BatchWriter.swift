import TraceModel

/// The prepared statements that a session's recorders share.
final class BatchWriter {
    let events: EventWriter
    let names: NameWriter
    private let batch: PreparedStatement
    private let progress: PreparedStatement

    init(on connection: OpaquePointer, path: String) throws {
        events = try EventWriter(on: connection, path: path)
        names = try NameWriter(on: connection, path: path)
        batch = try PreparedStatement("INSERT INTO batch VALUES(?, ?, ?, ?)", on: connection, path: path)
        progress = try PreparedStatement(
            "UPDATE run SET last_event = ?, row_checksum = ?, text_checksum = ? WHERE id = ?", on: connection,
            path: path)
    }

    /// Writes the row that seals a batch.
    func seal(run: Int, events: ClosedRange<Int>, checksum: UInt64) throws {
        try batch.run([
            SQLValue(run), SQLValue(events.lowerBound), SQLValue(events.upperBound), SQLValue(checksum: checksum),
        ])
    }

    /// Writes how far a run came.
    func advance(run: Int, lastEvent: Int, rowChecksum: UInt64, textChecksum: UInt64) throws {
        try progress.run([
            SQLValue(lastEvent), SQLValue(checksum: rowChecksum), SQLValue(checksum: textChecksum), SQLValue(run),
        ])
    }
}
