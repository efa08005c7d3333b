public import TraceModel

/// The right to record into a database: a lock, a connection, and one run after another.
///
/// While it lives, nobody else records into the database, and everybody may read it. Use it from one thread at a
/// time. It is closed by ``close()``, or where the last reference to it goes, which cannot report an error.
public final class RecordingSession {
    let connection: Connection
    private let file: DatabaseFile
    private let toolVersion: String
    private var lock: RecordingLock?
    /// The prepared statements; nil once the session is closed.
    private(set) var writer: BatchWriter?
    private var openRun: Int?
    private let didCreate: Bool
    private var hasBegunRun = false
    /// Whether the file has room that the session's end gives back.
    var shrinksAtEnd = false

    /// Opens a database for recording, and creates it where it is missing.
    ///
    /// Runs that an earlier recorder left unfinished are marked interrupted, and what it left beside the database
    /// is tidied up.
    ///
    /// - Parameters:
    ///   - path: the database.
    ///   - toolVersion: the version of the program that records, kept with every run.
    ///   - wait: how many seconds to wait for another recorder.
    /// - Throws: a `TraceError`: `.badData` for what is no database of ours; `.cannotCreate` where the place cannot
    ///   be written; `.inputOutput` where another recorder is at work. Nothing is then created or changed.
    public init(path: String, toolVersion: String, wait: Double = 0) throws {
        file = DatabaseFile(path)
        self.toolVersion = toolVersion
        // Before the lock's file is made, so that a refused place stays as it is; and again under the lock.
        _ = try file.inspect()
        let lock = try RecordingLock.take(for: file, wait: wait)
        let state = try file.inspect()
        didCreate = state == .missing
        do {
            connection = try Self.open(file)
            writer = try connection.access { [connection] in try BatchWriter(on: $0, path: connection.path) }
        } catch {
            if state == .missing { file.remove() }
            throw error
        }
        self.lock = lock
    }

    private static func open(_ file: DatabaseFile) throws -> Connection {
        let connection: Connection
        do {
            connection = try Connection.writing(file)
        } catch let error as TraceError where error.code == .inputOutput {
            throw StoreError.cannotCreate(file.path, error.message)
        }
        // Without effect on a database that has pages already.
        try connection.execute("PRAGMA page_size = \(Schema.pageSize)")
        try Schema.migrate(connection)
        try Schema.check(connection)
        // A write-ahead log that is not synchronized survives the end of its process, however sudden.
        let mode = try connection.rows("PRAGMA journal_mode = WAL").first?.first?.text
        guard mode == "wal" else {
            throw StoreError.cannotCreate(file.path, "its file system does not allow a write-ahead log")
        }
        try connection.execute("PRAGMA synchronous = OFF")
        try connection.execute("UPDATE run SET status = 'interrupted' WHERE status = 'recording'")
        return connection
    }

    deinit { try? close() }

    /// Begins a run: its row says `recording` before its first event is written.
    ///
    /// - Throws: a `TraceError`: `.defect` while another run of this session has not finished.
    public func begin(_ description: RunDescription) throws -> TraceRecorder {
        guard writer != nil else { throw StoreError.misuse("a run began after its session was closed") }
        guard openRun == nil else { throw StoreError.misuse("a run began before the one before it had finished") }
        let (id, firstEvent) = try connection.transaction {
            let firstEvent = try nextEvent()
            let values = try RunRow.values(description, toolVersion: toolVersion, firstEvent: firstEvent)
            _ = try connection.rows(RunRow.insertion, values)
            return (Int(try connection.integer("SELECT last_insert_rowid()")), firstEvent)
        }
        hasBegunRun = true
        openRun = id
        return TraceRecorder(session: self, run: id, firstEvent: firstEvent)
    }

    /// Removes runs with everything that belongs to them; the file shrinks as the session closes, unless somebody
    /// reads.
    ///
    /// - Throws: a `TraceError`: `.notFound` where there is no such run; `.defect` for one that is being recorded.
    ///   Nothing is then removed.
    public func remove(runs: Set<Int>) throws {
        guard writer != nil else { throw StoreError.misuse("runs were removed after their session was closed") }
        try connection.transaction {
            for run in runs.sorted() {
                guard run != openRun else { throw StoreError.misuse("run \(run) was removed while it was recorded") }
                if let events = try RunRow.load(run, from: connection).events {
                    try connection.execute(
                        "DELETE FROM event WHERE id BETWEEN \(events.lowerBound) AND \(events.upperBound)")
                }
                for table in Schema.tablesOfARun {
                    try connection.execute("DELETE FROM \(table) WHERE run = \(run)")
                }
                try connection.execute("DELETE FROM run WHERE id = \(run)")
            }
        }
        shrinksAtEnd = shrinksAtEnd || !runs.isEmpty
    }

    /// The id that SQLite will give to the next event.
    private func nextEvent() throws -> Int {
        let newest = try connection.integer("SELECT max(id) FROM event")
        guard try connection.integer("SELECT max(last_event) FROM run WHERE last_event >= first_event") <= newest else {
            throw StoreError.damaged(file.path, "the last events of a run are missing")
        }
        guard newest >= 0, newest < RunRow.largestID else {
            throw StoreError.damaged(file.path, "row \(newest) of event has an impossible id")
        }
        return Int(newest) + 1
    }

    /// Called by the recorder whose run ended.
    func didFinish(run: Int) { if openRun == run { openRun = nil } }

    /// Ends the session.
    ///
    /// A run that has not finished is marked interrupted, the log is folded into the database, and one file
    /// remains. While somebody reads, the log stays beside it; the next session tidies up. A database that this session created and never began a run in is removed. Closing twice does nothing.
    ///
    /// - Throws: `.inputOutput` where writing failed; the lock is given back all the same.
    public func close() throws {
        guard writer != nil else { return }
        writer = nil
        defer { lock = nil }
        if didCreate && !hasBegunRun {
            try connection.close()
            file.remove()
            return
        }
        defer { try? connection.close() }
        if let openRun {
            try connection.execute("UPDATE run SET status = 'interrupted' WHERE id = \(openRun)")
        }
        try foldLog()
    }

    private func foldLog() throws {
        // From here on a power cut counts too, and a reader is no reason to wait.
        try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0")
        do {
            _ = try connection.rows("PRAGMA journal_mode = DELETE")
            // Making the tables anew parses their checks; see `Connection`.
            if shrinksAtEnd { try connection.trustingSchema { try connection.execute("VACUUM") } }
        } catch let error as TraceError where error.isBusy {
            _ = try? connection.rows("PRAGMA wal_checkpoint(PASSIVE)")
        }
    }
}
