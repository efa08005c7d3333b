import CSQLite
import Foundation
import TraceModel

/// The one place where this target's messages are written.
enum StoreError {
    static func missing(_ path: String) -> TraceError {
        TraceError(
            .notFound, "there is no database \(path)", remedy: "record a run first, or name another", by: .database)
    }

    static func folder(_ path: String) -> TraceError {
        TraceError(.badData, "\(path) is a folder, not a database", remedy: "name a file inside it")
    }

    static func notAFile(_ path: String) -> TraceError {
        TraceError(.badData, "\(path) is not a regular file", remedy: "name a database file")
    }

    static func empty(_ path: String) -> TraceError {
        TraceError(.badData, "\(path) is empty", remedy: "record a run into it first")
    }

    static func notADatabase(_ path: String) -> TraceError {
        TraceError(.badData, "\(path) is not an SQLite database", remedy: "name a file that dezero-trace recorded")
    }

    static func foreign(_ path: String) -> TraceError {
        TraceError(
            .badData, "\(path) is an SQLite database of another application",
            remedy: "name a file that dezero-trace recorded")
    }

    static func newer(_ path: String, version: Int) -> TraceError {
        TraceError(
            .badData, "\(path) was made by a newer dezero-trace: version \(version), this one knows \(Schema.version)",
            remedy: "update dezero-trace")
    }

    static func older(_ path: String, version: Int) -> TraceError {
        TraceError(
            .badData, "\(path) has the older layout \(version), which is read but not added to",
            remedy: "record into a new database")
    }

    static func damaged(_ path: String, _ what: String) -> TraceError {
        TraceError(.badData, "\(path) is damaged: \(what)", remedy: "record the run again into a new database")
    }

    static func cannotCreate(_ path: String, _ why: String, cause: (any Error)? = nil) -> TraceError {
        TraceError(
            .cannotCreate, "cannot record into \(path): \(why)", remedy: "name a file in a folder that can be written",
            cause: cause)
    }

    static func cannotRead(_ path: String, _ why: String, cause: (any Error)? = nil) -> TraceError {
        TraceError(
            .inputOutput, "cannot read \(path): \(why)", remedy: "check the file and its permissions", cause: cause)
    }

    static func tooLong(_ path: String) -> TraceError {
        TraceError(
            .inputOutput, "cannot write \(path): a text is longer than 256 MB",
            remedy: "shorten what the program prints"
        )
    }

    static func cannotWrite(_ path: String, _ number: Int32) -> TraceError {
        if number == ENOSPC { return full(path) }
        let why = String(cString: strerror(number))
        return TraceError(
            .inputOutput, "cannot write \(path): \(why)",
            remedy: "check the disk, the file and its folder, and `ulimit -f`")
    }

    private static func full(_ path: String) -> TraceError {
        TraceError(.inputOutput, "cannot write \(path): the disk is full", remedy: "make room and record again")
    }

    static func notNew(_ path: String) -> TraceError {
        TraceError(
            .usage, "\(path) is there already, and pages are written into new databases only",
            remedy: "leave the choice of the writer to the tool, or name a new database", by: .anyWriter, .database)
    }

    static func noPages(_ path: String) -> TraceError {
        TraceError(
            .inputOutput, "this SQLite makes \(path) in a way that pages cannot be written into",
            remedy: "leave the choice of the writer to the tool", by: .anyWriter)
    }

    static func unrecovered(_ path: String) -> TraceError {
        TraceError(
            .inputOutput, "\(path) was left by a killed recorder and cannot be repaired here",
            remedy: "make the file and its folder writable")
    }

    static func underWay(_ path: String, holder: Int32?) -> TraceError {
        TraceError(
            .notFound,
            "a recording of \(path) is under way\(holder.map { " by process \($0)" } ?? ""), and cannot be read yet",
            remedy: "wait for it to end; one that is written statement by statement can be read meanwhile",
            by: .readableWriter)
    }

