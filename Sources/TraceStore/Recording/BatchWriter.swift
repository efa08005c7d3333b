import TraceModel

/// The prepared statements that a session's recorders share.
final class BatchWriter {
    let events: EventWriter
    let names: NameWriter
    private let object: PreparedStatement
    private let batch: PreparedStatement
    private let progress: PreparedStatement

    init(on connection: OpaquePointer, path: String) throws {
        events = try EventWriter(on: connection, path: path)
        names = try NameWriter(on: connection, path: path)
        object = try PreparedStatement("INSERT INTO object VALUES(?, ?, ?, ?, ?, ?, ?)", on: connection, path: path)
        batch = try PreparedStatement(
            "INSERT INTO batch VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: connection, path: path)
        progress = try PreparedStatement(
            "UPDATE run SET last_event = ?, last_object = ?, row_checksum = ?, text_checksum = ? WHERE id = ?",
            on: connection, path: path)
    }

    /// Writes births, `firstID` being the id of the first one's row.
    func write(_ births: [ObjectBirth], firstID: Int) throws {
        for (id, birth) in zip(firstID..., births) {
            try object.run([
                SQLValue(id), SQLValue(Int(birth.kind.rawValue)), SQLValue(Int(birth.type.rawValue)),
                SQLValue(birth.ordinal), SQLValue(birth.bytes), SQLValue(birth.born),
                SQLValue(Int(birth.site.rawValue)),
            ])
        }
    }

    /// Writes the row that seals a batch.
    func seal(run: Int, _ row: BatchRow) throws { try batch.run([SQLValue(run)] + row.row) }

    /// Writes how far a run came: its last event and object.
    func advance(run: Int, reached: [SQLValue], rowChecksum: UInt64, textChecksum: UInt64) throws {
        try progress.run(
            reached + [SQLValue(checksum: rowChecksum), SQLValue(checksum: textChecksum), SQLValue(run)])
    }
}
