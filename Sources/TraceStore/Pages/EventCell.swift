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
    /// - Complexity: O(1), without a branch that depends on a number.
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
            let magnitude = UInt64(bitPattern: number ^ (number &>> 63))
            let nibble = UInt64((72 &- magnitude.leadingZeroBitCount) &>> 3) &* 4
            let isOneBit = UInt64(bitPattern: number) <= 1
            let isEmpty = isNull || isOneBit
            let length = isEmpty ? 0 : Int((Self.lengths &>> nibble) & 15)
            let wide = UInt8(truncatingIfNeeded: (Self.types &>> nibble) & 15)
            // 0 and 1 have types of their own, 8 and 9, which leave no value behind.
            let short = isNull ? 0 : UInt8(truncatingIfNeeded: 8 &+ number)
            type.pointee = isEmpty ? short : wide
            type += 1
            let bits = number &<< (64 &- Int64(length) &* 8)
            value.storeBytes(of: bits.bigEndian, as: Int64.self)
            value += length
        }
    }
}

/// SQLite's numbers of one to nine bytes, seven bits a byte, the highest first.
enum Varint {
    /// How many bytes a number takes.
    static func size(_ number: UInt64) -> Int {
        let bytes = (70 &- number.leadingZeroBitCount) / 7
        return min(max(bytes, 1), 9)
    }

    /// Writes a number and returns how many bytes it took.
    @inline(__always)
    static func write(_ number: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        if number < 1 << 21 && number >= 1 << 14 {
            start[0] = UInt8(truncatingIfNeeded: number &>> 14) | 0x80
            start[1] = UInt8(truncatingIfNeeded: number &>> 7) | 0x80
            start[2] = UInt8(truncatingIfNeeded: number) & 0x7F
            return 3
        }
        let size = size(number)
        var rest = number
        var index = size - 1
        if size == 9 {
            start[8] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            index = 7
        }
        start[index] = UInt8(truncatingIfNeeded: rest) & 0x7F | (size == 9 ? 0x80 : 0)
        while index > 0 {
            rest &>>= 7
            index -= 1
            start[index] = UInt8(truncatingIfNeeded: rest) & 0x7F | 0x80
        }
        return size
    }
}
