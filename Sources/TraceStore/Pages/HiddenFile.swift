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

    /// The hidden file of a place.
    init(for place: DatabaseFile) {
        self.place = place
        let url = URL(fileURLWithPath: place.resolvedPath)
        let name = ".\(url.lastPathComponent).recording"
        file = DatabaseFile(path: place.path, resolvedPath: url.deletingLastPathComponent().path + "/" + name)
    }

    /// Whether something is there.
    var exists: Bool {
        var status = stat()
        return lstat(file.resolvedPath, &status) == 0
    }

    /// Moves the database, which nobody has open any more, to its place.
    ///
    /// - Throws: `.inputOutput` where the disk does not take it; `.cannotCreate` where somebody put something there
    ///   meanwhile.
    func publish() throws {
        try file.seal()
        var status = stat()
        guard lstat(place.resolvedPath, &status) != 0 else {
            throw TraceError(
                .cannotCreate, "\(place.path) was made by another program meanwhile, and is left as it is",
                remedy: "move it away: the recording is \(file.resolvedPath), and the next command puts it in its place"
            )
        }
        guard rename(file.resolvedPath, place.resolvedPath) == 0 else {
            throw StoreError.cannotCreate(place.path, String(cString: strerror(errno)))
        }
    }

    /// What a reader who found nothing at the place does: moves a killed recording there, if there is one.
    ///
    /// - Returns: whether a database is there now.
    /// - Throws: `.notFound` where a recorder is still at work on it.
    func adoptForReading() throws -> Bool {
        guard exists else { return false }
        let lock: RecordingLock
        do {
            lock = try RecordingLock.take(for: place, wait: 0)
        } catch let error as TraceError where error.code == .inputOutput {
            throw StoreError.underWay(place.path, holder: RecordingLock.holder(for: place))
        } catch let error as TraceError where error.code == .cannotCreate {
            throw StoreError.unrecovered(place.path)
        }
        defer { withExtendedLifetime(lock) {} }
        if case .ours = try place.inspect() { return true }
        return try adopt()
    }

    /// Moves what a killed recorder left to its place, as an interrupted run; whoever calls it holds the lock.
    ///
    /// Opening it takes back what SQLite or the page writer had not finished. Rows of `event` and `object` that no batch seals
    /// were committed a moment before their batch would have been.
    ///
    /// - Returns: whether there was a run to keep.
    func adopt() throws -> Bool {
        switch try file.inspect() {
        case .missing: return false
        case .empty:
            file.remove()
            return false
        case .ours: break
        }
        let connection = try Connection.writing(file)
        guard try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'run'") > 0,
            try connection.integer("SELECT count(*) FROM run") > 0
        else {
            try connection.close()
            file.remove()
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
}
