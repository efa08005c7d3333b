import Foundation
import TraceModel

extension RecordingSession {
    /// Brings everything that is in the log into the database, and removes the log unless somebody reads.
    ///
    /// - Throws: `.inputOutput` where that fails, or where the database is no longer where it was.
    func foldLog() throws {
        // From here on a power cut counts too, and a reader is no reason to wait.
        try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0")
        // While the claim is held: without it a recorder of another name may begin, with another log.
        try unlessBusy { _ = try connection.rows("PRAGMA wal_checkpoint(PASSIVE)") }
        if connection.hasMoved { throw foldElsewhere() }
        claim = nil
        do {
            _ = try connection.rows("PRAGMA journal_mode = DELETE")
            try compact()
        } catch let error as TraceError where error.isBusy {}
        if connection.hasMoved { throw StoreError.moved(file.path) }
        if created != nil { try file.synchronizeFolder() }
    }

    /// Gives back the room that removed runs took.
    func compact() throws {
        // Making the tables again parses their checks; see `Connection`.
        if shrinksAtEnd { try connection.trustingSchema { try connection.execute("VACUUM") } }
    }

    /// Empties the log of a database that was moved away from it.
    ///
    /// What was recorded is in the file, whatever it is called now, but it could not be found under the name that was
    /// asked for; and what comes under that name must find no log.
    ///
    /// - Returns: what is to be said.
    private func foldElsewhere() -> any Error {
        do {
            try unlessBusy { _ = try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") }
            claim = nil
            try connection.close()
            if !file.status.exists, FileStatus(at: file.path(of: .log)).size == 0 {
                for companion in [Companion.log, .index] { unlink(file.path(of: companion)) }
            }
            return StoreError.moved(file.path)
        } catch {
            return error
        }
    }

    private func unlessBusy(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as TraceError where error.isBusy {}
    }
}
