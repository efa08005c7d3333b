import Foundation
import TraceModel

/// The `flock` that a recorder holds for as long as it records, on a file of its own beside the database.
///
/// The holder removes the file before it lets go, so nothing is left behind. Whoever was waiting on the removed
/// file notices that its name now means another file, or none, and starts over: no two can hold the same name.
final class RecordingLock {
    private let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Even who will not wait tries for so many seconds: a reader that looks whether somebody records
    /// holds the lock for an instant.
    private static let leastWait = 0.2
    private static let pause: UInt32 = 10_000

    /// Takes the lock of a database, waiting up to `wait` seconds for another recorder.
    ///
    /// - Throws: `.inputOutput` where another still holds it; `.cannotCreate` where its file cannot be made.
    static func take(for file: DatabaseFile, wait: Double) throws -> RecordingLock {
        let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(max(wait, leastWait).clamped * 1e9)
        while true {
            // Without blocking: what stands there may be a pipe.
            let descriptor = open(file.lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
            guard descriptor >= 0 else {
                throw cannotOpen(file)
            }
            guard isOurs(descriptor) else {
                close(descriptor)
                throw StoreError.cannotCreate(file.path, "\(file.lockPath) is in the way: it is somebody else's file")
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
            } else if DispatchTime.now().uptimeNanoseconds >= deadline {
                let holder = holder(descriptor)
                close(descriptor)
                throw StoreError.locked(file.path, holder: holder)
            } else {
                usleep(pause)
            }
            close(descriptor)
        }
    }

    private static func cannotOpen(_ file: DatabaseFile) -> TraceError {
        let failure = SystemFailure()
        // The lock's file comes first, but where its folder is the trouble nobody wants to hear of it.
        guard [ELOOP, EISDIR].contains(failure.number) else {
            return StoreError.cannotCreate(file.path, failure.reason, cause: failure)
        }
        let why = failure.number == ELOOP ? "it is a symbolic link" : "it is a folder"
        return StoreError.cannotCreate(file.path, "\(file.lockPath) is in the way: \(why)", cause: failure)
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

    /// Removes the lock's file and lets go.
    deinit {
        unlink(path)
        close(descriptor)
    }

    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        var byName = stat()
        var byDescriptor = stat()
        guard stat(path, &byName) == 0, fstat(descriptor, &byDescriptor) == 0 else { return false }
        return byName.st_dev == byDescriptor.st_dev && byName.st_ino == byDescriptor.st_ino
    }

    /// Whether a file is one that this type makes: nothing, or the number of a process.
    private static func isOurs(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return status.st_size == 0 || holder(descriptor) != nil && status.st_size <= longestHolder
    }

    private static let longestHolder = 16

    private static func writeHolder(_ descriptor: Int32) {
        let text = "\(getpid())\n"
        // Only a message reads it, so a failure to write it is no reason not to record.
        _ = ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: longestHolder)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 10 }, as: UTF8.self))
    }
}

extension Double {
    /// A number of seconds that nanoseconds in 64 bits can hold; a year where it is none.
    fileprivate var clamped: Double { isFinite ? Swift.min(Swift.max(self, 0), 31_536_000) : 31_536_000 }
}
