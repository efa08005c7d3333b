import TraceModel

/// A record of a stream: its word and its columns, still as text.
struct StreamLine {
    /// The number of the line, from 1.
    let number: Int
    /// What it says.
    let word: String
    /// Its columns; nil for `-`, which is nothing.
    let columns: [String?]

    /// Takes a line apart; nil for an empty one.
    ///
    /// - Throws: `.badData` for text that is not UTF-8, and for an escape that there is none of.
    init(_ bytes: ArraySlice<UInt8>, number: Int) throws(StreamError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StreamError(number, "is not UTF-8")
        }
        var columns: [String?] = []
        for column in text.split(separator: "\t", omittingEmptySubsequences: false) {
            columns.append(column == "-" ? nil : try Self.unescape(column, number))
        }
        guard let word = columns.first ?? nil, !word.isEmpty else { throw StreamError(number, "has no word") }
        self.number = number
        self.word = word
        self.columns = Array(columns.dropFirst())
    }

    private static func unescape(_ text: Substring, _ number: Int) throws(StreamError) -> String {
        guard text.contains("\\") else { return String(text) }
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": result.append("\\")
            case "t": result.append("\t")
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "-": result.append("-")
            case "u":
                guard rest.popFirst() == "{", let end = rest.firstIndex(of: "}"),
                    let value = UInt32(rest[..<end], radix: 16)
                else { throw StreamError(number, "has an escape that is none") }
                // Half of a pair stands for a byte that is no text.
                result.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
                rest = rest[rest.index(after: end)...]
            default: throw StreamError(number, "has an escape that is none")
            }
        }
        return result
    }

    // MARK: Columns

    /// Refuses a record with more columns than there are.
    func limit(_ most: Int) throws(StreamError) {
        if columns.count > most { throw error("has a column too many") }
    }

    /// The text of a column; nil where it is nothing or missing.
    func text(_ place: Int) -> String? { place < columns.count ? columns[place] : nil }

    /// The text of a column that must be there.
    func required(_ place: Int) throws(StreamError) -> String {
        guard let text = text(place) else { throw error("lacks its column \(place + 1)") }
        return text
    }

    /// A number of up to 63 bits, without sign and leading zeros; nil where the column is nothing.
    func number(_ place: Int) throws(StreamError) -> Int? {
        guard let text = text(place) else { return nil }
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (text.utf8.first != 0x30 || text == "0")
        guard isPlain, let number = Int(text) else { throw error("has no number in its column \(place + 1)") }
        return number
    }

    /// A number that must be there.
    func requiredNumber(_ place: Int) throws(StreamError) -> Int {
        guard let number = try number(place) else { throw error("lacks its column \(place + 1)") }
        return number
    }

    /// What is wrong with the record.
    func error(_ what: String) -> StreamError { StreamError(number, what) }
}

/// Why a stream is refused from a line on.
struct StreamError: Error {
    /// The line, from 1.
    let line: Int
    /// What is wrong with it, as part of a sentence: `lacks its column 2`.
    let what: String

    init(_ line: Int, _ what: String) {
        self.line = line
        self.what = what
    }
}
