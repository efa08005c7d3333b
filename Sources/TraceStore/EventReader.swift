import CSQLite
import TraceModel

/// Reads rows of `event` back, and believes none of them.
struct EventReader {
    private let statement: PreparedStatement
    private let path: String

    init(on connection: OpaquePointer, path: String) throws {
        let sql = """
            SELECT id, kind, object, count, owner, field, site FROM event NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id
            """
        statement = try PreparedStatement(sql, on: connection, path: path)
        self.path = path
    }

    /// Appends the events with these ids.
    ///
    /// - Throws: `.badData` for the first row that is missing, or that no recorder could have written.
    func read(_ ids: ClosedRange<Int>, into events: inout [Event]) throws {
        let handle = statement.handle
        sqlite3_bind_int64(handle, 1, Int64(ids.lowerBound))
        sqlite3_bind_int64(handle, 2, Int64(ids.upperBound))
        defer { statement.reset() }
        for id in ids {
            guard try statement.step() else { throw damaged(id, "is missing") }
            guard sqlite3_column_int64(handle, 0) == id else { throw damaged(id, "is missing") }
            events.append(try event(handle, id))
        }
    }

    @inline(__always)
    private func event(_ handle: OpaquePointer, _ id: Int) throws -> Event {
        for column in 1...6 as ClosedRange<Int32> {
            // SQLite would make a number of anything.
            let type = sqlite3_column_type(handle, column)
            guard type == SQLITE_INTEGER || type == SQLITE_NULL else { throw damaged(id, "holds what is no number") }
        }
        guard let raw = UInt8(exactly: sqlite3_column_int64(handle, 1)), let kind = EventKind(rawValue: raw) else {
            throw damaged(id, "has the unknown kind \(sqlite3_column_int64(handle, 1))")
        }
        guard let object = UInt32(exactly: sqlite3_column_int64(handle, 2)) else { throw outOfRange(id, "object") }
        guard let owner = Int32(exactly: sqlite3_column_int64(handle, 4)) else { throw outOfRange(id, "owner") }
        guard let field = Int32(exactly: sqlite3_column_int64(handle, 5)) else { throw outOfRange(id, "field") }
        guard let site = UInt32(exactly: sqlite3_column_int64(handle, 6)) else { throw outOfRange(id, "site") }
        if object == 0 && !EventColumns.blank(kind).contains(.object) { throw damaged(id, "names no object") }
        var count = sqlite3_column_int64(handle, 3)
        if count == 0 && sqlite3_column_type(handle, 3) == SQLITE_NULL { count = Event.unknownCount }
        return Event(
            kind, object: ObjectID(rawValue: object), count: count, owner: OwnerID(rawValue: owner),
            field: FieldID(rawValue: field), site: SiteID(rawValue: site))
    }

    private func outOfRange(_ id: Int, _ column: String) -> TraceError { damaged(id, "has an impossible \(column)") }

    private func damaged(_ id: Int, _ what: String) -> TraceError {
        StoreError.damaged(path, "row \(id) of event \(what)")
    }
}
