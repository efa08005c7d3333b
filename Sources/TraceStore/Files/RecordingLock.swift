import Foundation
import TraceModel

/// The `flock` that a recorder holds for as long as it records, on a file of its own beside the database.
///
/// The holder removes the file before it unlocks, so nothing is left behind. A process that was waiting on the removed
/// file notices that its name now means another file, or none, and starts over: no two can hold the same name.
final class RecordingLock {
    private let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Takes the lock of a database, waiting up to `wait` seconds for another recorder.
    ///
    /// - Throws: `.inputOutput` where another still holds it; `.cannotCreate` where its file cannot be made; the
    ///   ``Obstacle`` where something else is in its place.
    static func take(for file: DatabaseFile, wait: Double) throws -> RecordingLock {
        let patience = Patience(seconds: wait)
        while true {
            // Without blocking: what stands there may be a pipe.
            let descriptor = open(file.lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
            guard descriptor >= 0 else { throw cannotOpen(file) }
            if let objection = objection(to: descriptor) {
                close(descriptor)
                throw Obstacle(at: file.lockPath, objection)
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                if names(file.lockPath, descriptor) {
                    writeHolder(descriptor)
                    return RecordingLock(path: file.lockPath, descriptor: descriptor)
                }
            } else if errno != EWOULDBLOCK && errno != EINTR {
                let failure = SystemFailure()
                close(descriptor)
                throw StoreError.cannotCreate(file.path, failure.reason, cause: failure)
            } else if !patience.pauses() {
                let holder = holder(descriptor)
                close(descriptor)
                throw StoreError.locked(file.path, holder: holder)
            }
            close(descriptor)
        }
    }

    private static func cannotOpen(_ file: DatabaseFile) -> any Error {
        let failure = SystemFailure()
        // The lock's file is made first, but where its folder is the problem, the error should not name the lock.
        if let objection = FileStatus(at: file.lockPath).objection { return Obstacle(at: file.lockPath, objection) }
        return StoreError.cannotCreate(file.path, failure.reason, cause: failure)
    }

    /// Whether a recorder holds the lock of a database now.
    ///
    /// Creates nothing.
    static func isHeld(for file: DatabaseFile) -> Bool {
        let descriptor = open(file.lockPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// The process that says it holds the lock of a database.
    static func holder(for file: DatabaseFile) -> Int32? {
        let descriptor = open(file.lockPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return holder(descriptor)
    }

    /// Removes the lock's file, unless it was moved away and another one is there, and unlocks.
    deinit {
        if Self.names(path, descriptor) { unlink(path) }
        close(descriptor)
    }

    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        let status = FileStatus(at: path)
        return status.exists && status.identity == FileStatus(of: descriptor).identity
    }

    /// Why a file cannot be one that this type made; nil for one that is empty, or tells a process in its words.
    private static func objection(to descriptor: Int32) -> String? {
        let status = FileStatus(of: descriptor)
        if let objection = status.objection { return objection }
        let isOurs = status.size == 0 || holder(descriptor) != nil && status.size <= longestHolder
        return isOurs ? nil : "it is somebody else's file"
    }

    /// What a lock's file begins with, so that another program's, which may have a bare number, is not taken for one.
    private static let signature = "dezero-trace "
    private static let longestHolder = 32

    private static func writeHolder(_ descriptor: Int32) {
        let text = "\(signature)\(getpid())\n"
        // Only a message reads it, so a failure to write it is no reason not to record.
        _ = ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: longestHolder)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let line = bytes.prefix(count).prefix { $0 != 10 }
        guard line.starts(with: signature.utf8) else { return nil }
        return Int32(String(decoding: line.dropFirst(signature.utf8.count), as: UTF8.self))
    }
}
