/// A JSON value whose objects keep the order of their keys.
///
/// Counts stand in the order of allocation and keys in the order of the documentation, which
/// encoders of the standard library do not promise.
package enum JSON {
    case null
    case bool(Bool)
    case int(Int)
    /// Written with two decimals at most.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])

    /// A number, or null.
    package static func optional(_ value: Int?) -> JSON { value.map { .int($0) } ?? .null }

    /// A string, or null.
    package static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// An array of whole numbers.
    package static func ints(_ values: [Int]) -> JSON { .array(values.map { .int($0) }) }

    /// An array of strings.
    package static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }

    /// Writes the value, indented by two spaces a level, with a line end at its end.
    package func write(to output: inout some TextOutputStream) {
        write(to: &output, level: 0)
        output.write("\n")
    }

    /// The value without spaces, for a `<script>` element: no `<` in it, so that nothing in it can end the element.
    package var embedded: String {
        var text = ""
        write(to: &text, level: nil)
        return text.replacing("<", with: "\\u003c")
    }
}

extension JSON {
    /// Writes the value at a level of indentation, or without spaces and line ends where that is nil.
    private func write(to output: inout some TextOutputStream, level: Int?) {
        switch self {
        case .null: output.write("null")
        case .bool(let value): output.write(value ? "true" : "false")
        case .int(let value): output.write(String(value))
        case .number(let value): output.write(Wording.decimal(value, grouped: false))
        case .string(let value): JSON.writeLiteral(value, to: &output)
        case .array(let values):
            JSON.writeList("[", "]", values, level, &output) { value, output in
                value.write(to: &output, level: level.map { $0 + 1 })
            }
        case .object(let members):
            JSON.writeList("{", "}", members, level, &output) { member, output in
                JSON.writeLiteral(member.key, to: &output)
                output.write(level == nil ? ":" : ": ")
                member.value.write(to: &output, level: level.map { $0 + 1 })
            }
        }
    }

    private static func writeList<Element, Output: TextOutputStream>(
        _ open: String, _ close: String, _ elements: [Element], _ level: Int?, _ output: inout Output,
        _ writeElement: (Element, inout Output) -> Void
    ) {
        output.write(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { output.write(",") }
            if let level { output.write("\n" + String(repeating: "  ", count: level + 1)) }
            writeElement(element, &output)
        }
        if let level, !elements.isEmpty { output.write("\n" + String(repeating: "  ", count: level)) }
        output.write(close)
    }

    /// Writes a string literal; what ``DisplayText`` would escape is escaped here too, for JSON is read on terminals.
    package static func writeLiteral(_ text: String, to output: inout some TextOutputStream) {
        output.write("\"")
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }) {
            output.write(text)
        } else {
            // A string, not its view of scalars: that one copies all it has for each text that it takes.
            var literal = ""
            for scalar in text.unicodeScalars { append(scalar, to: &literal) }
            output.write(literal)
        }
        output.write("\"")
    }

    private static func append(_ scalar: Unicode.Scalar, to literal: inout String) {
        switch scalar {
        case "\"": literal += "\\\""
        case "\\": literal += "\\\\"
        case "\n": literal += "\\n"
        case "\r": literal += "\\r"
        case "\t": literal += "\\t"
        default:
            guard DisplayText.isHarmful(scalar) else {
                literal.unicodeScalars.append(scalar)
                return
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                literal += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
            }
        }
    }
}

/// What every JSON document begins with.
package enum JSONDocument {
    /// The version of the keys and their meaning; raised when a reader of the old would be wrong.
    package static let schemaVersion = 1

    /// A document of these members.
    package static func make(_ members: [(key: String, value: JSON)]) -> JSON {
        .object([("schemaVersion", .int(schemaVersion))] + members)
    }
}
