/// A program's text: UTF-8 without byte order mark, line ends as `\n`.
struct SourceText: Sendable {
    /// The text, always ending in a newline.
    let bytes: [UInt8]
    /// Where each line begins.
    let lineStarts: [Int]

    /// - Throws: ``RefusedPlace`` where the text is not UTF-8 or holds a NUL.
    init(_ raw: [UInt8]) throws(RefusedPlace) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count + 1)
        var starts = [0]
        var index = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < raw.count {
            var byte = raw[index]
            index += 1
            if byte == UInt8(ascii: "\r") {
                if index < raw.count, raw[index] == UInt8(ascii: "\n") { index += 1 }
                byte = UInt8(ascii: "\n")
            }
            bytes.append(byte)
            if byte == 0 {
                throw .mistake(
                    Position(line: Int32(starts.count), column: 1), "the text holds a NUL character",
                    instead: "save the program as plain text")
            }
            if byte == UInt8(ascii: "\n") { starts.append(bytes.count) }
        }
        if bytes.last != UInt8(ascii: "\n") {
            bytes.append(UInt8(ascii: "\n"))
            starts.append(bytes.count)
        }
        for line in 0..<(starts.count - 1) {
            guard Self.isUTF8(bytes[starts[line]..<starts[line + 1]]) else {
                throw .mistake(
                    Position(line: Int32(line + 1), column: 1), "the text is not UTF-8",
                    instead: "save the program in UTF-8")
            }
        }
        self.bytes = bytes
        lineStarts = starts
    }

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// How many lines there are.
    var lineCount: Int { lineStarts.count - 1 }

    /// A line without its end, from 1.
    func line(_ number: Int) -> String {
        String(decoding: bytes[lineStarts[number - 1]..<(lineStarts[number] - 1)], as: UTF8.self)
    }

    /// A comment behind a statement.
    struct Comment {
        var line: Int
        /// Where it begins, in bytes.
        var offset: Int
    }

    /// A line without white space at its ends and without the comment behind its statement.
    ///
    /// The comments are in the order of the text.
    func statement(_ line: Int, _ comments: [Comment]) -> String {
        var (low, high) = (0, comments.count)
        while low < high {
            let middle = (low + high) / 2
            if comments[middle].line < line { low = middle + 1 } else { high = middle }
        }
        let hasComment = low < comments.count && comments[low].line == line
        let end = hasComment ? comments[low].offset : lineStarts[line] - 1
        let text = String(decoding: bytes[lineStarts[line - 1]..<end], as: UTF8.self)
        guard let first = text.firstIndex(where: { !$0.isWhitespace }) else { return "" }
        let last = text.lastIndex { !$0.isWhitespace } ?? first
        return String(text[first...last])
    }
}
