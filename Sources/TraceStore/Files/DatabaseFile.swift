import CSQLite
import Foundation
import TraceModel

/// A place in the file system that is, or may become, a database of ours.
struct DatabaseFile {
    /// What stands at the place.
    enum State {
        case missing
        case empty
        case ours
    }

    /// The path as the user named it, for messages.
    let path: String
    /// The path without symbolic links, so that every name of a place shares one lock.
    let resolvedPath: String

    /// The place that a path leads to.
    ///
    /// - Throws: `.usage` for a path that no database can have.
    init(_ path: String) throws {
        self.path = path
        resolvedPath = try PathName(path).resolved()
    }

    /// A file that messages call by another name.
    init(path: String, resolvedPath: String) {
        self.path = path
        self.resolvedPath = resolvedPath
    }

    /// What stands at the place, which may be a symbolic link that leads nowhere.
    var status: FileStatus { FileStatus(at: resolvedPath) }

    /// The file whose lock a recorder holds.
    var lockPath: String { resolvedPath + ".lock" }

    /// Whether a recorder works on the database, or was killed as it did.
    var hasLog: Bool { FileStatus(at: path(of: .log)).exists }

    /// Makes an empty file at the place, where nothing is.
    ///
    /// - Returns: which file it is.
    /// - Throws: `.cannotCreate` where it cannot be made, or something was put there meanwhile.
    func create() throws -> FileIdentity {
        // Exclusive: neither what is there is touched nor a link followed.
        let descriptor = open(resolvedPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            let failure = SystemFailure()
            guard failure.number == EEXIST else { throw StoreError.cannotCreate(path, failure.reason, cause: failure) }
            throw StoreError.blocked(path, by: Obstacle(at: resolvedPath, "another program made it meanwhile"))
        }
        // No other process has it open yet whose locks this could take away.
        defer { close(descriptor) }
        return FileStatus(of: descriptor).identity
    }

    /// Removes the database and every file that SQLite may keep beside it.
    ///
    /// The database last: a kill in between leaves nothing beside a database that is not there.
    ///
    /// - Parameter identity: which file it must be; another one, put there meanwhile, stays.
    func remove(_ identity: FileIdentity) {
        guard status.identity == identity else { return }
        for companion in Companion.allCases { unlink(self.path(of: companion)) }
        unlink(resolvedPath)
    }

    /// How many bytes the file has.
    ///
    /// - Throws: `.inputOutput` where that cannot be read.
    func length() throws -> Int {
        var status = stat()
        guard stat(resolvedPath, &status) == 0 else {
            throw StoreError.cannotRead(path, String(cString: strerror(errno)))
        }
        return Int(status.st_size)
    }

    /// Cuts off what its header does not count, and waits until the rest is on the disk, and not only with the
    /// system; no process may have it open.
    func seal() throws {
        let file = try RawFile(self)
        let header = try file.header()
        try file.cut(to: Int(header.pageCount) * header.pageSize)
        try file.synchronize()
    }

    /// Waits until the file's name is on the disk.
    ///
    /// - Throws: `.inputOutput` where the disk does not take it.
    func synchronizeFolder() throws {
        let descriptor = open(PathName(resolvedPath).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.cannotWrite(path, errno) }
        defer { close(descriptor) }
        // Some file systems know no such thing for a folder.
        guard fsync(descriptor) == 0 || [EINVAL, ENOTSUP].contains(errno) else {
            throw StoreError.cannotWrite(path, errno)
        }
    }
}
