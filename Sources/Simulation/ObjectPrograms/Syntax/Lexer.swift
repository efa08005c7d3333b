import Foundation

/// Cuts a program's text into tokens, with the indentation as tokens of its own.
struct Lexer {
    let source: SourceText
    var offset: Int
    var line: Int
    private let end: Int
    private var indents = [0]
    private var brackets: [(symbol: String, position: Position)] = []
    private var tokens: [Token] = []
    private var comments: [SourceText.Comment] = []
    /// Whether the text nests too deep to be read on.
    private var isStopped = false
    let refusals: RefusalList

    init(_ source: SourceText, _ refusals: RefusalList) {
        self.source = source
        self.refusals = refusals
        offset = 0
        line = 1
        end = source.bytes.count
    }

    /// How deep indentation and brackets may nest: CPython's own limits are 100 and 200.
    static let maximumNesting = 100

    /// All tokens of the text, the last of kind `end`, and the comments behind statements.
    static func read(_ source: SourceText, _ refusals: RefusalList) -> (tokens: [Token], comments: [SourceText.Comment])
    {
        var lexer = Lexer(source, refusals)
        lexer.run()
        return (lexer.tokens, lexer.comments)
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

    private mutating func run() {
        do {
            while offset < end {
                try readIndentation()
                try readLine()
            }
        } catch {
            // Deeper than anything is read.
            refuse(error)
            isStopped = true
        }
        if let open = brackets.last {
            let isExplained = tokens.last { $0.position >= open.position && $0.kind == .refused } != nil
            if !isExplained {
                refuse(.mistake(open.position, "'\(open.symbol)' is never closed", instead: "close it"))
            }
        }
        if !brackets.isEmpty || isStopped { tokens.append(Token(kind: .newline, position: here)) }
        while indents.count > 1 {
            indents.removeLast()
            tokens.append(Token(kind: .dedent, position: here))
        }
        tokens.append(Token(kind: .end, position: here))
    }

    /// Notes what is not a token, and leaves a mark in its place.
    private mutating func refuse(_ place: RefusedPlace) {
        refusals.note(place)
        tokens.append(Token(kind: .refused, position: place.position))
    }

    /// Skips blank lines and comments, then compares the indentation with that of the block.
    private mutating func readIndentation() throws(RefusedPlace) {
        while offset < end {
            var width = 0
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
            try applyIndentation(width)
            return
        }
    }

    private mutating func applyIndentation(_ width: Int) throws(RefusedPlace) {
        if width > indents[indents.count - 1] {
            guard indents.count < Self.maximumNesting else {
                throw RefusedPlace(
                    here, "blocks are nested more than 100 deep", instead: "move inner blocks into functions")
            }
            indents.append(width)
            tokens.append(Token(kind: .indent, position: here))
        }
        while width < indents[indents.count - 1] {
            guard width <= indents[indents.count - 2] else {
                refusals.note(
                    .mistake(
                        here, "unindent does not match any outer indentation level",
                        instead: "indent the line like the block that it belongs to"))
                // The rest of the block may stand like this line.
                indents[indents.count - 1] = width
                return
            }
            indents.removeLast()
            tokens.append(Token(kind: .dedent, position: here))
        }
    }

    /// Skips a line that only a notebook understands, if the next one is such a line.
    private mutating func skipNotebookLine() -> Bool {
        guard let mark = NotebookLine.mark(at: source.bytes[offset...]) else { return false }
        let position = here
        refusals.note(NotebookLine.refusal(position, mark))
        while offset < end, byte() != UInt8(ascii: "\n") || source.bytes[offset - 1] == UInt8(ascii: "\\") {
            if byte() == UInt8(ascii: "\n") { line += 1 }
            offset += 1
        }
        tokens.append(Token(kind: .keyword(.pass), position: position))
        tokens.append(Token(kind: .newline, position: position))
        return true
    }

    /// Reads tokens up to the end of a logical line.
    private mutating func readLine() throws(RefusedPlace) {
        if skipNotebookLine() { return }
        let first = tokens.count
        while offset < end {
            let next = byte()
            switch next {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
                offset += 1
            case UInt8(ascii: "#"):
                comments.append(SourceText.Comment(line: line, offset: offset))
                skipComment()
            case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "\n"):
                offset += 2
                line += 1
            case UInt8(ascii: "\n"):
                let position = here
                offset += 1
                line += 1
                if let open = brackets.last, beginsStatement {
                    brackets = []
                    refuse(.mistake(open.position, "'\(open.symbol)' is never closed", instead: "close it"))
                }
                if brackets.isEmpty {
                    if tokens.count > first { tokens.append(Token(kind: .newline, position: position)) }
                    return
                }
            default:
                try readToken()
            }
        }
    }

