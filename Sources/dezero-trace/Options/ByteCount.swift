import ArgumentParser

/// A number of bytes, as people write it: `1000000`, `500M`, `2G`.
struct ByteCount: Equatable, CustomStringConvertible {
    /// The number.
    let bytes: Int

    private static let units: [(letter: Character, bytes: Int)] = [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)]

    /// Wraps a number.
    init(bytes: Int) { self.bytes = bytes }

    /// Reads digits and a unit: K, M or G, each 1,024 of the one before.
    init?(_ text: String) {
        let unit = Self.units.first { text.uppercased().hasSuffix(String($0.letter)) }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(digits), number > 0
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit?.bytes ?? 1)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// In the largest unit that leaves no rest, as it can be read again.
    var description: String {
        guard let unit = Self.units.first(where: { bytes > 0 && bytes % $0.bytes == 0 }) else { return "\(bytes)" }
        return "\(bytes / unit.bytes)\(unit.letter)"
    }

    /// For people: `1.4 GB`, in units of 1,000.
    var rounded: String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (number, unit) = (Double(bytes), 0)
        while number >= 999.5, unit < units.count - 1 {
            number /= 1000
            unit += 1
        }
        let tenths = unit > 0 && number < 9.95
        return "\(tenths ? "\((number * 10).rounded() / 10)" : "\(Int(number.rounded()))") \(units[unit])"
    }

    /// How an option reads one.
    static func parse(_ text: String) throws -> ByteCount {
        guard let count = ByteCount(text) else { throw ValidationError("it must be bytes, as 1000000, 500M or 2G") }
        return count
    }
}
