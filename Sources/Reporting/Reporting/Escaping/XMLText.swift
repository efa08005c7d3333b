/// Text in XML.
package enum XMLText {
    /// Escapes what a terminal must not get, then what XML would read as its own; line feeds stay.
    ///
    /// Fits between tags and in attributes that stand in double quotes.
    package static func escape(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var result = ""
        for character in lines.map({ DisplayText.escape(String($0)) }).joined(separator: "\n").unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
