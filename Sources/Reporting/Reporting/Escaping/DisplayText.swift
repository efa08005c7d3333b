/// Text from users as people may see it: no character that is invisible, moves the cursor or reorders a line.
///
/// Names, statements and printed output come from untrusted programs and databases.
/// Every renderer for terminals passes them through ``escape(_:)``; messages on standard error should, too.
public enum DisplayText {
    /// Replaces what must not reach a terminal by a visible escape: `\n`, `\t`, `\r`, else `\u{1B}`.
    ///
    /// These are escaped: control characters, format characters (bidirectional controls, joiners, tags),
    /// line and paragraph separators, unassigned code points, and combining marks that have nothing to stand on
    /// or are more than ``mostMarks`` on one base. A backslash stays as it is, so that a statement
    /// reads as it was written. Escaping twice changes nothing.
    ///
    /// - Complexity: O(*n*); text of printable ASCII alone is returned as it is.
    public static func escape(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        // Appended to as a string: a view of scalars copies all it has for each text that it takes.
        var result = ""
        var marks = mostMarks
        for scalar in text.unicodeScalars {
            if scalar.value < 0x7F, scalar.value >= 0x20 {
                marks = 0
            } else if isHarmful(scalar) {
                result += escaped(scalar)
                marks = mostMarks
                continue
            } else if isMark(scalar) {
                marks += 1
                guard marks <= mostMarks else {
                    result += escaped(scalar)
                    continue
                }
            } else {
                marks = 0
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// How many combining marks may stand on one base: the limit of the Stream-Safe Text Format (UAX #15).
    public static let mostMarks = 30

    /// Whether a scalar is invisible, moves the cursor, reorders its line, or is no character (yet).
    package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }

    /// Whether a scalar is drawn in the cells of the one before it.
    package static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        // Korean vowels and finals join the consonant before them.
        if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
