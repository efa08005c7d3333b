import TraceModel

/// The layout of a database, by its `user_version`.
///
/// GRDB's `DatabaseMigrator` would keep its own table beside ours, one that is not `STRICT` and that every other
/// reader had to know.
enum Schema {
    /// What `PRAGMA application_id` says of our databases: "DZTR".
    static let applicationID: Int32 = 0x445A_5452

    /// What `PRAGMA user_version` says of the layout that is written.
    static let version: Int32 = 2

    /// The tables whose rows can be computed again from the events of their run.
    static let analysisTables = ["iteration", "collection", "finding", "finding_member", "reference"]

    /// The tables that name their run in a column `run`.
    static let tablesOfARun = ["type", "field", "statement", "site", "output", "batch"] + analysisTables

    /// The bytes of a page: large pages cost least an event.
    static let pageSize = 16_384

    /// Makes the tables in an empty database; one that has some already is left as it is.
    ///
    /// - Throws: `.badData` for a database of an older layout, which is read but not added to.
    static func create(_ connection: Connection) throws {
        let current = try connection.integer("PRAGMA user_version")
        guard current == 0 else {
            if current < version { throw StoreError.older(connection.path, version: Int(current)) }
            return
        }
        try connection.trustingSchema {
            try connection.transaction {
                try connection.execute(version2)
                try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
            }
        }
    }

    /// Refuses a database whose tables are not exactly ours: views, triggers or generated columns in their
    /// place would run someone else's SQL under our statements.
    static func check(_ connection: Connection) throws {
        let reference = try Connection.inMemory()
        let layout = try connection.layout() == .first ? version1 : version2
        try reference.trustingSchema { try reference.execute(layout) }
        let query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        let expected = try reference.rows(query)
        let found = Set(try connection.rows(query))
        for row in expected where !found.contains(row) {
            throw StoreError.damaged(connection.path, "its table or view \(row[1].text ?? "") is not as it should be")
        }
    }
}

/// How the tables of a database are laid out.
enum Layout: Sendable {
    /// As 0.1 wrote them, which is read and never written.
    case first
    /// As they are written today.
    case second
}