    static func locked(_ path: String, holder: Int32?) -> TraceError {
        TraceError(
            .inputOutput, "\(holder.map { "process \($0)" } ?? "another process") is recording into \(path)",
            remedy: "wait for it to end, give it time, or name another database", by: .waiting, .database)
    }

    static func misuse(_ what: String) -> TraceError {
        TraceError(.defect, "a recorder was misused: \(what)", remedy: "report this as a defect of dezero-trace")
    }

    /// Turns SQLite's own result into an error of ours.
    static func sqlite(_ result: Int32, _ message: String, path: String) -> TraceError {
        var error = translated(result, message, path: path)
        error.cause = SQLiteFailure(code: result, message: message)
        return error
    }

    private static func translated(_ result: Int32, _ message: String, path: String) -> TraceError {
        switch result & 0xFF {
        case SQLITE_NOTADB:
            notADatabase(path)
        case SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE,
            SQLITE_TOOBIG:
            damaged(path, message)
        case SQLITE_READONLY where SQLiteFailure.isUnrecovered(result):
            unrecovered(path)
        case SQLITE_READONLY where SQLiteFailure.isMoved(result):
            moved(path)
        case SQLITE_READONLY:
            cannotCreate(path, message)
        case SQLITE_BUSY, SQLITE_LOCKED:
            TraceError(
                .inputOutput, "\(path) is in use: \(message)", remedy: "close other programs that use it")
        case SQLITE_FULL:
            full(path)
        case SQLITE_IOERR where SQLiteFailure.isUnwritable(result):
            TraceError(
                .inputOutput, "cannot write \(path): the disk or a limit on the size of files refuses",
                remedy: "check the disk and `ulimit -f`, and record again")
        default:
            TraceError(
                .inputOutput, "reading or writing \(path) failed: \(message)",
                remedy: "check the file, its folder and the permissions of both")
        }
    }
}

/// What the system itself said, taken from `errno`: the cause of an error of ours.
struct SystemFailure: Error, CustomStringConvertible {
    let number = errno

    var reason: String { String(cString: strerror(number)) }
    var description: String { "errno \(number), \(reason)" }
}

/// What SQLite itself said: the cause of an error of ours.
private struct SQLiteFailure: Error, CustomStringConvertible {
    /// The extended result code.
    let code: Int32
    let message: String

    var description: String {
        let meaning = String(cString: sqlite3_errstr(code))
        return "SQLite \(code), \(meaning)\(message == meaning ? "" : ": \(message)")"
    }

    /// Whether the system refused to write, truncate or map what was to be written.
    static func isUnwritable(_ code: Int32) -> Bool { [3, 4, 6, 19, 20, 21].contains(code >> 8) }

    /// Whether the database is no longer what its path leads to.
    static func isMoved(_ code: Int32) -> Bool { code == SQLITE_READONLY | 4 << 8 }

    /// Whether a journal is in the way, which a reader may not roll back.
    static func isUnrecovered(_ code: Int32) -> Bool {
        // Extended codes are macros of expressions, which Swift does not import.
        code == SQLITE_READONLY | 1 << 8 || code == SQLITE_READONLY | 3 << 8
    }
}

extension TraceError {
    private var sqliteCode: Int32? { (cause as? SQLiteFailure)?.code }

    /// Whether a recorder was killed at a point where the database needs one writer to be whole again.
    var isUnrecovered: Bool { sqliteCode.map(SQLiteFailure.isUnrecovered) ?? false }

    /// Whether the database is no longer what its path leads to.
    var isMoved: Bool { sqliteCode.map(SQLiteFailure.isMoved) ?? false }

    /// Whether another connection's lock was in the way.
    var isBusy: Bool { sqliteCode.map { [SQLITE_BUSY, SQLITE_LOCKED].contains($0 & 0xFF) } ?? false }
}
