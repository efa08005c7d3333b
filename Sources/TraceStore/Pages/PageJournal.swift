import Foundation
import TraceModel

/// A rollback journal in SQLite's own format: pages as they were, so that SQLite takes back what a kill cut short.
///
/// See <https://sqlite.org/fileformat2.html#the_rollback_journal>.
struct PageJournal {
    private let path: String
    private let databasePath: String

    /// What every journal of SQLite's begins with.
    static let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    /// The header is padded to a sector, whose size it names.
    private static let sectorSize = 512
    private static let nonce: UInt32 = 0x445A_5452

    /// The journal at `path` of a database that messages call `databasePath`.
    init(path: String, databasePath: String) {
        self.path = path
        self.databasePath = databasePath
    }

    /// Saves the pages that `body` hands over; `pageCount` pages are left once it is rolled back.
    func write(
        pageCount: UInt32, _ layout: PageLayout, _ body: (_ save: (UInt32, [UInt8]) -> Void) throws -> Void
    ) throws {
        var records: [UInt8] = []
        var count: UInt32 = 0
        try body { page, bytes in
            Self.append(page, to: &records)
            records += bytes
            Self.append(Self.checksum(bytes), to: &records)
            count += 1
        }
        var header = Self.magic
        for number in [count, Self.nonce, pageCount, UInt32(Self.sectorSize), UInt32(layout.size)] {
            Self.append(number, to: &header)
        }
        header += [UInt8](repeating: 0, count: Self.sectorSize - header.count)
        try write(header + records)
    }

    /// Ends the commit: without its journal it can no longer be taken back.
    func remove() throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw StoreError.cannotWrite(databasePath, errno) }
    }

    private func write(_ bytes: [UInt8]) throws {
        // Exclusive: every commit removes its journal, so a file that is there is not ours.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw StoreError.cannotWrite(databasePath, errno) }
            throw StoreError.blocked(databasePath, by: Obstacle(at: path, "another program made it meanwhile"))
        }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw StoreError.cannotWrite(databasePath, errno) }
            done += count
        }
    }

    /// The nonce and every 200th byte, from the end of the page.
    private static func checksum(_ page: [UInt8]) -> UInt32 {
        stride(from: page.count - 200, to: 0, by: -200).reduce(nonce) { $0 &+ UInt32(page[$1]) }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }
}
