/// Text from users inside of a Markdown page, as GitHub reads it: never markup, a link, a mention or a reference.
enum MarkdownText {
    /// A name, in code: there no `@name` calls anybody, and no `#1` points at an issue.
    static func code(_ text: String) -> String {
        text.isEmpty ? "" : "<code>\(encode(text) { _ in nil })</code>"
    }

    /// Running text, in which names stand between backticks; of what would fill pages the beginning.
    static func sentence(_ text: String) -> String {
        DisplayText.fit(DisplayText.escape(text), to: 1_000)
            .split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.isMultiple(of: 2) ? plain(String($1)) : code(String($1)) }
            .joined()
    }

    /// A block of text as it is, fenced with more backticks than it holds in a row.
    static func block(_ text: String) -> String {
        let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    private static func plain(_ text: String) -> String {
        encode(text) { "@#".unicodeScalars.contains($0) ? "<code>&#\($0.value);</code>" : nil }
    }

    /// Letters, digits and harmless punctuation as they are, but for what an address needs: `://` and `www.`.
    private static func encode(_ text: String, _ special: (Unicode.Scalar) -> String?) -> String {
        let scalars = Array(DisplayText.escape(text).unicodeScalars)
        var result = ""
        for (place, scalar) in scalars.enumerated() {
            let isAddress =
                switch scalar {
                case ":": place + 1 < scalars.count && scalars[place + 1] != " "
                case ".": place > 0 && scalars[place - 1].properties.lowercaseMapping == "w"
                default: false
                }
            if isHarmless(scalar), !isAddress {
                result.unicodeScalars.append(scalar)
            } else {
                result += special(scalar) ?? "&#\(scalar.value);"
            }
        }
        return result
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F || scalar.properties.isAlphabetic
            || " 0123456789.,:;()'%/+=-".unicodeScalars.contains(scalar)
    }
}
