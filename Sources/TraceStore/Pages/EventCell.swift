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
    private struct Column {
        var type: UnsafeMutablePointer<UInt8>
        var value: UnsafeMutableRawPointer

        // By the bytes that a number needs, four bits each: 5 take 6, 7 take 8.
        private static let lengths: UInt64 = 0x8_8664_3210
        private static let types: UInt64 = 0x6_6554_3210

        @inline(__always)
        mutating func add(_ number: Int64, isNull: Bool) {
            // Most numbers are small, and a processor foresees which of them are. None of these can be NULL.
            if UInt64(bitPattern: number) &- 2 < 126 {
                type.pointee = 1
                value.storeBytes(of: UInt8(truncatingIfNeeded: number), as: UInt8.self)
                type += 1
                value += 1
                return
            }
            // 0 and 1 have types of their own, 8 and 9, which leave no value behind.
            if UInt64(bitPattern: number) <= 1 || isNull {
                type.pointee = isNull ? 0 : UInt8(truncatingIfNeeded: 8 &+ number)
                type += 1
                return
            }
            let magnitude = UInt64(bitPattern: number ^ (number &>> 63))
            let nibble = UInt64((72 &- magnitude.leadingZeroBitCount) &>> 3) &* 4
            let length = Int((Self.lengths &>> nibble) & 15)
            type.pointee = UInt8(truncatingIfNeeded: (Self.types &>> nibble) & 15)
            type += 1
            let bits = number &<< (64 &- Int64(length) &* 8)
            value.storeBytes(of: bits.bigEndian, as: Int64.self)
            value += length
        }
    }
}
