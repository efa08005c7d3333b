import Testing

@testable import TraceStore

@Suite struct VarintTests {
    /// As <https://sqlite.org/fileformat2.html#varint> describes it, bit by bit.
    private func expected(_ number: UInt64) -> [UInt8] {
        if number >= 1 << 56 {
            return (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(57 - 7 * $0)) | 0x80 }
                + [UInt8(truncatingIfNeeded: number)]
        }
        var bytes = [UInt8(number & 0x7F)]
        var rest = number >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }

    private func written(_ number: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: 16)
        let size = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { Varint.write(number, at: $0) } ?? 0
        }
        #expect(bytes[max(size, 8)...].allSatisfy { $0 == 0xEE }, "\(number) touched what is behind it")
        return Array(bytes[..<size])
    }

    @Test func `numbers around every power of two are written as SQLite writes them`() {
        for power in 0..<64 as Range<UInt64> {
            for number in [(1 << power) - 1, 1 << power, (1 << power) + 1, ~0 >> power] as [UInt64] {
                #expect(written(number) == expected(number), "\(number)")
                #expect(Varint.size(number) == expected(number).count, "\(number)")
            }
        }
    }

    @Test func `numbers with every bit pattern are written as SQLite writes them`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let number = UInt64.random(in: 0 ... .max, using: &generator) >> UInt64.random(in: 0..<64)
            #expect(written(number) == expected(number), "\(number)")
        }
    }
}
