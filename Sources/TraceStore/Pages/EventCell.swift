import TraceModel

/// A row of `event` as SQLite stores it in a leaf page of the table, `id` being its rowid.
///
/// The format is that of <https://sqlite.org/fileformat2.html#record_format>: the payload's size, the rowid, a header
/// of one serial type a column, and the values.
enum EventCell {
    /// No cell takes more bytes, the eight included that writing a value may touch behind it.
    static let most = 64

    private static let columns: UInt8 = 7

    /// Writes the cell of an event at `start`, and may leave anything in the rest of its ``most`` bytes.
    ///
    /// - Returns: its size.
    /// - Complexity: O(1).
    @inline(__always)
    static func write(_ event: Event, id: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        let header = start + 1 + Varint.write(id, at: start + 1)
        var column = Column(type: header + 2, value: UnsafeMutableRawPointer(header + Int(columns) + 1))
        let blank = EventColumns.blank(event.kind)
        header[0] = columns + 1
        // The rowid stands for a column that is the primary key, which is stored as NULL.
        header[1] = 0
        column.add(Int64(event.kind.rawValue), isNull: false)
        add(Int64(event.object.rawValue), .object)
        column.add(event.count, isNull: event.count == Event.unknownCount)
        add(Int64(event.owner.rawValue), .owner)
        add(Int64(event.field.rawValue), .field)
        add(Int64(event.site.rawValue), .site)
        let end = column.value.assumingMemoryBound(to: UInt8.self)
        start[0] = UInt8(truncatingIfNeeded: end - header)
        return end - start

        @inline(__always)
        func add(_ value: Int64, _ name: EventColumns) { column.add(value, isNull: blank.isNull(name, value)) }
    }

    /// Where the next column goes.
    ///
    /// How wide a number is asks for comparisons, whose outcome a processor foresees, rather than for its highest bit,
    /// which many processors find slowly.
    private struct Column {
        var type: UnsafeMutablePointer<UInt8>
        var value: UnsafeMutableRawPointer

        @inline(__always)
        mutating func add(_ number: Int64, isNull: Bool) {
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
