import CSQLite
internal import GRDB
import TraceModel

/// One hardened connection: GRDB opens, serializes and closes it, statements of ours run on it.
///
/// Every failure that leaves it is a `TraceError` that names the path.
final class Connection: Sendable {
    /// The file as the user named it, for messages.
    let path: String
    private let queue: DatabaseQueue
    /// The file of a connection that only reads.
    private let readFile: DatabaseFile?

    private init(path: String, readFile: DatabaseFile? = nil, _ open: () throws -> DatabaseQueue) throws {
        self.path = path
        self.readFile = readFile
        queue = try Self.translating(path, open)
    }

    /// Opens an existing file for reading only.
    ///
    /// Nothing is written, but for the journal of a recorder that was killed at an unlucky moment: SQLite rolls it
    /// back first.
    static func reading(_ file: DatabaseFile) throws -> Connection {
        func open() throws -> Connection {
            try Connection(path: file.path, readFile: file) {
                try DatabaseQueue(path: file.resolvedPath, configuration: configuration(readonly: true))
            }
        }
        do {
            return try open()
        } catch let error as TraceError where error.isUnrecovered {
            // Opening for writing rolls the journal back, which makes the last committed state readable.
            guard let repairing = try? writing(file) else { throw error }
            try repairing.close()
            return try open()
        }
    }

    /// One more connection to the same file, for another thread to read on; nil for a connection that may write.
    func another() throws -> Connection? { try readFile.map(Connection.reading) }

    /// Opens a file for writing, and creates it where it is missing.
    static func writing(_ file: DatabaseFile) throws -> Connection {
        try Connection(path: file.path) {
            try DatabaseQueue(path: file.resolvedPath, configuration: configuration(readonly: false))
        }
    }

    /// A database without a file.
    static func inMemory() throws -> Connection {
        try Connection(path: "memory") { try DatabaseQueue() }
    }

    /// How long a statement waits for another connection's short lock, in seconds.
    private static let patience = 5.0

    /// The most bytes of a row, which bounds what a hostile file can make a reader hold.
    private static let longestRow: Int32 = 256 << 20

    private static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            try checked(csqlite_harden(database.sqliteConnection))
            try checked(csqlite_add_collect_rows(database.sqliteConnection))
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, longestRow)
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            // SQLite before 3.41 takes json_valid for unsafe and then cannot even parse a schema that checks with
            // it while the schema is not trusted. Parsing runs nothing, so it is trusted for just so long, and the
            // checks are left to other writers: what this one writes is valid by its types.
            try checked(csqlite_trust_schema(database.sqliteConnection, 1))
            try database.execute(sql: "SELECT count(*) FROM sqlite_schema; PRAGMA ignore_check_constraints = ON")
            try checked(csqlite_trust_schema(database.sqliteConnection, 0))
        }
        return configuration
    }

    private static func checked(_ result: Int32) throws {
        guard result == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
    }

    /// Runs `body`, which makes tables of ours, while the schema is trusted.
    func trustingSchema<Result>(_ body: () throws -> Result) throws -> Result {
        try access { try Self.checked(csqlite_trust_schema($0, 1)) }
        defer { _ = try? access { csqlite_trust_schema($0, 0) } }
        return try body()
    }

    /// Runs `body` with the C connection, alone on it; may be nested.
    func access<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
        try Self.translating(path) {
            try queue.unsafeReentrantWrite { database in
                guard let connection = database.sqliteConnection else {
                    throw StoreError.misuse("its database \(path) was closed")
                }
                return try body(connection)
            }
        }
    }

    /// Runs `body` in a write transaction, and rolls everything back where it throws.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try isolated(.immediate, body)
    }

    /// Runs `body` on one state of the database, whatever a recorder commits meanwhile.
    func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try isolated(.deferred, body)
    }

    private func isolated<Result>(_ kind: Database.TransactionKind, _ body: () throws -> Result) throws -> Result {
        try Self.translating(path) {
            try queue.unsafeReentrantWrite { database in
                if database.isInsideTransaction { return try body() }
                var result: Result?
                try database.inTransaction(kind) {
                    result = try body()
                    return .commit
                }
                guard let result else { throw StoreError.misuse("a transaction of \(path) ended without a result") }
                return result
            }
        }
    }

    /// Runs statements that return nothing.
    func execute(_ sql: String) throws {
        try Self.translating(path) { try queue.unsafeReentrantWrite { try $0.execute(sql: sql) } }
    }

    /// Every row of a query.
    func rows(_ sql: String, _ values: [SQLValue] = []) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        try forEachRow(sql, values) { rows.append($0) }
        return rows
    }

    /// Calls `body` with every row of a query.
    ///
    /// - Throws: what `body` throws; `.badData` where there is more to read than the file holds: the tree of a
    ///   damaged one can lead to the same page a billion times.
    func forEachRow(_ sql: String, _ values: [SQLValue] = [], _ body: ([SQLValue]) throws -> Void) throws {
        var (size, allowance) = (0, Self.leastAllowance)
        try access { pointer in
            try PreparedStatement(sql, on: pointer, path: path).forEachRow(values) { row in
                size += row.reduce(0) { $0 + $1.leastBytes }
                if size > allowance {
                    allowance = try bytes()
                    if size > allowance { throw StoreError.damaged(path, "it holds a page more than once") }
                }
                try body(row)
            }
        }
    }

    /// Up to so many bytes the size of the file is not checked.
    private static let leastAllowance = 1 << 20

    /// How large the database is.
    func bytes() throws -> Int {
        try access { pointer in
            try ["PRAGMA page_count", "PRAGMA page_size"].reduce(1) { product, sql in
                var value: Int64 = 0
                try PreparedStatement(sql, on: pointer, path: path).forEachRow([]) { value = $0[0].integer ?? 0 }
                return product * Int(value)
            }
        }
    }

    /// The single number that a query returns; 0 where it returns nothing.
    func integer(_ sql: String) throws -> Int64 { try rows(sql).first?.first?.integer ?? 0 }

    /// The id that SQLite gave to the newest row of this connection.
    func lastInsertedRow() throws -> Int { try access { Int(sqlite3_last_insert_rowid($0)) } }

    /// How the tables are laid out.
    func layout() throws -> Layout { try integer("PRAGMA user_version") == 1 ? .first : .second }

    /// Closes the connection; every prepared statement must be gone.
    func close() throws { try Self.translating(path) { try queue.close() } }

    private static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError.sqlite(
                error.extendedResultCode.rawValue, error.message ?? "\(error.resultCode)", path: path)
        }
    }
}
