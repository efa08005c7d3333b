import CSQLite
import TraceModel

/// Rows of a table of integers, read from its pages without SQLite's machine: several times faster.
///
/// It asks for the layout that a rollback journal leaves, a table without overflow pages, and a connection that holds a
/// lock on the file meanwhile. The pages are as untrusted as the rest of the file: every offset is checked, and a page
/// is looked at no more often than its place in a tree allows.
final class TablePages {
    private let connection: OpaquePointer
    private let path: String
    private let layout: PageLayout
    private let pageCount: UInt32
    /// A page a level, the root first.
    private var pages: [UnsafeMutableRawPointer] = []

    /// A tree of large pages holds every row that there can be with fewer levels.
    private static let mostLevels = 12
    /// `SQLITE_IOERR_SHORT_READ`, a macro that Swift does not see.
    private static let shortRead: Int32 = SQLITE_IOERR | 2 << 8

    /// - Returns: nil where the database is laid out in another way, or has a log beside it.
    init?(on connection: OpaquePointer, path: String) throws {
        self.connection = connection
        self.path = path
        var bytes = [UInt8](repeating: 0, count: DatabaseHeader.size)
        guard csqlite_read_file(connection, &bytes, Int32(bytes.count), 0) == SQLITE_OK else { return nil }
        let header = DatabaseHeader(bytes)
        let size = header.pageSize
        guard header.isPlain, size >= 512, size.nonzeroBitCount == 1, size - header.reservedBytes >= 480 else {
            return nil
        }
        layout = PageLayout(size: size, usable: size - header.reservedBytes)
        pageCount = header.pageCount
    }

    deinit { for page in pages { page.deallocate() } }

    /// Calls `body` with each row whose id is in a range, in the order of their ids.
    ///
    /// - Parameters:
    ///   - root: the table's root page.
    ///   - columns: how many columns there are, the rowid among them; its place in a row is the first.
    ///   - ids: the range.
    ///   - body: takes a row, which is valid only while it runs.
    /// - Throws: `.badData` for a page that SQLite would not have written; what `body` throws.
    func forEachRow(
        root: UInt32, columns: Int, in ids: ClosedRange<Int64>, _ body: (borrowing csqlite_row) throws -> Void
    ) throws {
        _ = try visit(root, level: 0, columns: columns, ids: ids, body)
    }

    /// - Returns: whether rows behind those of the page can be in the range.
    private func visit(
        _ number: UInt32, level: Int, columns: Int, ids: ClosedRange<Int64>,
        _ body: (borrowing csqlite_row) throws -> Void
    ) throws -> Bool {
        let page = try load(number, level: level)
        let start = number == 1 ? DatabaseHeader.size : 0
        let kind = page.load(fromByteOffset: start, as: UInt8.self)
        let count = Int(page.number16(start + 3))
        let header = kind == PageLayout.leafKind ? PageLayout.leafHeader : PageLayout.interiorHeader
        guard start + header + 2 * count <= layout.usable else { throw damaged(number) }
        let pointers = page + start + header
        switch kind {
        case PageLayout.leafKind:
            var row = csqlite_row()
            var place = try firstCell(pointers, count, number) { try rowid(page, $0, number) >= ids.lowerBound }
            while place < count {
                let cell = Int(pointers.number16(2 * place))
                guard decode(page, cell, columns, into: &row) else { throw damaged(number) }
                if row.values.0 > ids.upperBound { return false }
                try body(row)
                place += 1
            }
            return true
        case PageLayout.interiorKind:
            var place = try firstCell(pointers, count, number) { try key(page, $0, number) >= ids.lowerBound }
            while place <= count {
                let isLast = place == count
                let cell = isLast ? start + 8 : Int(pointers.number16(2 * place))
                guard cell + 4 <= layout.usable else { throw damaged(number) }
                let child = page.number32(cell)
                let isBehind = isLast ? false : try key(page, cell, number) >= ids.upperBound
                if try !visit(child, level: level + 1, columns: columns, ids: ids, body) { return false }
                if isBehind { return false }
                place += 1
            }
            return true
        default:
            throw damaged(number)
        }
    }

