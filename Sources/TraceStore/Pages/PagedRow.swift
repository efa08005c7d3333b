import TraceModel

/// A row of a table whose pages are written without SQLite: integers behind a rowid.
protocol PagedRow: BitwiseCopyable {
    /// What covers a batch of such rows.
    associatedtype Sum: RowSum<Self>

    /// How many columns the table has, the rowid among them.
    static var columns: UInt8 { get }

    /// Writes every column but the rowid.
    func write(to column: inout Cell.Column)
}

/// The running checksum of the rows of a batch.
protocol RowSum<Row> {
    associatedtype Row
    /// Adds the next row.
    mutating func add(_ row: Row)
    /// The checksum of what was added.
    var value: UInt64 { get }
}

extension Event: PagedRow {
    typealias Sum = Checksum.Events

    static var columns: UInt8 { 7 }

    @inline(__always)
    func write(to column: inout Cell.Column) {
        let blank = EventColumns.blank(kind)
        column.add(Int64(kind.rawValue))
        add(Int64(object.rawValue), .object)
        column.add(count, isNull: count == Event.unknownCount)
        add(Int64(owner.rawValue), .owner)
        add(Int64(field.rawValue), .field)
        add(Int64(site.rawValue), .site)

        @inline(__always)
        func add(_ value: Int64, _ name: EventColumns) { column.add(value, isNull: blank.isNull(name, value)) }
    }
}

extension ObjectBirth: PagedRow {
    typealias Sum = Checksum.Births

    static var columns: UInt8 { 7 }

    @inline(__always)
    func write(to column: inout Cell.Column) {
        column.add(Int64(kind.rawValue))
        column.add(Int64(type.rawValue))
        column.add(Int64(ordinal))
        column.add(Int64(bytes))
        column.add(Int64(born))
        column.add(Int64(site.rawValue))
    }
}

/// A row as SQLite stores it in a leaf page of its table.
///
/// The format is that of <https://sqlite.org/fileformat2.html#record_format>: the payload's size, the rowid, a header
/// of one serial type a column, and the values.
enum Cell {
    /// No cell takes more bytes, the eight included that writing a value may touch behind it.
    static let most = 80

    /// Writes the cell of a row, `id` being its rowid, at `start`, and may leave anything in the rest of its ``most``
    /// bytes.
    ///
    /// - Returns: its size.
    /// - Complexity: O(1).
    @inline(__always)
    static func write(_ row: some PagedRow, id: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        let columns = type(of: row).columns
        let header = start + 1 + Varint.write(id, at: start + 1)
        var column = Column(type: header + 2, value: UnsafeMutableRawPointer(header + Int(columns) + 1))
        header[0] = columns + 1
        // The rowid stands for a column that is the primary key, which is stored as NULL.
        header[1] = 0
        row.write(to: &column)
        let end = column.value.assumingMemoryBound(to: UInt8.self)
        start[0] = UInt8(truncatingIfNeeded: end - header)
        return end - start
    }

    /// Where the next column of a row goes.
    ///
    /// How wide a number is asks for comparisons, whose outcome a processor foresees, rather than for its highest bit,
    /// which many processors find slowly.
    struct Column {
        fileprivate var type: UnsafeMutablePointer<UInt8>
        fileprivate var value: UnsafeMutableRawPointer

        @inline(__always)
        mutating func add(_ number: Int64, isNull: Bool = false) {
            // 0 and 1 have types of their own, 8 and 9, which leave no value behind.
            if UInt64(bitPattern: number) <= 1 || isNull {
                write(type: isNull ? 0 : UInt8(truncatingIfNeeded: 8 &+ number))
                return
            }
            let magnitude = UInt64(bitPattern: number ^ (number &>> 63))
            if magnitude < 1 << 7 {
                write(type: 1, number, bytes: 1)
            } else if magnitude < 1 << 15 {
                write(type: 2, number, bytes: 2)
            } else if magnitude < 1 << 23 {
                write(type: 3, number, bytes: 3)
            } else if magnitude < 1 << 31 {
                write(type: 4, number, bytes: 4)
            } else if magnitude < 1 << 47 {
                write(type: 5, number, bytes: 6)
            } else {
                write(type: 6, number, bytes: 8)
            }
        }

        @inline(__always)
        private mutating func write(type: UInt8, _ number: Int64 = 0, bytes: Int = 0) {
            self.type.pointee = type
            self.type += 1
            guard bytes > 0 else { return }
            let bits = number &<< Int64(64 &- bytes &* 8)
            value.storeBytes(of: bits.bigEndian, as: Int64.self)
            value += bytes
        }
    }
}