    /// Whether the line begins with a word that stands at the beginning of statements, and nowhere else.
    private var beginsStatement: Bool {
        var start = offset
        while start < end, source.bytes[start] == UInt8(ascii: " ") || source.bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        var stop = start
        while stop < end, isNameStart(source.bytes[stop]) { stop += 1 }
        guard stop - start <= 8 else { return false }
        let word = String(decoding: source.bytes[start..<stop], as: UTF8.self)
        return Keyword(rawValue: word).map { Self.openingWords.contains($0) } ?? false
    }

    private static let openingWords: Set<Keyword> = [
        .assert, .break, .class, .continue, .def, .del, .global, .import, .nonlocal, .pass, .raise, .return, .try,
        .while, .with,
    ]

    private mutating func skipComment() {
        while offset < end, byte() != UInt8(ascii: "\n") { offset += 1 }
    }

    private mutating func readToken() throws(RefusedPlace) {
        let position = here
        let next = byte()
        if next == UInt8(ascii: "[") || next == UInt8(ascii: "(") || next == UInt8(ascii: "{") {
            guard brackets.count < Self.maximumNesting else {
                throw RefusedPlace(
                    position, "brackets are nested more than 100 deep", instead: "use names for inner parts")
            }
        }
        do {
            tokens.append(Token(kind: try kind(of: next, position), position: position))
        } catch {
            refuse(error)
        }
    }

    private mutating func kind(of next: UInt8, _ position: Position) throws(RefusedPlace) -> Token.Kind {
        if isDigit(next) || next == UInt8(ascii: ".") && isDigit(byte(1)) { return try readNumber(position) }
        if let prefix = stringPrefix() { return try readString(prefix, position) }
        if isNameStart(next) { return try readName(position) }
        return .symbol(try readSymbol(position))
    }

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    func isNameStart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
    }

    private mutating func readName(_ position: Position) throws(RefusedPlace) -> Token.Kind {
        let start = offset
        while isNameStart(byte()) || isDigit(byte()) { offset += 1 }
        let text = String(decoding: source.bytes[start..<offset], as: UTF8.self)
        if let keyword = Keyword(rawValue: text) { return .keyword(keyword) }
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            for scalar in text.unicodeScalars
            where scalar.value >= 0x80 && !scalar.properties.isXIDContinue {
                throw .mistake(
                    position, "invalid character '\(scalar)' in a name", instead: "use letters, digits and _")
            }
            // Python takes names that only look different for one.
            return .name(text.precomposedStringWithCompatibilityMapping)
        }
        return .name(text)
    }

    private static let symbols3 = ["**=", "//=", "...", "<<=", ">>="]
    private static let symbols2 = [
        "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "->", ":=", "<<", ">>", "&=", "|=", "^=",
        "@=",
    ]
    private static let closing = [")": "(", "]": "[", "}": "{"]

    private mutating func readSymbol(_ position: Position) throws(RefusedPlace) -> String {
        var text = ""
        for (length, symbols) in [(3, Self.symbols3), (2, Self.symbols2)] where offset + length <= end {
            let candidate = String(decoding: source.bytes[offset..<(offset + length)], as: UTF8.self)
            if symbols.contains(candidate) {
                text = candidate
                break
            }
        }
        if text.isEmpty { text = String(UnicodeScalar(byte())) }
        offset += text.utf8.count
        guard "()[]{}:,;.+-*/%<>=@&|^~!".contains(text.prefix(1)) else {
            throw .mistake(position, "invalid character '\(text)'", instead: "remove it")
        }
        if "([{".contains(text) {
            brackets.append((text, position))
        } else if let opening = Self.closing[text] {
            guard brackets.popLast()?.symbol == opening else {
                throw .mistake(position, "unmatched '\(text)'", instead: "open it with '\(opening)', or remove it")
            }
        }
        return text
    }
}
