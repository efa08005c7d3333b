import Mustache
import Reporting

/// Text from users as a page may show it.
enum HTMLText {
    /// Text in a form that the templates can escape, cut to so many cells.
    ///
    /// Templates escape `<` and its like character by character, so such a scalar must be a character of its own: what
    /// Unicode joins with it, as a combining accent behind it, is written out.
    static func shown(_ text: String, cells: Int = 200) -> String {
        safe(DisplayText.fit(DisplayText.escape(text), to: cells))
    }

    /// The same of a label, whose end tells it apart from others.
    static func label(_ text: String, cells: Int) -> String {
        safe(DisplayText.fitMiddle(DisplayText.escape(text), to: cells))
    }

    private static func safe(_ fitted: String) -> String {
        guard fitted.contains(where: isJoined) else { return fitted }
        var result = ""
        for character in fitted {
            guard isJoined(character) else {
                result.append(character)
                continue
            }
            for scalar in character.unicodeScalars {
                result += scalar.isASCII ? String(scalar) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return result
    }

    private static func isJoined(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        return scalars.count > 1 && scalars.contains { "<>&\"'".unicodeScalars.contains($0) }
    }

    /// A sentence in pieces, those between backticks as code.
    static func prose(_ sentence: String, cells: Int = 2000) -> [View] {
        shown(sentence, cells: cells).split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$1.isEmpty }
            .map { ["isCode": !$0.isMultiple(of: 2), "text": String($1)] }
    }
}

/// What a template reads: values by name.
typealias View = [String: Any]
