import TraceModel

/// The layout of a database, and how an older one becomes the newest.
///
/// `user_version` counts the migrations that a database has seen. GRDB's `DatabaseMigrator` would keep its own
/// table beside ours, one that is not `STRICT` and that every other reader had to know.
enum Schema {
    /// What `PRAGMA application_id` says of our databases: "DZTR".
    static let applicationID: Int32 = 0x445A_5452

    /// What `PRAGMA user_version` says of the newest layout.
    static let version = Int32(migrations.count)

    /// The step from version `index` to `index + 1`; a step that was released never changes.
    private static let migrations = [version1]

    /// The tables whose rows can be computed anew from the events of their run.
    static let analysisTables = ["object", "iteration", "collection", "finding", "finding_member", "reference"]

    /// The tables that name their run in a column `run`.
    static let tablesOfARun = ["type", "field", "site", "output", "batch"] + analysisTables

    /// The bytes of a page: large pages cost least an event.
    static let pageSize = 16_384

    /// Brings a database of an older version, or an empty one, to the newest in one transaction.
    static func migrate(_ connection: Connection) throws {
        let current = Int(try connection.integer("PRAGMA user_version"))
        guard current < migrations.count, current >= 0 else { return }
        try connection.trustingSchema {
            try connection.transaction {
                for migration in migrations[current...] { try connection.execute(migration) }
                try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
            }
        }
    }

    /// Refuses a database whose tables are not exactly ours: views, triggers or generated columns in their
    /// place would run someone else's SQL under our statements.
    static func check(_ connection: Connection) throws {
        let reference = try Connection.inMemory()
        try reference.trustingSchema { try reference.execute(version1) }
        let query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        let expected = try reference.rows(query)
        let found = Set(try connection.rows(query))
        for row in expected where !found.contains(row) {
            throw StoreError.damaged(connection.path, "its table or view \(row[1].text ?? "") is not as it should be")
        }
    }
}
