/// SQLite's numbers of one to nine bytes, seven bits a byte, the highest first.
///
/// The format is that of <https://sqlite.org/fileformat2.html#varint>.
enum Varint {
    /// How many bytes a number takes.
    @inline(__always)
    static func size(_ number: UInt64) -> Int {
        // Rowids follow on one another, so that a processor foresees their size.
        if number < 1 << 28 { return number < 1 << 14 ? (number < 1 << 7 ? 1 : 2) : (number < 1 << 21 ? 3 : 4) }
        return min((70 &- number.leadingZeroBitCount) / 7, 9)
    }

    /// Writes a number and returns how many bytes it took; up to eight bytes from `start` on may hold anything then.
    ///
    /// - Complexity: O(1), without a loop for numbers below 2^56.
    @inline(__always)
    static func write(_ number: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        let size = size(number)
        if size == 9 { return writeLongest(number, at: start) }
        // Halves, quarters and eighths move apart until every byte holds seven bits.
        var bits = number & 0x0FFF_FFFF | (number & 0x00FF_FFFF_F000_0000) &<< 4
        bits = bits & 0x0000_3FFF_0000_3FFF | (bits & 0x0FFF_C000_0FFF_C000) &<< 2
        bits = bits & 0x007F_007F_007F_007F | (bits & 0x3F80_3F80_3F80_3F80) &<< 1
        // Every byte but the last says that another one follows.
        bits = (bits | 0x8080_8080_8080_8000) &<< UInt64(64 &- size &* 8)
        UnsafeMutableRawPointer(start).storeBytes(of: bits.bigEndian, as: UInt64.self)
        return size
    }

    /// Writes a number of nine bytes, whose last byte holds eight bits.
    private static func writeLongest(_ number: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
        start[8] = UInt8(truncatingIfNeeded: number)
        for index in 0..<8 {
            start[index] = UInt8(truncatingIfNeeded: number &>> UInt64(57 - 7 * index)) | 0x80
        }
        return 9
    }
}
