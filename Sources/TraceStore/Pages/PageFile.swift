import TraceModel

/// The pages at the end of a database file that SQLite does not know of yet, and the moment when it learns of them.
///
/// Between two commits SQLite must not write into the file, for the pages that it would take next are taken here.
/// New pages are written at once, behind those that the header counts, where no reader looks. Pages that were there
/// before wait for the commit, which saves them in a rollback journal of SQLite's own format first: a kill at any
/// moment leaves a file that every SQLite brings back to the commit before.
final class PageFile {
    let layout: PageLayout
    private let path: String
    private let file: RawFile
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
        self.file = try RawFile(file)
        journal = PageJournal(path: file.resolvedPath + "-journal", databasePath: path)
        let header = try self.file.header()
        layout = PageLayout(size: header.pageSize, usable: header.pageSize - header.reservedBytes)
        chunkCapacity = max(Self.chunkBytes / layout.size, 1)
        chunk = .allocate(byteCount: chunkCapacity * layout.size, alignment: 4096)
        guard header.isPlain else { return nil }
    }

    deinit { chunk.deallocate() }

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
        committed = try file.header().pageCount
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
            var header = try file.header()
            // Descending, so that the root, which is older than every other, comes last.
            let pages = replaced.sorted { $0.key > $1.key }
            try journal.write(pageCount: committed, layout) { save in
                for page in [1] + pages.map(\.key) { save(page, try file.read(layout.size, at: offset(page))) }
            }
            header.pageCount = newest
            // Page 1 first: no page refers to one that the header does not count.
            try file.write(header.bytes, at: 0)
            for (page, bytes) in pages { try file.write(bytes, at: offset(page)) }
            try journal.remove()
        }
        replaced = [:]
        last = nil
    }

    private func writeChunk() throws {
        guard chunkCount > 0 else { return }
        let bytes = UnsafeRawBufferPointer(start: chunk, count: chunkCount * layout.size)
        try failing { try file.write(bytes, at: offset(chunkStart)) }
        file.beginSynchronizing(bytes.count, at: offset(chunkStart))
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
            try? file.cut(to: Int(committed) * layout.size)
            throw error
        }
    }
}
