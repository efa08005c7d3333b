/// Cuts a program's text into tokens, with the indentation as tokens of its own.
struct Lexer {
    let source: SourceText
    var offset: Int
    var line: Int
    private let end: Int
    private var indents = [0]
    private var brackets: [(symbol: String, position: Position)] = []
    private var tokens: [Token] = []

    init(_ source: SourceText) {
        self.source = source
        offset = 0
        line = 1
        end = source.bytes.count
    }

    /// How deep indentation and brackets may nest: CPython's own limits are 100 and 200.
    static let maximumNesting = 100

    /// All tokens of the text, the last of kind `end`.
    static func tokens(of source: SourceText) throws(SourceError) -> [Token] {
        var lexer = Lexer(source)
        return try lexer.run()
    }

    /// Where the next character stands; counted on from the last time, since lines can be long.
    var here: Position {
        mutating get {
            if columnLine != line || columnOffset > offset {
                (columnLine, columnOffset, column) = (line, source.lineStarts[line - 1], 1)
            }
            for place in columnOffset..<min(offset, end) where source.bytes[place] & 0xC0 != 0x80 { column += 1 }
            columnOffset = min(offset, end)
            return Position(line: Int32(line), column: column)
        }
    }
    private var columnLine = 0
    private var columnOffset = 0
    private var column: Int32 = 1

    func byte(_ ahead: Int = 0) -> UInt8 { offset + ahead < end ? source.bytes[offset + ahead] : 0 }

    mutating func run() throws(SourceError) -> [Token] {
        while offset < end {
            try readIndentation()
            try readLine()
        }
        if let open = brackets.last {
            throw SourceError(open.position, "'\(open.symbol)' is never closed", instead: "close it")
        }
        while indents.count > 1 {
            indents.removeLast()
            tokens.append(Token(kind: .dedent, position: here))
        }
        tokens.append(Token(kind: .end, position: here))
        return tokens
    }

    /// Skips blank lines and comments, then compares the indentation with that of the block.
    private mutating func readIndentation() throws(SourceError) {
        while offset < end {
            var width = 0
            let start = offset
            while true {
                if byte() == UInt8(ascii: " ") {
                    width += 1
                } else if byte() == UInt8(ascii: "\t") {
                    width = (width / 8 + 1) * 8
                } else if byte() != 0x0C {
                    break
                }
                offset += 1
            }
            if byte() == UInt8(ascii: "#") { skipComment() }
            if byte() == UInt8(ascii: "\n") {
                offset += 1
                line += 1
                continue
            }
            guard offset < end else { return }
            try applyIndentation(width, at: start)
            return
        }
    }

    private mutating func applyIndentation(_ width: Int, at start: Int) throws(SourceError) {
        if width > indents[indents.count - 1] {
            guard indents.count < Self.maximumNesting else {
                throw SourceError(
                    here, "blocks are nested more than 100 deep", instead: "move inner blocks into functions")
            }
            indents.append(width)
            tokens.append(Token(kind: .indent, position: here))
        }
        while width < indents[indents.count - 1] {
            indents.removeLast()
            guard width <= indents[indents.count - 1] else {
                throw SourceError(
                    here, "unindent does not match any outer indentation level",
                    instead: "indent the line like the block that it belongs to")
            }
            tokens.append(Token(kind: .dedent, position: here))
        }
    }

    /// Reads tokens up to the end of a logical line.
    private mutating func readLine() throws(SourceError) {
        let first = tokens.count
        while offset < end {
            let next = byte()
            switch next {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
                offset += 1
            case UInt8(ascii: "#"):
                skipComment()
            case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\n"):
                offset += 2
                line += 1
            case UInt8(ascii: "\n"):
                let position = here
                offset += 1
                line += 1
                if brackets.isEmpty {
                    if tokens.count > first { tokens.append(Token(kind: .newline, position: position)) }
                    return
                }
            default:
                try readToken()
            }
        }
    }

    private mutating func skipComment() {
        while offset < end, byte() != UInt8(ascii: "\n") { offset += 1 }
    }

    private mutating func readToken() throws(SourceError) {
        let position = here
        let next = byte()
        if isDigit(next) || next == UInt8(ascii: ".") && isDigit(byte(1)) {
            tokens.append(Token(kind: try readNumber(position), position: position))
        } else if let prefix = stringPrefix() {
            tokens.append(Token(kind: try readString(prefix, position), position: position))
        } else if isNameStart(next) {
            tokens.append(Token(kind: try readName(position), position: position))
        } else {
            try readSymbol(position)
        }
    }

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
    }

    private mutating func readName(_ position: Position) throws(SourceError) -> Token.Kind {
        let start = offset
        while isNameStart(byte()) || isDigit(byte()) { offset += 1 }
        let text = String(decoding: source.bytes[start..<offset], as: UTF8.self)
        if let keyword = Keyword(rawValue: text) { return .keyword(keyword) }
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            for scalar in text.unicodeScalars
            where scalar.value >= 0x80 && !scalar.properties.isXIDContinue {
                throw SourceError(
                    position, "invalid character '\(scalar)' in a name", instead: "use letters, digits and _")
            }
        }
        return .name(text)
    }

    private static let symbols3 = ["**=", "//=", "...", "<<=", ">>="]
    private static let symbols2 = [
        "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "->", ":=", "<<", ">>", "&=", "|=", "^=",
        "@=",
    ]
    private static let closing = [")": "(", "]": "[", "}": "{"]

    private mutating func readSymbol(_ position: Position) throws(SourceError) {
        var text = ""
        for (length, symbols) in [(3, Self.symbols3), (2, Self.symbols2)] where offset + length <= end {
            let candidate = String(decoding: source.bytes[offset..<(offset + length)], as: UTF8.self)
            if symbols.contains(candidate) {
                text = candidate
                break
            }
        }
        if text.isEmpty { text = String(UnicodeScalar(byte())) }
        guard "()[]{}:,;.+-*/%<>=@&|^~!".contains(text.prefix(1)) else {
            throw SourceError(position, "invalid character '\(text)'", instead: "remove it")
        }
        offset += text.utf8.count
        if "([{".contains(text) {
            guard brackets.count < Self.maximumNesting else {
                throw SourceError(
                    position, "brackets are nested more than 100 deep", instead: "use names for inner parts")
            }
            brackets.append((text, position))
        } else if let opening = Self.closing[text] {
            guard brackets.popLast()?.symbol == opening else {
                throw SourceError(position, "unmatched '\(text)'", instead: "open it with '\(opening)', or remove it")
            }
        }
        tokens.append(Token(kind: .symbol(text), position: position))
    }
}
