/// SHA-256 as FIPS 180-4 defines it, fed piece by piece: Foundation has none on Linux, and a cryptography package would
/// weigh more than the rest of this package.
package struct SHA256 {
    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    /// What came since the last whole block.
    private var pending: [UInt8] = []
    private var count: UInt64 = 0

    private static let blockSize = 64

    /// Nothing taken in yet.
    package init() {}

    /// The digest of a text's UTF-8, in lowercase hexadecimal.
    package static func hexadecimal(_ text: String) -> String {
        var hash = SHA256()
        hash.add(text.utf8)
        return hash.hexadecimal
    }

    /// The 32 bytes of the digest of a text's UTF-8.
    package static func digest(_ text: String) -> [UInt8] {
        var hash = SHA256()
        hash.add(text.utf8)
        return hash.digest
    }

    /// Takes bytes in; O(n).
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        let before = pending.count
        pending.append(contentsOf: bytes)
        count &+= UInt64(pending.count - before)
        guard pending.count >= Self.blockSize else { return }
        let whole = pending.count / Self.blockSize * Self.blockSize
        compress(upTo: whole)
        pending.removeFirst(whole)
    }

    /// The 32 bytes of the digest of all that was taken in.
    package var digest: [UInt8] {
        var last = self
        last.pending.append(0x80)
        last.pending.append(contentsOf: repeatElement(0, count: (120 - last.pending.count % 64) % 64))
        for shift in stride(from: 56, through: 0, by: -8) {
            last.pending.append(UInt8(truncatingIfNeeded: (count &* 8) >> UInt64(shift)))
        }
        last.compress(upTo: last.pending.count)
        return last.state.flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    /// The digest in 64 lowercase hexadecimal digits.
    package var hexadecimal: String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Takes the whole blocks at the beginning of what is pending in.
    private mutating func compress(upTo end: Int) {
        pending.withUnsafeBytes { bytes in
            state.withUnsafeMutableBufferPointer { state in
                Self.constants.withUnsafeBufferPointer { constants in
                    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
                        for start in stride(from: 0, to: end, by: Self.blockSize) {
                            Self.compress(bytes, at: start, into: state, constants, w)
                        }
                    }
                }
            }
        }
    }

    private static func compress(
        _ bytes: UnsafeRawBufferPointer, at start: Int, into state: UnsafeMutableBufferPointer<UInt32>,
        _ constants: UnsafeBufferPointer<UInt32>, _ w: UnsafeMutableBufferPointer<UInt32>
    ) {
        for t in 0..<16 {
            w[t] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * t, as: UInt32.self))
        }
        for t in 16..<64 {
            let s0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3
            let s1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10
            w[t] = s1 &+ w[t - 7] &+ s0 &+ w[t - 16]
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for t in 0..<64 {
            let choice = e & f ^ ~e & g
            let majority = a & b ^ a & c ^ b & c
            let sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)
            let sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)
            let first = h &+ sum1 &+ choice &+ constants[t] &+ w[t]
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
        }
        (state[0], state[1], state[2], state[3]) = (state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d)
        (state[4], state[5], state[6], state[7]) = (state[4] &+ e, state[5] &+ f, state[6] &+ g, state[7] &+ h)
    }

    @inline(__always)
    private static func rotr(_ word: UInt32, _ places: UInt32) -> UInt32 { word >> places | word << (32 - places) }

    private static let constants: [UInt32] = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}
