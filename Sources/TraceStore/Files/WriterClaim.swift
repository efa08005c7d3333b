import CSQLite
import Foundation
import TraceModel

/// The right to write into a database with a log, which belongs to the file and not to one of its names.
///
/// A recorder's lock is a file beside the name under which it opened the database. Where that is renamed, or gets a
/// second name while it is recorded into, a recorder under the other name finds no lock, and has another log: both of
/// them would destroy the file. This claim stops it. Readers, and programs other than this one, pass by it.
final class WriterClaim {
    private let claim: OpaquePointer

    private init(_ claim: OpaquePointer) { self.claim = claim }

    deinit { csqlite_release_claim(claim) }

    /// Takes the claim of a database that is there; the caller holds its name's lock.
    ///
    /// - Throws: `.inputOutput` where somebody records into it under another name; `.cannotCreate` where it may not be
    ///   written.
    static func take(on file: DatabaseFile) throws -> WriterClaim {
        guard access(file.resolvedPath, W_OK) == 0 else {
            let failure = SystemFailure()
            throw StoreError.cannotCreate(file.path, failure.reason, cause: failure)
        }
        var claim: OpaquePointer?
        let result = csqlite_take_claim(file.resolvedPath, &claim)
        if result & 0xFF == SQLITE_BUSY { throw StoreError.recordedElsewhere(file.path) }
        guard result == SQLITE_OK, let claim else {
            throw StoreError.sqlite(result, String(cString: sqlite3_errstr(result)), path: file.path)
        }
        return WriterClaim(claim)
    }

    /// Waits until the claim of a database is free, up to `wait` seconds; the caller holds its name's lock.
    ///
    /// - Throws: `.inputOutput` where somebody still records into it under another name.
    static func awaitFree(on file: DatabaseFile, wait: Double) throws {
        let patience = Patience(seconds: wait)
        while try file.usesLog(), csqlite_is_claimed(file.resolvedPath) != 0 {
            guard patience.pauses() else { throw StoreError.recordedElsewhere(file.path) }
        }
    }

    /// Whether somebody records into a database that is there, but not under this name.
    static func isHeldElsewhere(on file: DatabaseFile) -> Bool {
        let patience = Patience(seconds: 0)
        // More than once: a recorder of this name takes its lock first and gives it back last.
        while (try? file.usesLog()) == true, csqlite_is_claimed(file.resolvedPath) != 0,
            !RecordingLock.isHeld(for: file)
        {
            if !patience.pauses() { return true }
        }
        return false
    }
}

/// How long somebody waits for a lock.
struct Patience {
    /// Even who will not wait tries for so many seconds: a reader that looks whether somebody records
    /// holds the lock for an instant.
    private static let least = 0.2
    private static let pause: UInt32 = 10_000
    private let deadline: UInt64

    init(seconds: Double) {
        deadline = DispatchTime.now().uptimeNanoseconds + UInt64(max(seconds, Self.least).clamped * 1e9)
    }

    /// Waits a moment; false where there is none left.
    func pauses() -> Bool {
        guard DispatchTime.now().uptimeNanoseconds < deadline else { return false }
        usleep(Self.pause)
        return true
    }
}

extension Double {
    /// A number of seconds that nanoseconds in 64 bits can hold; a year where it is none.
    fileprivate var clamped: Double { isFinite ? Swift.min(Swift.max(self, 0), 31_536_000) : 31_536_000 }
}

extension Connection {
    /// Whether the path under which the database was opened leads to another file by now, or to none.
    var hasMoved: Bool { (try? access { csqlite_has_moved($0) != 0 }) ?? false }

    /// Whether the database has a write-ahead log.
    func usesLog() throws -> Bool { try rows("PRAGMA journal_mode").first?.first?.text == "wal" }
}
