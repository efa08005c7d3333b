/// Text in Markdown as GitHub reads it.
package enum MarkdownText {
    /// Running text: everything that could be markup, HTML or a link is escaped.
    package static func escape(_ text: String) -> String {
        var result = ""
        for character in DisplayText.escape(text) {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            // Escaped, they would still call somebody or point at an issue: GitHub looks at what is shown.
            case "@", "#": result += "<code>\(character)</code>"
            case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "|", "~", "$": result += "\\\(character)"
            default: result.append(character)
            }
        }
        // Addresses become links even without brackets.
        return result.replacing("://", with: ":&#47;&#47;").replacing("www.", with: "www&#46;")
    }

    /// Code as it is: between more backticks than it has in a row.
    package static func code(_ text: String) -> String {
        let text = DisplayText.escape(text)
        let fence = String(repeating: "`", count: longestFence(in: text) + 1)
        // Spaces beside the fence are not part of the code, and keep a backtick at its edge apart from it.
        let padding = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
        return "\(fence)\(padding)\(text)\(padding)\(fence)"
    }

    /// Code in a cell of a table, which a bar would end even there.
    package static func cell(_ text: String) -> String { code(text).replacing("|", with: "\\|") }

    /// Code inside of HTML, where no Markdown is read.
    package static func html(_ text: String) -> String {
        let safe = DisplayText.escape(text)
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return "<code>\(safe)</code>"
    }

    /// Running text in which names stand between backticks; of what would fill pages the beginning.
    package static func sentence(_ text: String) -> String {
        DisplayText.fit(DisplayText.escape(text), to: 1_000)
            .split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.isMultiple(of: 2) ? escape(String($1)) : code(String($1)) }
            .joined()
    }

    /// Lines as they are, between fences longer than any in them.
    package static func block(_ text: String) -> String {
        let fence = String(repeating: "`", count: max(3, longestFence(in: text) + 1))
        return "\(fence)text\n\(text)\(fence)\n"
    }

    private static func longestFence(in text: String) -> Int { text.split { $0 != "`" }.map(\.count).max() ?? 0 }
}
