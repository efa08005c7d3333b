import TraceModel

/// The identity of a finding: equal for the same cause in every run.
///
/// It is the first half of SHA-256 over the UTF-8 of the slots `Type.field`, joined by line feeds, as 32 hexadecimal
/// digits. The slots are the smallest period of the ring, from its least rotation on; what a function captures has the
/// function's name in its slot.
public enum Fingerprint {
    /// How many hexadecimal digits a fingerprint has.
    public static let digits = 32
    /// How many it had before version 0.2, when it was FNV-1a.
    static let formerDigits = 16

    /// The fingerprint of a canonical ring of slots; O(n).
    public static func of(_ slots: some Sequence<String>) -> String {
        var hash = SHA256()
        var isFirst = true
        var bytes: [UInt8] = []
        for slot in slots {
            if !isFirst { bytes.append(0x0A) }
            isFirst = false
            bytes.append(contentsOf: slot.utf8)
            if bytes.count >= chunk {
                hash.add(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        hash.add(bytes)
        return String(hash.hexadecimal.prefix(digits))
    }

    /// What a ring's fingerprint was before version 0.2: FNV-1a with 64 bits, as 16 digits.
    public static func former(of slots: [String]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in slots.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: formerDigits - digits.count) + digits
    }

    private static let chunk = 16_384
}
