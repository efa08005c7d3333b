import CSQLite
import Testing

/// SQLite without any of our care, for what somebody else might do to a recording.
enum StockSQLite {
    /// Runs statements on a connection of its own, which `body` keeps open.
    static func run(_ database: String, _ statements: String, whileOpen body: () throws -> Void = {}) throws {
        var connection: OpaquePointer?
        try #require(sqlite3_open(database, &connection) == SQLITE_OK)
        defer { sqlite3_close(connection) }
        let result = sqlite3_exec(connection, statements, nil, nil, nil)
        try #require(result == SQLITE_OK, "\(String(cString: sqlite3_errmsg(connection))) in \(statements)")
        try body()
    }
}
