import CSQLite
import Foundation
import TraceModel

/// A database's file past SQLite.
///
/// Closing it drops the locks that a connection of this process holds on the file, so that must hold none then.
struct RawFile: ~Copyable {
    private let descriptor: Int32
    private let file: DatabaseFile
    private let identity: FileIdentity
    private var path: String { file.path }

    /// Opens a file that is there, and no link to one.
    init(_ file: DatabaseFile) throws {
        // Without blocking: what stands there may be a pipe.
        let descriptor = open(file.resolvedPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw StoreError.cannotWrite(file.path, errno) }
        let status = FileStatus(of: descriptor)
        guard status.kind == .file else {
            close(descriptor)
            throw StoreError.cannotWrite(file.path, EINVAL)
        }
        self.descriptor = descriptor
        self.file = file
        identity = status.identity
    }

    deinit { close(descriptor) }

    /// The bytes at a place.
    ///
    /// - Throws: `.inputOutput` where there are fewer.
    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard pread(descriptor, &bytes, count, off_t(offset)) == count else {
            throw StoreError.cannotRead(path, "it is shorter than its header says")
        }
        return bytes
    }

    /// The header of the database.
    func header() throws -> DatabaseHeader { DatabaseHeader(try read(DatabaseHeader.size, at: 0)) }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { try write($0, at: offset) }
    }

    /// Writes all of the bytes, where a system call may take some of them.
    ///
    /// - Throws: `.inputOutput` where the disk does not take them, or the file has another name by now, under which
    ///   somebody else may have begun to use it.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        guard let start = bytes.baseAddress else { return }
        guard file.status.identity == identity else { throw StoreError.moved(path) }
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, start + done, bytes.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw StoreError.cannotWrite(path, errno) }
            done += count
        }
    }

    /// Asks the system to bring bytes that were written to the disk from now on, so that less is left to wait for
    /// when everything must be there.
    func beginSynchronizing(_ count: Int, at offset: Int) {
        // A hint: where a system or a file system knows nothing of it, ``synchronize()`` takes longer.
        csqlite_begin_writeback(descriptor, Int64(offset), Int64(count))
    }

    /// Cuts off what is behind `size`, if anything is.
    func cut(to size: Int) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= size || ftruncate(descriptor, off_t(size)) == 0 else {
            throw StoreError.cannotWrite(path, errno)
        }
    }

    /// Waits until everything is on the disk, and not only with the system.
    func synchronize() throws { guard fsync(descriptor) == 0 else { throw StoreError.cannotWrite(path, errno) } }
}
