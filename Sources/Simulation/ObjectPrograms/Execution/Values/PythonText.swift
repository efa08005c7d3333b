/// Numbers as Python writes them.
enum PythonNumber {
    /// The shortest digits that read back as the same number, which are Swift's too; the exponent begins where CPython's
    /// does: below 1e-4 and from 1e16 on (Python/pystrtod.c, format_float_short).
    static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let parts = value.magnitude.description.split(separator: "e")
        let places = parts[0].split(separator: ".")
        let written = places.joined()
        let digits = written.drop { $0 == "0" }
        guard !digits.isEmpty else { return value.sign == .minus ? "-0.0" : "0.0" }
        // How many digits stand before the point; below 0, so many zeros stand behind it first.
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let point = places[0].count + exponent - (written.count - digits.count)
        var significant = String(digits)
        while significant.last == "0" { significant.removeLast() }
        return (value < 0 ? "-" : "") + laidOut(significant, point: point)
    }

    private static func laidOut(_ digits: String, point: Int) -> String {
        if point > 16 || point < -3 {
            let rest = digits.dropFirst()
            let exponent = String((point - 1).magnitude)
            let width = exponent.count < 2 ? "0" : ""
            return "\(digits.prefix(1))\(rest.isEmpty ? "" : ".\(rest)")e\(point > 0 ? "+" : "-")\(width)\(exponent)"
        }
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return digits + String(repeating: "0", count: point - digits.count) + ".0" }
        return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}

/// Strings as Python quotes them.
enum PythonString {
    static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let other where Character(other) == quote: result += "\\\(other)"
            case let other where !isPrintable(other): result += escaped(other)
            default: result.unicodeScalars.append(scalar)
            }
        }
        result.append(quote)
        return result
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: width - hex.count))\(hex)"
    }

    /// The Unicode of CPython 3.11: what came later was not assigned.
    private static let newest = (14, 0)

    /// Whether CPython shows it as it is (Objects/unicodectype.c, _PyUnicode_IsPrintable).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return scalar.properties.age.map { ($0.major, $0.minor) <= newest } ?? false
        }
    }
}
