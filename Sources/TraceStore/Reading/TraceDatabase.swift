public import TraceModel

/// A database of recordings, open for reading.
///
/// Nothing is ever created or changed by it, but for what a killed recorder left: SQLite rolls its journal back, and
/// a database that was not in its place yet is moved there. It may be read while a recorder writes; every call then
/// sees what was committed when it began. The file is treated as untrusted: its schema must be exactly ours, and
/// every row is checked before it is believed.
public struct TraceDatabase: Sendable {
    let connection: Connection
    private let path: String
    let file: DatabaseFile

    /// Opens an existing database.
    ///
    /// - Throws: a `TraceError`: `.notFound` where there is no such file, or not yet; `.badData` for a folder, an
    ///   empty file, a file that is no database, another application's, a newer version's or a damaged one, and
    ///   where something foreign lies in the place of its log; `.inputOutput` where the file cannot be read, or is
    ///   recorded into under another name; `.usage` for a path that no database can have.
    public init(path: String) throws {
        self.path = path
        file = try DatabaseFile(path)
        switch try file.inspectForReading() {
        case .missing: guard try HiddenFile(for: file).adoptForReading() else { throw StoreError.missing(path) }
        case .empty: throw StoreError.empty(path)
        case .ours: break
        }
        connection = try Connection.reading(file)
        let version = Int(try connection.integer("PRAGMA user_version"))
        guard version <= Schema.version else { throw StoreError.newer(path, version: version) }
        try Schema.check(connection)
    }

    /// Every run, oldest first.
    public func runs() throws -> [RunInfo] { try fetch("ORDER BY id") }

    /// The run with this number.
    ///
    /// - Throws: `.notFound` where there is none.
    public func run(id: Int) throws -> RunInfo {
        guard let run = try fetch("WHERE id = ?", [SQLValue(id)]).first else {
            throw TraceError(.notFound, "there is no run \(id) in \(path)", remedy: "`dezero-trace runs` lists them")
        }
        return run
    }

    /// The newest run of a program under a design, whatever its status.
    ///
    /// - Throws: `.notFound` where there is none.
    public func newestRun(program: String, design: String) throws -> RunInfo {
        let clause = "WHERE program = ? AND design = ? ORDER BY id DESC LIMIT 1"
        guard let run = try fetch(clause, [SQLValue(program), SQLValue(design)]).first else {
            throw TraceError(
                .notFound, "there is no run of \(program)/\(design) in \(path)",
                remedy: "record it, or see `dezero-trace runs`")
        }
        return run
    }

    /// The newest run of every program, source, design and collector, in the order of their numbers.
    public func newestRuns() throws -> [RunInfo] {
        var newest: [[SQLValue]: Int64] = [:]
        // In one pass over the table itself: an index that somebody else made may leave a run out.
        try connection.forEachRow("SELECT id, program, source, design, collector FROM run NOT INDEXED ORDER BY id") {
            row in
            newest[Array(row[1...])] = row[0].integer
        }
        return try newest.values.sorted().flatMap { try fetch("WHERE id = ?", [.integer($0)]) }
    }

    /// The names, output and events of a run.
    ///
    /// - Throws: `.notFound` where the run is gone; `.badData` where its names do not match their checksum.
    public func trace(of run: RunInfo) throws -> StoredTrace { try StoredTrace(connection, run: run.id) }

    /// A run that says `recording` while the recorder's lock is free was interrupted.
    ///
    /// The row is read again after the lock was found free: its recorder ended it before unlocking, so what
    /// still says `recording` then was abandoned.
    func fetch(_ clause: String, _ values: [SQLValue] = []) throws -> [RunInfo] {
        func read() throws -> [RunInfo] { try RunRow.load(clause, values, from: connection).map(\.info) }
        let runs = try read()
        guard runs.contains(where: { $0.status == .recording }), !RecordingLock.isHeld(for: file) else {
            return runs
        }
        return try read().map { run in
            var run = run
            if run.status == .recording { run.status = .interrupted }
            return run
        }
    }
}

extension RunRow {
    /// The row of one run.
    ///
    /// - Throws: `.notFound` where there is none.
    static func load(_ id: Int, from connection: Connection) throws -> RunRow {
        guard let row = try load("WHERE id = ?", [SQLValue(id)], from: connection).first else {
            throw TraceError(
                .notFound, "there is no run \(id) in \(connection.path)", remedy: "`dezero-trace runs` lists them")
        }
        return row
    }

    /// The rows that a clause behind the table's name selects.
    static func load(_ clause: String, _ values: [SQLValue], from connection: Connection) throws -> [RunRow] {
        let layout = try connection.layout()
        return try connection.rows("SELECT \(columns(layout)) FROM run NOT INDEXED \(clause)", values).map {
            try RunRow($0, layout, path: connection.path)
        }
    }
}
