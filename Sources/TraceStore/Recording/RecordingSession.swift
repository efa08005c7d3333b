public import TraceModel

/// The right to record into a database: a lock, a connection, and one run after another.
///
/// While it lives, nobody else records into the database, and everybody may read it, but for one that
/// ``RecordingMethod/pages`` make. Use it from one thread at a time. It is closed by ``close()``, or where the last
/// reference to it goes, which cannot report an error.
public final class RecordingSession {
    let connection: Connection
    /// Where the database lies: at its place, or hidden until the session ends.
    let file: DatabaseFile
    private let hidden: HiddenFile?
    private let toolVersion: String
    private var lock: RecordingLock?
    /// What keeps recorders out that know the file by another name; a hidden file has none.
    var claim: WriterClaim?
    /// The prepared statements; nil once the session is closed.
    private(set) var writer: BatchWriter?
    /// What writes the pages of events and objects; nil where statements do.
    private(set) var pages: PagedTables?
    private var openRun: Int?
    /// Who records it, and may hold events that are not written yet.
    private weak var openRecorder: TraceRecorder?
    /// The file that this session made; nil where the database was there before.
    let created: FileIdentity?
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
    ///   - method: how the events get into it.
    /// - Throws: a `TraceError`: `.badData` where it is not a database of ours; `.cannotCreate` where the place cannot
    ///   be written, the file has a second name, or something foreign lies where a recording has its files;
    ///   `.inputOutput` where another recorder is running; `.usage` for ``RecordingMethod/pages`` where there is a
    ///   database already, and for a path that no database can have. Nothing is then created or changed.
    public convenience init(
        path: String, toolVersion: String, wait: Double = 0, method: RecordingMethod = .statements
    ) throws {
        try self.init(
            path: path, toolVersion: toolVersion, wait: wait, method: method, pageSize: Schema.pageSize)
    }

    /// With pages of another size, which a new database then has.
    package init(
        path: String, toolVersion: String, wait: Double = 0, method: RecordingMethod, pageSize: Int
    ) throws {
        let place = try DatabaseFile(path)
        self.toolVersion = toolVersion
        // Before the lock's file is made, so that a refused place stays as it is; and again under the lock.
        _ = try place.inspectForRecording()
        let lock = try Self.lock(place, wait: wait)
        HiddenFile(for: place).finishMove()
        var state = try place.inspectUnderLock()
        if state == .missing, try HiddenFile(for: place).adopt() { state = .ours }
        guard state == .missing || method != .pages else { throw StoreError.notNew(path) }
        if state == .ours { try WriterClaim.awaitFree(on: place, wait: wait) }
        hidden = state == .missing && method != .statements ? HiddenFile(for: place) : nil
        file = hidden?.file ?? place
        created = try state == .missing ? file.create() : nil
        do {
            (connection, claim) = try Self.open(file, pageSize: pageSize, journal: hidden == nil ? "wal" : "delete")
            writer = try connection.access { [connection] in try BatchWriter(on: $0, path: connection.path) }
            pages = hidden == nil ? nil : try Self.pages(of: file, connection, method)
        } catch {
            if let created { file.remove(created) }
            throw error
        }
        self.lock = lock
    }

    private static func lock(_ place: DatabaseFile, wait: Double) throws -> RecordingLock {
        do {
            return try RecordingLock.take(for: place, wait: wait)
        } catch let obstacle as Obstacle {
            throw StoreError.blocked(place.path, by: obstacle)
        }
    }

    /// Opens the file for recording, with the claim that goes with a log.
    private static func open(
        _ file: DatabaseFile, pageSize: Int, journal: String
    ) throws -> (Connection, WriterClaim?) {
        let claim: WriterClaim?
        if journal == "wal" {
            // For a log SQLite wants the database for itself, and so before the claim.
            do {
                if try !file.usesLog() { try connect(to: file, pageSize: pageSize, journal: journal).close() }
            } catch let error as TraceError where error.isMoved {
                throw StoreError.moving(file.path)
            }
            claim = try WriterClaim.take(on: file)
        } else {
            claim = nil
        }
        // Under the claim: what a connection has read before may have been changed under another name.
        let connection = try connect(to: file, pageSize: pageSize, journal: journal)
        if connection.hasMoved { throw StoreError.moving(file.path) }
        try markAbandonedRuns(connection)
        return (connection, claim)
    }

    private static func connect(to file: DatabaseFile, pageSize: Int, journal: String) throws -> Connection {
        let connection: Connection
        do {
            connection = try Connection.writing(file)
        } catch let error as TraceError where error.code == .inputOutput {
            throw StoreError.cannotCreate(file.path, error.message)
        }
        // What is hidden may be lost with the power, and is made safe before it is seen.
        if journal == "delete" { try connection.execute("PRAGMA synchronous = OFF") }
        // Without effect on a database that has pages already.
        try connection.execute("PRAGMA page_size = \(pageSize)")
        try Schema.create(connection)
        try Schema.check(connection)
        // A write-ahead log that is not synchronized survives the end of its process, however sudden; so does a
        // rollback journal, and the page writer has one of its own.
        let mode = try connection.rows("PRAGMA journal_mode = \(journal)").first?.first?.text
        guard mode == journal else {
            throw StoreError.cannotCreate(file.path, "its file system does not allow a write-ahead log")
        }
        try connection.execute("PRAGMA synchronous = OFF")
        return connection
    }

