/// How numbers and lists read in running text; the same in every locale.
package enum Wording {
    /// A number with its thousands apart: `1,234,567`.
    package static func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return value < 0 ? "-" + result : result
    }

    /// A number with two decimals at most: `0.5`, `1,234.25`, `7`.
    package static func decimal(_ value: Double, grouped: Bool = true) -> String {
        guard let hundredths = Int(exactly: (value * 100).rounded()) else { return grouped ? "–" : "null" }
        let whole = Int(hundredths.magnitude / 100)
        let fraction = hundredths.magnitude % 100
        var text = grouped ? number(whole) : String(whole)
        if fraction > 0 {
            let digits = String(fraction)
            text += "." + (fraction < 10 ? "0" : "") + (fraction % 10 == 0 ? String(digits.dropLast()) : digits)
        }
        return hundredths < 0 ? "-" + text : text
    }

    /// A change in bytes as megabytes, of a million bytes each: `+321.8 MB`.
    package static func megabytes(_ change: Int) -> String {
        let tenths = (Double(change) / 100_000).rounded() / 10
        return (tenths > 0 ? "+" : "") + decimal(tenths) + " MB"
    }

    /// A count with its noun: `1 cycle`, `30 cycles`.
    package static func count(_ value: Int, _ noun: String) -> String {
        "\(number(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// A count with a noun that has a plural of its own: `2 passes`.
    package static func count(_ value: Int, _ one: String, _ many: String) -> String {
        "\(number(value)) \(value == 1 ? one : many)"
    }

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Words as a sentence: with a capital and a full stop.
    package static func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() + "." }

    /// A name between backticks, as sentences quote it.
    package static func quoted(_ name: String) -> String { "`\(plain(name))`" }

    /// A name in a sentence; a very long one is cut, so that a sentence stays one.
    ///
    /// A backtick in it would turn code and words about from there on, so an apostrophe stands for it.
    package static func plain(_ name: String, cells: Int = 60) -> String {
        DisplayText.fit(DisplayText.escape(name).replacing("`", with: "'"), to: cells)
    }
}