    private func load(_ number: UInt32, level: Int) throws -> UnsafeRawPointer {
        guard number > 0, number <= pageCount, level < Self.mostLevels else { throw damaged(number) }
        if level == pages.count { pages.append(.allocate(byteCount: layout.size, alignment: 16)) }
        let offset = (Int64(number) - 1) * Int64(layout.size)
        let result = csqlite_read_file(connection, pages[level], Int32(layout.size), offset)
        // A file that ends too early is damaged; a disk that does not answer is not.
        guard result != Self.shortRead else { throw damaged(number) }
        guard result == SQLITE_OK else { throw StoreError.sqlite(result, "page \(number) is missing", path: path) }
        return UnsafeRawPointer(pages[level])
    }

    /// The first cell that `isBehind` accepts, which accepts all after it; O(log n).
    private func firstCell(
        _ pointers: UnsafeRawPointer, _ count: Int, _ page: UInt32, _ isBehind: (Int) throws -> Bool
    ) throws -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if try isBehind(Int(pointers.number16(2 * middle))) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func rowid(_ page: UnsafeRawPointer, _ cell: Int, _ number: UInt32) throws -> Int64 {
        var place = cell
        guard page.varint(&place, end: layout.usable) != nil, let id = page.varint(&place, end: layout.usable) else {
            throw damaged(number)
        }
        return Int64(bitPattern: id)
    }

    private func key(_ page: UnsafeRawPointer, _ cell: Int, _ number: UInt32) throws -> Int64 {
        var place = cell + 4
        guard let key = page.varint(&place, end: layout.usable) else { throw damaged(number) }
        return Int64(bitPattern: key)
    }

    /// Reads a cell; false for one that is no row of so many columns in this page.
    @inline(__always)
    private func decode(
        _ page: UnsafeRawPointer, _ cell: Int, _ columns: Int, into row: inout csqlite_row
    ) -> Bool {
        var place = cell
        guard let size = page.varint(&place, end: layout.usable), let id = page.varint(&place, end: layout.usable),
            size <= UInt64(layout.usable - place)
        else { return false }
        let end = place + Int(size)
        let header = place
        // Types of numbers and NULL take a byte each, and so does the header's own length.
        guard header + 1 + columns <= end, page.load(fromByteOffset: header, as: UInt8.self) == UInt8(columns + 1)
        else { return false }
        var value = header + 1 + columns
        var (nulls, others): (UInt32, UInt32) = (0, 0)
        let isWhole = withUnsafeMutableBytes(of: &row.values) { bytes in
            let values = bytes.assumingMemoryBound(to: Int64.self)
            for column in 0..<columns {
                let type = page.load(fromByteOffset: header + 1 + column, as: UInt8.self)
                switch type {
                case 0:
                    nulls |= 1 << UInt32(column)
                    values[column] = 0
                case 1...6:
                    let length = type < 5 ? Int(type) : (type == 5 ? 6 : 8)
                    guard value + length <= end else { return false }
                    values[column] = page.signed(value, length: length, end: layout.size)
                    value += length
                case 8, 9:
                    values[column] = Int64(type) - 8
                default:
                    others |= 1 << UInt32(column)
                    values[column] = 0
                }
            }
            // The rowid stands in its column as NULL.
            values[0] = Int64(bitPattern: id)
            return true
        }
        row.nulls = nulls & ~1
        row.others = others
        return isWhole
    }

    private func damaged(_ page: UInt32) -> TraceError {
        StoreError.damaged(path, "page \(page) is not as it should be")
    }
}

extension UnsafeRawPointer {
    fileprivate func number16(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    fileprivate func number32(_ offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// A number of up to nine bytes, behind which `place` then stands; nil where it does not end before `end`.
    @inline(__always)
    fileprivate func varint(_ place: inout Int, end: Int) -> UInt64? {
        var number: UInt64 = 0
        for index in 0..<9 {
            guard place < end else { return nil }
            let byte = load(fromByteOffset: place, as: UInt8.self)
            place += 1
            if index == 8 { return number << 8 | UInt64(byte) }
            number = number << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return number }
        }
        return number
    }

    /// A number of one to eight bytes, the highest first; eight bytes from `offset` on are read where the page has them.
    @inline(__always)
    fileprivate func signed(_ offset: Int, length: Int, end: Int) -> Int64 {
        if offset + 8 <= end {
            return Int64(bigEndian: loadUnaligned(fromByteOffset: offset, as: Int64.self)) >> Int64(64 - 8 * length)
        }
        var number = Int64(load(fromByteOffset: offset, as: Int8.self))
        for index in 1..<max(length, 1) {
            number = number << 8 | Int64(load(fromByteOffset: offset + index, as: UInt8.self))
        }
        return number
    }
}
