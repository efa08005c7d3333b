import CSQLite
import TraceModel

/// Reads rows of `event` and `object` back, and believes none of them.
///
/// From the tables' pages where they are laid out as they are written here, else by SQL.
struct RowReader {
    let connection: Connection

    /// Appends the events with these ids.
    ///
    /// - Throws: `.badData` for the first row that is missing, or that no recorder could have written.
    func read(_ ids: ClosedRange<Int>, into events: inout [Event]) throws {
        try rows(of: "event", ids) { row, id in events.append(try event(row, id)) }
    }

    /// Calls `body` with the births in these rows, and the rows' ids.
    ///
    /// - Throws: likewise.
    func forEachBirth(_ ids: ClosedRange<Int>, _ body: (Int, ObjectBirth) throws -> Void) throws {
        try rows(of: "object", ids) { row, id in try body(id, try birth(row, id)) }
    }

    /// How many columns both tables have.
    private static let columns = 7
    private static let sql = [
        "event": select("event", "kind, object, count, owner, field, site"),
        "object": select("object", "kind, type, ordinal, bytes, born, site"),
    ]

    private static func select(_ table: String, _ columns: String) -> String {
        "SELECT collect_rows(?, id, \(columns)) FROM \(table) NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id"
    }

    /// Calls `body` with every row, which must be there without a gap.
    private func rows(
        of table: String, _ ids: ClosedRange<Int>, _ body: (borrowing csqlite_row, Int) throws -> Void
    ) throws {
        // A captured variable would be checked for exclusive access at every row.
        let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        counter.initialize(to: ids.lowerBound)
        defer { counter.deallocate() }
        func take(_ row: borrowing csqlite_row) throws {
            let next = counter.pointee
            guard row.values.0 == next else { throw damaged(table, next, "is missing") }
            // SQLite would make a number of anything.
            guard row.others == 0 else { throw damaged(table, next, "holds what is no number") }
            try body(row, next)
            counter.pointee = next + 1
        }
        try connection.snapshot {
            // Takes the lock under which the pages stay as they are.
            let root = try connection.integer("SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'")
            try connection.access { pointer in
                if let pages = try TablePages(on: pointer, path: connection.path), let root = UInt32(exactly: root) {
                    try pages.forEachRow(
                        root: root, columns: Self.columns, in: Int64(ids.lowerBound)...Int64(ids.upperBound), take)
                } else {
                    try select(from: table, ids, on: pointer, take)
                }
            }
        }
        let next = counter.pointee
        guard next == ids.upperBound + 1 else { throw damaged(table, next, "is missing") }
    }

    /// So many rows are collected at once.
    private static let rowsAtOnce = 1024

    private func select(
        from table: String, _ ids: ClosedRange<Int>, on pointer: OpaquePointer,
        _ body: (borrowing csqlite_row) throws -> Void
    ) throws {
        let statement = try PreparedStatement(Self.sql[table] ?? "", on: pointer, path: connection.path)
        try withUnsafeTemporaryAllocation(of: csqlite_row.self, capacity: Self.rowsAtOnce) { buffer in
            for start in stride(from: ids.lowerBound, through: ids.upperBound, by: Self.rowsAtOnce) {
                var found = csqlite_rows(rows: buffer.baseAddress, capacity: Int32(Self.rowsAtOnce), count: 0)
                try withUnsafeMutablePointer(to: &found) { place in
                    csqlite_bind_rows(statement.handle, 1, place)
                    sqlite3_bind_int64(statement.handle, 2, Int64(start))
                    sqlite3_bind_int64(statement.handle, 3, Int64(min(start + Self.rowsAtOnce - 1, ids.upperBound)))
                    defer { statement.reset() }
                    _ = try statement.step()
                }
                for index in 0..<Int(found.count) { try body(buffer[index]) }
            }
        }
    }

    @inline(__always)
    private func event(_ row: borrowing csqlite_row, _ id: Int) throws -> Event {
        let values = row.values
        guard let raw = UInt8(exactly: values.1), let kind = EventKind(rawValue: raw) else {
            throw damaged("event", id, "has the unknown kind \(values.1)")
        }
        guard let object = UInt32(exactly: values.2) else { throw outOfRange("event", id, "object") }
        guard let owner = Int32(exactly: values.4) else { throw outOfRange("event", id, "owner") }
        guard let field = Int32(exactly: values.5) else { throw outOfRange("event", id, "field") }
        guard let site = UInt32(exactly: values.6) else { throw outOfRange("event", id, "site") }
        if object == 0 && !EventColumns.blank(kind).contains(.object) { throw damaged("event", id, "names no object") }
        let isUnknown = row.nulls & Self.countIsNull != 0
        return Event(
            kind, object: ObjectID(rawValue: object), count: isUnknown ? Event.unknownCount : values.3,
            owner: OwnerID(rawValue: owner), field: FieldID(rawValue: field), site: SiteID(rawValue: site))
    }

    private static let countIsNull: UInt32 = 1 << 3

    private func birth(_ row: borrowing csqlite_row, _ id: Int) throws -> ObjectBirth {
        let values = row.values
        guard let kind = UInt8(exactly: values.1).flatMap(ObjectKind.init) else {
            throw outOfRange("object", id, "kind")
        }
        guard let type = Int32(exactly: values.2) else { throw outOfRange("object", id, "type") }
        guard let ordinal = UInt32(exactly: values.3), values.4 >= 0, (1...RunRow.largestID).contains(values.5),
            let site = UInt32(exactly: values.6)
        else { throw damaged("object", id, "has an impossible column") }
        return ObjectBirth(
            type: TypeID(rawValue: type), kind: kind, ordinal: Int(ordinal), bytes: Int(values.4), born: Int(values.5),
            site: SiteID(rawValue: site))
    }

    private func outOfRange(_ table: String, _ id: Int, _ column: String) -> TraceError {
        damaged(table, id, "has an impossible \(column)")
    }

    private func damaged(_ table: String, _ id: Int, _ what: String) -> TraceError {
        StoreError.damaged(connection.path, "row \(id) of \(table) \(what)")
    }
}
