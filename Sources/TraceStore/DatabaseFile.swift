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
    /// The path without symbolic links, so that every name of a file shares one lock.
    let resolvedPath: String

    init(_ path: String) {
        self.path = path
        let link = URL(fileURLWithPath: path)
        let folder = link.deletingLastPathComponent().resolvingSymlinksInPath()
        resolvedPath = folder.appendingPathComponent(link.lastPathComponent).resolvingSymlinksInPath().path
    }

    /// A file that messages call by another name.
    init(path: String, resolvedPath: String) {
        self.path = path
        self.resolvedPath = resolvedPath
    }

    /// The file whose lock a recorder holds.
    var lockPath: String { resolvedPath + ".lock" }

    /// Removes the database and every file that SQLite may keep beside it.
    func remove() { for suffix in ["", "-wal", "-shm", "-journal"] { unlink(resolvedPath + suffix) } }

    /// Whether a recorder works on the database, or was killed as it did.
    var hasLog: Bool { access(resolvedPath + "-wal", F_OK) == 0 }

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
    /// system; nobody may have it open.
    func seal() throws {
        let file = try RawFile(self)
        let header = try file.header()
        try file.cut(to: Int(header.pageCount) * header.pageSize)
        try file.synchronize()
    }

    /// Looks at the file as ``inspect()`` does, for somebody who wants to write it.
    ///
    /// - Throws: what ``inspect()`` throws; `.cannotCreate` where no file can be made or written: for a folder, a
    ///   device, or a symbolic link to nothing, under which a file would appear elsewhere.
    func inspectForRecording() throws -> State {
        var status = stat()
        guard stat(resolvedPath, &status) == 0 else {
            let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
            if isLink { throw StoreError.cannotCreate(path, "it is a symbolic link to a file that is not there") }
            return try inspect()
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return try inspect()
        case S_IFDIR: throw StoreError.cannotCreate(path, "it is a folder")
        default: throw StoreError.cannotCreate(path, "it is not a regular file")
        }
    }

    /// Looks at the file without SQLite's locks, and changes nothing.
    ///
    /// - Throws: `.badData` for a folder, a device, a text, another application's database or a newer version;
    ///   `.inputOutput` where it cannot be read.
    func inspect() throws -> State {
        var status = stat()
        guard stat(resolvedPath, &status) == 0 else {
            // ENOTDIR: a file stands where the path has a folder.
            let failure = SystemFailure()
            if failure.number == ENOENT || failure.number == ENOTDIR { return .missing }
            throw StoreError.cannotRead(path, failure.reason, cause: failure)
        }
        let type = status.st_mode & S_IFMT
        if type == S_IFDIR { throw StoreError.folder(path) }
        guard type == S_IFREG else { throw StoreError.notAFile(path) }
        if status.st_size == 0 { return .empty }
        try checkHeader(try readHeader())
        return .ours
    }

    private func readHeader() throws -> [UInt8] {
        var header = [UInt8](repeating: 0, count: Int(CSQLITE_HEADER_SIZE))
        let result = csqlite_read_header(resolvedPath, &header)
        // Extended codes are macros of expressions, which Swift does not import.
        let shortRead = SQLITE_IOERR | (2 << 8)
        guard result == SQLITE_OK || result == shortRead else {
            throw StoreError.cannotRead(path, String(cString: sqlite3_errstr(result)))
        }
        return header
    }

    private func checkHeader(_ header: [UInt8]) throws {
        guard header.starts(with: Array("SQLite format 3".utf8) + [0]) else { throw StoreError.notADatabase(path) }
        func number(at offset: Int) -> Int32 {
            Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        guard number(at: 68) == Schema.applicationID else { throw StoreError.foreign(path) }
        try checkVersion(Int(number(at: 60)))
    }

    private func checkVersion(_ version: Int) throws {
        if version > Schema.version { throw StoreError.newer(path, version: version) }
        if version < 1 { throw StoreError.damaged(path, "its version is \(version)") }
    }
}
