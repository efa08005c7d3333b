/// A program's text: UTF-8 without byte order mark, line ends as `\n`.
struct SourceText: Sendable {
    /// The text, always ending in a newline.
    let bytes: [UInt8]
    /// Where each line begins.
    let lineStarts: [Int]

    /// - Throws: ``SourceError`` where the text is not UTF-8 or holds a NUL.
    init(_ raw: [UInt8]) throws(SourceError) {
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
                throw SourceError(
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
                throw SourceError(
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

    /// A line without white space at its ends.
    func trimmedLine(_ number: Int) -> String {
        let text = line(number)
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = text.firstIndex(where: { !isSpace($0) }) else { return "" }
        let last = text.lastIndex { !isSpace($0) } ?? first
        return String(text[first...last])
    }
}
