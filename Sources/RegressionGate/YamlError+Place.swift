import TraceModel
import Yams

extension YamlError {
    /// What is wrong with a file, and in which line.
    func traceError(file: String) -> TraceError {
        let (place, problem) =
            switch self {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                ("\(file):\(mark.line):\(mark.column)", problem)
            case .reader(let problem, let offset, _, let yaml):
                ("\(file):\(1 + yaml.prefix(offset ?? 0).count { $0.isNewline })", problem)
            case .duplicatedKeysInMapping(let keys, let context):
                ("\(file):\(context.mark.line)", "the key \(keys.sorted().joined(separator: ", ")) stands here twice")
            default:
                (file, "it cannot be read as YAML or JSON")
            }
        return TraceError(.badData, "\(place): \(problem)", remedy: "correct the file", cause: self)
    }
}

/// JSON writes a character beyond the first 65,536 as two escapes; YAML, by whose reader it is read, does not know them.
enum SurrogatePairs {
    /// The text with each pair of escapes as the character that it means; a YAML text that is no JSON stays as it is.
    static func joined(in text: String) -> String {
        guard text.contains("\\u"), let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "["
        else { return text }
        var result = ""
        var rest = text[...]
        while let slash = rest.firstIndex(of: "\\") {
            result += rest[..<slash]
            rest = rest[slash...]
            let length: Int
            if let high = unit(rest), let low = unit(rest.dropFirst(6)), UTF16.isLeadSurrogate(high),
                UTF16.isTrailSurrogate(low)
            {
                result += String(decoding: [high, low], as: UTF16.self)
                length = 12
            } else {
                result += rest.prefix(2)
                length = 2
            }
            rest = rest.dropFirst(length)
        }
        return result + rest
    }

    /// The unit that an escape at the beginning of a text means.
    private static func unit(_ text: Substring) -> UInt16? {
        guard text.hasPrefix("\\u") else { return nil }
        return UInt16(text.dropFirst(2).prefix(4), radix: 16)
    }
}
