/// Numbers and strings.
extension Lexer {
    mutating func readNumber(_ position: Position) throws(RefusedPlace) -> Token.Kind {
        let start = offset
        var isFloat = false
        if byte() == UInt8(ascii: "0"), "xXoObB".utf8.contains(byte(1)) {
            return try readBasedNumber(position)
        }
        while isDigit(byte()) || byte() == UInt8(ascii: "_") { offset += 1 }
        if byte() == UInt8(ascii: ".") {
            isFloat = true
            offset += 1
            while isDigit(byte()) || byte() == UInt8(ascii: "_") { offset += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if isDigit(byte(1 + sign)) {
                isFloat = true
                offset += 2 + sign
                while isDigit(byte()) { offset += 1 }
            }
        }
        if byte() | 0x20 == UInt8(ascii: "j"), !isNameStart(byte(1)), !isDigit(byte(1)) {
            offset += 1
            refusals.note(RefusedPlace(position, "a complex number", instead: "use floats"))
            return .float(0)
        }
        guard !isNameStart(byte()) else {
            while isNameStart(byte()) || isDigit(byte()) { offset += 1 }
            throw .mistake(position, "invalid number", instead: "write a whole or a decimal number")
        }
        let text = String(decoding: source.bytes[start..<offset].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        if isFloat, let value = Double(text) { return .float(value) }
        guard let value = Int(text) else {
            refusals.note(
                RefusedPlace(position, "a number of more than 64 bits", instead: "use a smaller one or a float"))
            return .integer(0)
        }
        return .integer(value)
    }

    private mutating func readBasedNumber(_ position: Position) throws(RefusedPlace) -> Token.Kind {
        let radix = ["x": 16, "o": 8, "b": 2][String(UnicodeScalar(byte(1) | 0x20))] ?? 10
        let start = offset + 2
        offset = start
        while isDigit(byte()) || isNameStart(byte()) { offset += 1 }
        let text = String(decoding: source.bytes[start..<offset].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let value = Int(text, radix: radix) else {
            throw .mistake(position, "invalid number", instead: "write a whole number of at most 64 bits")
        }
        return .integer(value)
    }

    struct StringPrefix {
        var length: Int
        var isRaw: Bool
        var isFormatted: Bool
        var isBytes = false
    }

    /// The letters before a quote, if a string begins here.
    func stringPrefix() -> StringPrefix? {
        var prefix = StringPrefix(length: 0, isRaw: false, isFormatted: false)
        while prefix.length < 3 {
            switch byte(prefix.length) {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return prefix
            case UInt8(ascii: "r"), UInt8(ascii: "R"): prefix.isRaw = true
            case UInt8(ascii: "f"), UInt8(ascii: "F"): prefix.isFormatted = true
            case UInt8(ascii: "b"), UInt8(ascii: "B"): prefix.isBytes = true
            case UInt8(ascii: "u"), UInt8(ascii: "U"): break
            default: return nil
            }
            prefix.length += 1
        }
        return nil
    }

    mutating func readString(_ prefix: StringPrefix, _ position: Position) throws(RefusedPlace) -> Token.Kind {
        if prefix.isBytes {
            refusals.note(RefusedPlace(position, "a bytes literal", instead: "write a text without b"))
        }
        var (isFormatted, isBroken) = (prefix.isFormatted, false)
        offset += prefix.length
        let quote = byte()
        let isTriple = byte(1) == quote && byte(2) == quote
        offset += isTriple ? 3 : 1
        var pieces: [Token.Piece] = []
        var text: [UInt8] = []
        while true {
            let next = byte()
            if offset >= source.bytes.count || next == UInt8(ascii: "\n") && !isTriple {
                throw .mistake(position, "unterminated string", instead: "close it with the quote that opened it")
            }
            if next == quote, !isTriple || byte(1) == quote && byte(2) == quote {
                offset += isTriple ? 3 : 1
                break
            }
            if next == UInt8(ascii: "\\"), !prefix.isRaw {
                readEscape(into: &text, position)
            } else if isFormatted, next == UInt8(ascii: "{") || next == UInt8(ascii: "}") {
                if byte(1) == next {
                    text.append(next)
                    offset += 2
                } else if next == UInt8(ascii: "{") {
                    if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
                    text = []
                    do {
                        pieces.append(try readReplacement(quote: quote))
                    } catch {
                        refusals.note(error)
                        (isFormatted, isBroken) = (false, true)
                    }
                } else {
                    refusals.note(
                        .mistake(here, "f-string: single '}' is not allowed", instead: "write }} for a brace"))
                    (isFormatted, isBroken) = (false, true)
                }
            } else {
                if prefix.isRaw, next == UInt8(ascii: "\\") {
                    text.append(next)
                    offset += 1
                }
                if byte() == UInt8(ascii: "\n") { line += 1 }
                text.append(byte())
                offset += 1
            }
        }
        if isBroken { return .refused }
        guard isFormatted else { return .string(String(decoding: text, as: UTF8.self)) }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        return .formatted(pieces)
    }

    /// The expression between the braces of an f-string.
    private mutating func readReplacement(quote: UInt8) throws(RefusedPlace) -> Token.Piece {
        let open = here
        offset += 1
        let start = offset
        let position = here
        var depth = 0
        /// Where the value ends, if something stands behind it that is refused.
        var (isRefused, valueEnd) = (false, 0)
        while true {
            let next = byte()
            if offset >= source.bytes.count || next == UInt8(ascii: "\n") || next == quote {
                throw .mistake(open, "f-string: '{' is never closed", instead: "close it, or write {{ for a brace")
            }
            if depth == 0, next == UInt8(ascii: "}") { break }
            if depth == 0, !isRefused {
                if next == UInt8(ascii: ":") || next == UInt8(ascii: "!") && byte(1) != UInt8(ascii: "=") {
                    refusals.note(
                        RefusedPlace(here, "an f-string with a format or conversion", instead: "write {value} alone"))
                    (isRefused, valueEnd) = (true, offset)
                } else if next == UInt8(ascii: "="), byte(1) == UInt8(ascii: "}") {
                    refusals.note(
                        RefusedPlace(here, "an f-string with '='", instead: "write the name as text before {value}"))
                    (isRefused, valueEnd) = (true, offset)
                }
            }
            if "([{".utf8.contains(next) { depth += 1 }
            if ")]}".utf8.contains(next) { depth -= 1 }
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { skipInnerString(next) } else { offset += 1 }
        }
        let text = String(decoding: source.bytes[start..<(isRefused ? valueEnd : offset)], as: UTF8.self)
        offset += 1
        return .expression(text, position)
    }

    private mutating func skipInnerString(_ quote: UInt8) {
        offset += 1
        while offset < source.bytes.count, byte() != quote, byte() != UInt8(ascii: "\n") { offset += 1 }
        if byte() == quote { offset += 1 }
    }

    private mutating func readEscape(into text: inout [UInt8], _ position: Position) {
        offset += 1
        let escaped = byte()
        offset += 1
        let simple: [Character: UInt8] = [
            "n": 10, "t": 9, "r": 13, "\\": 92, "'": 39, "\"": 34, "a": 7, "b": 8, "f": 12, "v": 11,
        ]
        if escaped == UInt8(ascii: "\n") {
            line += 1
        } else if let value = simple[Character(UnicodeScalar(escaped))] {
            text.append(value)
        } else if isOctal(escaped) {
            var value = UInt32(escaped) & 7
            var length = 1
            while length < 3, isOctal(byte()) {
                value = value * 8 + UInt32(byte()) & 7
                offset += 1
                length += 1
            }
            if let scalar = UnicodeScalar(value) { text.append(contentsOf: String(Character(scalar)).utf8) }
        } else if escaped == UInt8(ascii: "N") {
            refusals.note(
                RefusedPlace(position, "a character by its name, '\\N{...}'", instead: "write \\u and four digits"))
        } else if let length = ["x": 2, "u": 4, "U": 8][Character(UnicodeScalar(escaped))] {
            let digits = String(
                decoding: source.bytes[offset..<min(offset + length, source.bytes.count)], as: UTF8.self)
            guard let value = UInt32(digits, radix: 16), digits.utf8.count == length, let scalar = UnicodeScalar(value)
            else {
                refusals.note(
                    RefusedPlace(position, "invalid escape in a string", instead: "write \\u and four digits"))
                return
            }
            text.append(contentsOf: String(Character(scalar)).utf8)
            offset += length
        } else {
            text.append(UInt8(ascii: "\\"))
            text.append(escaped)
        }
    }

    private func isOctal(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x37 }
}
