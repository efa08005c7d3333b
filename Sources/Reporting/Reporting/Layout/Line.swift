/// A line of text for people: pieces that know what they mean.
///
/// Every piece is escaped as it comes in, so nothing that a renderer writes can reach a terminal unescaped.
package struct Line: Equatable {
    private struct Piece: Equatable {
        var text: String
        var role: Style.Role
    }

    private var pieces: [Piece]

    /// A line of one piece, escaped.
    package init(_ text: String = "", _ role: Style.Role = .plain) {
        pieces = text.isEmpty ? [] : [Piece(text: DisplayText.escape(text), role: role)]
    }

    /// A line of that many spaces.
    package static func spaces(_ count: Int) -> Line { Line(String(repeating: " ", count: max(count, 0))) }

    package static func + (left: Line, right: Line) -> Line {
        var line = left
        line.pieces += right.pieces
        return line
    }

    package static func += (left: inout Line, right: Line) { left.pieces += right.pieces }

    /// How many cells it takes.
    package var width: Int { pieces.reduce(0) { $0 + DisplayText.width($1.text) } }

    /// Whether there is nothing to see.
    package var isEmpty: Bool { pieces.isEmpty }

    /// Whether there is nothing to see but spaces.
    package var isBlank: Bool { pieces.allSatisfy { $0.text.allSatisfy { $0 == " " } } }

    /// The line cut to at most `cells` cells, with `…` where it was cut.
    package func fitted(to cells: Int) -> Line {
        guard width > cells else { return self }
        var result = Line()
        var left = cells
        for piece in pieces {
            let needed = DisplayText.width(piece.text)
            // A piece that just fits still gives a cell away for the mark, since something follows it.
            if needed < left {
                result.pieces.append(piece)
                left -= needed
            } else {
                let text = DisplayText.fit(piece.text + "……", to: left)
                result.pieces.append(Piece(text: text, role: piece.role))
                break
            }
        }
        return result
    }

    /// The line with spaces on its left until it takes `cells` cells.
    package func paddedLeft(to cells: Int) -> Line { Line.spaces(cells - width) + self }

    /// The line with spaces on its right until it takes `cells` cells.
    package func paddedRight(to cells: Int) -> Line { self + Line.spaces(cells - width) }

    /// The text in a style, without spaces at its end.
    package func rendered(_ style: Style) -> String {
        var kept = pieces
        while let last = kept.popLast() {
            let trimmed = last.text.trimmingSpacesAtEnd
            if !trimmed.isEmpty {
                kept.append(Piece(text: trimmed, role: last.role))
                break
            }
        }
        return kept.map { style.apply($0.role, to: $0.text) }.joined()
    }
}

extension String {
    fileprivate var trimmingSpacesAtEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
