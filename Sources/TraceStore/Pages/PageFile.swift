import Foundation
import TraceModel

/// The pages at the end of a database file that SQLite does not know of yet, and the moment when it learns of them.
///
/// Between two commits SQLite must not write into the file, for the pages that it would take next are taken here.
/// New pages are written at once, behind those that the header counts, where nobody looks. Pages that were there
/// before wait for the commit, which saves them in a rollback journal of SQLite's own format first: a kill at any
/// moment leaves a file that every SQLite brings back to the commit before.
final class PageFile {
    let layout: PageLayout
    private let path: String
    private let descriptor: Int32
    private let journal: PageJournal
    /// The pages that the header counts.
    private var committed: UInt32 = 0
    /// The newest page; nil before the first one after a commit, since SQLite may have added some of its own.
    private var last: UInt32?
    /// New pages side by side that are not written yet.
    private let chunk: UnsafeMutableRawPointer
    private var chunkStart: UInt32 = 0
    private var chunkCount = 0
    private let chunkCapacity: Int
    /// Pages of the commit before that the next one replaces.
    private var replaced: [UInt32: [UInt8]] = [:]
    private var failure: TraceError?

    private static let chunkBytes = 1 << 20

    /// Opens the file of a database, `path` being its name in messages.
    ///
    /// - Returns: nil where its header asks for what only SQLite can do.
    init?(file: DatabaseFile) throws {
        path = file.path
        descriptor = open(file.resolvedPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StoreError.cannotCreate(path, String(cString: strerror(errno))) }
        journal = PageJournal(path: file.resolvedPath + "-journal", databasePath: path)
        let header = DatabaseHeader(try Self.read(descriptor, DatabaseHeader.size, at: 0, path))
        layout = PageLayout(size: header.pageSize, usable: header.pageSize - header.reservedBytes)
        chunkCapacity = max(Self.chunkBytes / layout.size, 1)
        chunk = .allocate(byteCount: chunkCapacity * layout.size, alignment: 4096)
        guard header.isPlain else { return nil }
    }

    deinit {
        chunk.deallocate()
        close(descriptor)
    }

    /// The number of a new page.
    func allocate() throws -> UInt32 {
        var page = try newestPage() + 1
        if page == layout.lockPage { page += 1 }
        guard page < UInt32(Int32.max) else {
            throw TraceError(.inputOutput, "\(path) is full", remedy: "record into another database")
        }
        last = page
        return page
    }

    private func newestPage() throws -> UInt32 {
        if let last { return last }
        committed = DatabaseHeader(try read(DatabaseHeader.size, at: 0)).pageCount
        last = committed
        return committed
    }

    /// Writes a page that `fill` makes; one that is there already is replaced by the next commit.
    func put(_ page: UInt32, _ fill: (UnsafeMutableRawPointer) -> Void) throws {
        if let failure { throw failure }
        _ = try newestPage()
        if page <= committed {
            var bytes = [UInt8](repeating: 0, count: layout.size)
            bytes.withUnsafeMutableBytes { if let start = $0.baseAddress { fill(start) } }
            replaced[page] = bytes
            return
        }
        if chunkCount == chunkCapacity || page != chunkStart + UInt32(chunkCount) {
            try writeChunk()
            chunkStart = page
        }
        fill(chunk + chunkCount * layout.size)
        chunkCount += 1
    }

    /// Makes every page that was put part of the database.
    func commit() throws {
        if let failure { throw failure }
        try failing {
            try writeChunk()
            let newest = try newestPage()
            var header = DatabaseHeader(try read(DatabaseHeader.size, at: 0))
            // Descending, so that the root, which is older than every other, comes last.
            let pages = replaced.sorted { $0.key > $1.key }
            try journal.write(pageCount: committed, layout) { save in
                for page in [1] + pages.map(\.key) { save(page, try read(layout.size, at: offset(page))) }
            }
            header.pageCount = newest
            // Page 1 first: no page refers to one that the header does not count.
            try write(header.bytes, at: 0)
            for (page, bytes) in pages { try write(bytes, at: offset(page)) }
            try journal.remove()
        }
        replaced = [:]
        last = nil
    }

    private func writeChunk() throws {
        guard chunkCount > 0 else { return }
        let bytes = UnsafeRawBufferPointer(start: chunk, count: chunkCount * layout.size)
        try failing { try write(bytes, at: offset(chunkStart)) }
        chunkCount = 0
    }

    private func offset(_ page: UInt32) -> Int { (Int(page) - 1) * layout.size }

    /// Gives back what no commit will reach, so that there is room to end the recording, and remembers the failure.
    ///
    /// A journal stays: SQLite rolls it back as soon as it looks at the file again.
    private func failing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as TraceError {
            failure = error
            ftruncate(descriptor, off_t(Int(committed) * layout.size))
            throw error
        }
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { try write($0, at: offset) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw writeError() }
            done += count
        }
    }

    private func writeError() -> TraceError { StoreError.cannotWrite(path, errno) }

    private func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        try Self.read(descriptor, count, at: offset, path)
    }

    private static func read(_ descriptor: Int32, _ count: Int, at offset: Int, _ path: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard pread(descriptor, &bytes, count, off_t(offset)) == count else {
            throw StoreError.cannotRead(path, "it is shorter than its header says")
        }
        return bytes
    }
}
