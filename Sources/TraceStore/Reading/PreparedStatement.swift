import CSQLite

/// A compiled statement through SQLite's C interface: several times faster than a statement of GRDB's, and exact
/// about texts with a NUL in them.
///
/// It belongs to the thread that its connection is used on, and must be gone before the connection closes.
final class PreparedStatement {
    let handle: OpaquePointer
    private let connection: OpaquePointer
    private let path: String

    /// Compiles `sql`.
    init(_ sql: String, on connection: OpaquePointer, path: String) throws {
        var compiled: OpaquePointer?
        let result = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard result == SQLITE_OK, let compiled else {
            throw StoreError.sqlite(result, String(cString: sqlite3_errmsg(connection)), path: path)
        }
        handle = compiled
        self.connection = connection
        self.path = path
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds values from the first parameter on.
    func bind(_ values: [SQLValue]) throws {
        for (index, value) in values.enumerated() {
            let parameter = Int32(index + 1)
            let result =
                switch value {
                case .null, .foreign: sqlite3_bind_null(handle, parameter)
                case .integer(let number): sqlite3_bind_int64(handle, parameter, number)
                case .text(var text):
                    text.withUTF8 { bytes in
                        bytes.withMemoryRebound(to: CChar.self) {
                            csqlite_bind_text(handle, parameter, $0.baseAddress, Int64($0.count))
                        }
                    }
                }
            guard result != SQLITE_TOOBIG else { throw StoreError.tooLong(path) }
            guard result == SQLITE_OK else { throw failure(result) }
        }
    }

    /// Whether there is a further row.
    func step() throws -> Bool {
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        guard result == SQLITE_DONE else {
            let error = failure(result)
            sqlite3_reset(handle)
            throw error
        }
        return false
    }

    /// Makes the statement ready to run again; its bindings stay.
    func reset() { sqlite3_reset(handle) }

    /// Runs a statement that returns no rows.
    func run(_ values: [SQLValue]) throws {
        try bind(values)
        _ = try step()
        reset()
    }

    /// Calls `body` with every row that the statement returns for these values.
    func forEachRow(_ values: [SQLValue], _ body: ([SQLValue]) throws -> Void) throws {
        try bind(values)
        defer { reset() }
        while try step() { try body((0..<sqlite3_column_count(handle)).map(value)) }
    }

    private func value(at column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(handle, column) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        default: return .foreign
        }
    }

    private func failure(_ result: Int32) -> any Error {
        StoreError.sqlite(result, String(cString: sqlite3_errmsg(connection)), path: path)
    }
}