    /// The writer of the tables' pages; nil where this SQLite makes files that need more than pages.
    private static func pages(
        of file: DatabaseFile, _ connection: Connection, _ method: RecordingMethod
    ) throws -> PagedTables? {
        func root(_ table: String) throws -> UInt32 {
            UInt32(clamping: try connection.integer("SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'"))
        }
        let (events, objects) = (try root("event"), try root("object"))
        if events > 0, objects > 0,
            let pages = try PagedTables(file: file, eventRoot: events, objectRoot: objects)
        {
            return pages
        }
        guard method == .automatic else { throw StoreError.noPages(file.path) }
        return nil
    }

    private static func markAbandonedRuns(_ connection: Connection) throws {
        var abandoned: [SQLValue] = []
        try connection.forEachRow("SELECT id, status FROM run NOT INDEXED") { row in
            if row[1].text == RunStatus.recording.rawValue { abandoned.append(row[0]) }
        }
        for id in abandoned { _ = try connection.rows("UPDATE run SET status = 'interrupted' WHERE id = ?", [id]) }
    }

    deinit { try? close() }

    /// Begins a run: its row says `recording` before its first event is written.
    ///
    /// - Throws: a `TraceError`: `.defect` while another run of this session has not finished.
    public func begin(_ description: RunDescription) throws -> TraceRecorder {
        guard writer != nil else { throw StoreError.misuse("a run began after its session was closed") }
        guard openRun == nil else { throw StoreError.misuse("a run began before the one before it had finished") }
        let recorder = try connection.transaction {
            try checkLastRows()
            let firstEvent = try nextID(in: "event")
            let firstObject = try nextID(in: "object")
            let (values, checksum) = try RunRow.values(
                description, toolVersion: toolVersion, firstEvent: firstEvent, firstObject: firstObject)
            _ = try connection.rows(RunRow.insertion, values)
            return TraceRecorder(
                session: self, run: try connection.lastInsertedRow(), firstEvent: firstEvent,
                firstObject: firstObject, rowChecksum: checksum)
        }
        hasBegunRun = true
        openRun = recorder.run
        openRecorder = recorder
        return recorder
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
                let row = try RunRow.load(run, from: connection)
                for (table, ids) in [("event", row.events), ("object", row.objects)] {
                    guard let ids else { continue }
                    try connection.execute(
                        "DELETE FROM \(table) WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)")
                }
                for table in Schema.tablesOfARun {
                    try connection.execute("DELETE FROM \(table) WHERE run = \(run)")
                }
                try connection.execute("DELETE FROM run WHERE id = \(run)")
            }
        }
        shrinksAtEnd = shrinksAtEnd || !runs.isEmpty
        // The pages are no longer as their writer left them; SQLite goes on alone.
        pages = nil
    }

    /// The id behind the newest row of a table whose runs stand one after another.
    private func nextID(in table: String) throws -> Int {
        let newest = try connection.integer("SELECT max(id) FROM \(table) NOT INDEXED")
        guard newest >= 0, newest < RunRow.largestID else {
            throw StoreError.damaged(file.path, "row \(newest) of \(table) has an impossible id")
        }
        return Int(newest) + 1
    }

    /// Refuses a database in which rows of a run would stand behind those that are there.
    private func checkLastRows() throws {
        guard !hasBegunRun else { return }
        let newest = try (nextID(in: "event"), nextID(in: "object"))
        let sql = "SELECT first_event, last_event, first_object, last_object FROM run NOT INDEXED"
        try connection.forEachRow(sql) { row in
            let numbers = row.compactMap(\.integer)
            guard numbers.count == 4, numbers[1] < newest.0 || numbers[1] < numbers[0],
                numbers[3] < newest.1 || numbers[3] < numbers[2]
            else { throw StoreError.damaged(file.path, "the last events or objects of a run are missing") }
        }
    }

    /// Called by the recorder whose run ended.
    func didFinish(run: Int) { if openRun == run { openRun = nil } }

    /// Ends the session.
    ///
    /// A run that has not finished is marked interrupted, the log is folded into the database, and one file
    /// remains, in its place. While somebody reads, the log stays beside it; the next session tidies up. A database
    /// that this session created and never began a run in is removed. Closing twice does nothing.
    ///
    /// - Throws: `.inputOutput` where writing failed, or the database was moved away meanwhile; `.cannotCreate` where
    ///   something stands in its place meanwhile. The lock is given back all the same.
    public func close() throws {
        guard writer != nil else { return }
        defer { lock = nil }
        if let created, !hasBegunRun {
            (writer, pages, claim) = (nil, nil, nil)
            try connection.close()
            file.remove(created)
            return
        }
        // What could not be written is lost, and what was there before is kept.
        try? openRecorder?.commit()
        writer = nil
        defer { try? connection.close() }
        if let openRun {
            try connection.execute("UPDATE run SET status = 'interrupted' WHERE id = \(openRun)")
        }
        guard let hidden else { return try foldLog() }
        try publish(hidden)
    }

    private func publish(_ hidden: HiddenFile) throws {
        try compact()
        pages = nil
        try connection.close()
        try hidden.publish()
    }
}
