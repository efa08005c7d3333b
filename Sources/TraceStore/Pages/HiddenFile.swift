import CSQLite
import Foundation
import TraceModel

/// Where a new database lies while its pages are written: beside its place, under a name of our own.
///
/// Who holds the recorder's lock of the place may write into it, and moves it to its place as the recording ends.
struct HiddenFile {
    /// The place.
    let place: DatabaseFile
    /// The file; messages call it by the name of its place.
    let file: DatabaseFile

    private static let prefix = "."
    private static let suffix = ".recording"

    /// The hidden file of a place.
    init(for place: DatabaseFile) {
        self.place = place
        let path = PathName(place.resolvedPath)
        file = DatabaseFile(
            path: place.path, resolvedPath: path.beside("\(Self.prefix)\(path.name)\(Self.suffix)"))
    }

    /// The name of the place of which a file is the hidden one, by its own name; nil for any other.
    static func place(ofNameOf file: DatabaseFile) -> String? {
        let name = PathName(file.resolvedPath)
        let length = name.name.utf8.count - prefix.utf8.count - suffix.utf8.count
        guard length > 0, name.name.utf8.starts(with: prefix.utf8), name.hasSuffix(suffix) else { return nil }
        return String(decoding: name.name.utf8.dropFirst(prefix.utf8.count).prefix(length), as: UTF8.self)
    }

    /// Moves the database, which no process has open any more, to its place; no file may be there or beside it.
    ///
    /// - Throws: `.inputOutput` where the disk does not take it; `.cannotCreate` where somebody put something there
    ///   meanwhile. It stays hidden then.
    func publish() throws {
        try file.seal()
        do {
            try place.checkCompanions(of: .missing)
            try move()
        } catch let obstacle as Obstacle {
            throw StoreError.unpublished(place.path, because: obstacle, hidden: file.resolvedPath)
        }
        try place.synchronizeFolder()
    }

    /// Ends what a recorder began that was killed between giving the file the name of its place and taking this one away,
    /// as it does where a file system knows no better way.
    func finishMove() {
        let status = file.status
        if status.kind == .file, status.identity == place.status.identity { unlink(file.resolvedPath) }
    }

    private func move() throws {
        guard csqlite_rename_exclusively(file.resolvedPath, place.resolvedPath) != 0 else { return }
        let failure = SystemFailure()
        guard failure.number == EEXIST else {
            throw StoreError.cannotCreate(place.path, failure.reason, cause: failure)
        }
        throw Obstacle(at: place.resolvedPath, "another program made it meanwhile")
    }

    /// What a reader who found nothing at the place does: moves a killed recording there, if there is one.
    ///
    /// - Returns: whether a database is there now.
    /// - Throws: `.notFound` where a recorder is still at work on it, or something else lies in its place.
    func adoptForReading() throws -> Bool {
        do {
            guard try state() != .missing else { return false }
            guard let lock = try lockForReading() else { throw StoreError.unrecovered(place.path) }
            defer { withExtendedLifetime(lock) {} }
            if case .ours = try place.inspect() { return true }
            try place.checkCompanions(of: .missing)
            return try adoptRuns()
        } catch let obstacle as Obstacle {
            throw StoreError.missing(place.path, because: obstacle)
        }
    }

    /// The lock; nil where this process may not make its file.
    private func lockForReading() throws -> RecordingLock? {
        do {
            return try RecordingLock.take(for: place, wait: 0)
        } catch let error as TraceError where error.code == .inputOutput {
            throw StoreError.underWay(place.path, holder: RecordingLock.holder(for: place))
        } catch let error as TraceError where error.cause is SystemFailure {
            return nil
        }
    }

    /// Moves what a killed recorder left to its place, as an interrupted run; the caller holds the lock.
    ///
    /// - Returns: whether there was a run to keep.
    /// - Throws: `.cannotCreate`, by its own name, for what is there and no recording of ours.
    func adopt() throws -> Bool {
        do {
            return try adoptRuns()
        } catch let obstacle as Obstacle {
            throw StoreError.blocked(place.path, by: obstacle)
        }
    }

    /// What ``adopt()`` does.
    ///
    /// Opening the file takes back what SQLite or the page writer had not finished. Rows of `event` and `object` that no
    /// batch seals were committed a moment before their batch would have been.
    ///
    /// - Throws: the ``Obstacle`` where it is no recording of ours.
    private func adoptRuns() throws -> Bool {
        switch try state() {
        case .missing: return false
        case .empty:
            file.remove(file.status.identity)
            return false
        case .ours: break
        }
        let connection = try Connection.writing(file)
        guard try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'run'") > 0,
            try connection.integer("SELECT count(*) FROM run") > 0
        else {
            try connection.close()
            file.remove(file.status.identity)
            return false
        }
        try Schema.check(connection)
        try connection.transaction {
            try connection.execute(
                """
                UPDATE run SET status = 'interrupted' WHERE status = 'recording';
                DELETE FROM event WHERE id > (SELECT max(last_event) FROM run);
                """)
            if try connection.layout() == .second {
                try connection.execute("DELETE FROM object WHERE id > (SELECT max(last_object) FROM run)")
            }
        }
        try connection.close()
        try publish()
        return true
    }

    /// What stands where the file would be.
    ///
    /// - Throws: the ``Obstacle`` where that is no recording of ours.
    private func state() throws -> DatabaseFile.State {
        if let objection = file.status.objection { throw Obstacle(at: file.resolvedPath, objection) }
        let state: DatabaseFile.State
        do {
            state = try DatabaseFile(path: file.resolvedPath, resolvedPath: file.resolvedPath).inspect()
        } catch let error as TraceError where error.code == .badData {
            throw Obstacle("\(error.message), and in the way")
        }
        try file.checkCompanions(of: state)
        return state
    }
}
