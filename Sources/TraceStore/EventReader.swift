import CSQLite
import TraceModel

/// Reads rows of `event` back, and believes none of them.
struct EventReader {
    private let statement: PreparedStatement
    private let path: String

    init(on connection: OpaquePointer, path: String) throws {
        let sql = """
            SELECT collect_rows(?, id, kind, object, count, owner, field, site)
            FROM event NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id
            """
        statement = try PreparedStatement(sql, on: connection, path: path)
        self.path = path
    }

    /// Appends the events with these ids.
    ///
    /// - Throws: `.badData` for the first row that is missing, or that no recorder could have written.
    func read(_ ids: ClosedRange<Int>, into events: inout [Event]) throws {
        try withUnsafeTemporaryAllocation(of: csqlite_row.self, capacity: ids.count) { buffer in
            var found = csqlite_rows(rows: buffer.baseAddress, capacity: Int32(ids.count), count: 0)
            try withUnsafeMutablePointer(to: &found) { place in
                csqlite_bind_rows(statement.handle, 1, place)
                sqlite3_bind_int64(statement.handle, 2, Int64(ids.lowerBound))
                sqlite3_bind_int64(statement.handle, 3, Int64(ids.upperBound))
                defer { statement.reset() }
                _ = try statement.step()
            }
            for (index, id) in ids.enumerated() {
                guard index < found.count, buffer[index].values.0 == id else { throw damaged(id, "is missing") }
                events.append(try event(buffer[index], id))
            }
        }
    }

    @inline(__always)
    private func event(_ row: csqlite_row, _ id: Int) throws -> Event {
        // SQLite would make a number of anything.
        guard row.others == 0 else { throw damaged(id, "holds what is no number") }
        let values = row.values
        guard let raw = UInt8(exactly: values.1), let kind = EventKind(rawValue: raw) else {
            throw damaged(id, "has the unknown kind \(values.1)")
        }
        guard let object = UInt32(exactly: values.2) else { throw outOfRange(id, "object") }
        guard let owner = Int32(exactly: values.4) else { throw outOfRange(id, "owner") }
        guard let field = Int32(exactly: values.5) else { throw outOfRange(id, "field") }
        guard let site = UInt32(exactly: values.6) else { throw outOfRange(id, "site") }
        if object == 0 && !EventColumns.blank(kind).contains(.object) { throw damaged(id, "names no object") }
        let isUnknown = row.nulls & Self.countIsNull != 0
        return Event(
            kind, object: ObjectID(rawValue: object), count: isUnknown ? Event.unknownCount : values.3,
            owner: OwnerID(rawValue: owner), field: FieldID(rawValue: field), site: SiteID(rawValue: site))
    }

    private static let countIsNull: UInt32 = 1 << 3

    private func outOfRange(_ id: Int, _ column: String) -> TraceError { damaged(id, "has an impossible \(column)") }

    private func damaged(_ id: Int, _ what: String) -> TraceError {
        StoreError.damaged(path, "row \(id) of event \(what)")
    }
}
