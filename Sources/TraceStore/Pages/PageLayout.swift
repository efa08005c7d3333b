import Foundation

/// The sizes of a database's pages, and the numbers that SQLite writes into them.
struct PageLayout {
    /// The bytes of a page.
    let size: Int
    /// The bytes of a page that hold content: all but those at its end that the header reserves.
    let usable: Int

    /// The first byte of a page that holds rows, and of one that holds pages.
    static let leafKind: UInt8 = 0x0D
    static let interiorKind: UInt8 = 0x05
    /// The bytes before the cell pointers.
    static let leafHeader = 8
    static let interiorHeader = 12

    /// The page with the byte at 1 GiB, which belongs to SQLite's file locks and never holds anything.
    var lockPage: UInt32 { UInt32((1 << 30) / size) + 1 }

    /// Lays a page out: its header, the cell pointers, nothing, and the cells side by side at its end.
    ///
    /// `offsets` says where each cell begins in `cells`, whose first `used` bytes they fill.
    func lay(
        out page: UnsafeMutableRawPointer, kind: UInt8, cells: UnsafeRawPointer, used: Int,
        offsets: UnsafeBufferPointer<UInt16>
    ) {
        let header = kind == Self.leafKind ? Self.leafHeader : Self.interiorHeader
        let start = usable - used
        page.storeBytes(of: kind, as: UInt8.self)
        page.storeBytes(of: 0, toByteOffset: 1, as: UInt16.self)
        page.storeBytes(of: UInt16(offsets.count).bigEndian, toByteOffset: 3, as: UInt16.self)
        // 65536 is written as 0.
        page.storeBytes(of: UInt16(truncatingIfNeeded: start).bigEndian, toByteOffset: 5, as: UInt16.self)
        page.storeBytes(of: 0, toByteOffset: 7, as: UInt8.self)
        let pointers = (page + header).assumingMemoryBound(to: UInt16.self)
        let base = UInt16(truncatingIfNeeded: start)
        for index in 0..<offsets.count { pointers[index] = (base &+ offsets[index]).bigEndian }
        let end = header + 2 * offsets.count
        memset(page + end, 0, start - end)
        memcpy(page + start, cells, used)
        memset(page + usable, 0, size - usable)
    }
}
