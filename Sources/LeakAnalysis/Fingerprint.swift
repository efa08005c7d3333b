/// The identity of a finding: equal for the same cause in every run.
///
/// It is FNV-1a with 64 bits over the UTF-8 of the slots `Type.field`, joined by line feeds, as 16 hexadecimal
/// digits. The slots are the smallest period of the ring, from its least rotation on.
enum Fingerprint {
    /// The fingerprint of a canonical ring of slots.
    static func of(_ slots: some Sequence<String>) -> String {
        var hash = Hash()
        for byte in slots.joined(separator: "\n").utf8 { hash.add(byte) }
        return hash.text
    }

    /// FNV-1a: exclusive or with each byte, then times the prime, from the offset basis on.
    struct Hash {
        private var value: UInt64 = 0xCBF2_9CE4_8422_2325

        /// Takes a byte in.
        mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

        /// 16 hexadecimal digits.
        var text: String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }
}
