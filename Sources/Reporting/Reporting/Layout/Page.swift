/// Collects the lines of a text and cuts each to the width of its layout.
package struct Page {
    /// The layout it is written for.
    package let layout: Layout
    /// The lines so far.
    package private(set) var lines: [Line] = []

    /// An empty page.
    package init(_ layout: Layout) { self.layout = layout }

    /// Adds a line.
    package mutating func add(_ line: Line) { lines.append(layout.isWhole ? line : line.fitted(to: layout.width)) }

    /// Adds a line of one piece.
    package mutating func add(_ text: String, _ role: Style.Role = .plain) { add(Line(text, role)) }

    /// Adds an empty line, unless the page is empty or ends with one.
    package mutating func skip() {
        if let last = lines.last, !last.isEmpty { lines.append(Line()) }
    }

    /// Adds items one after another, over as many lines as they need.
    ///
    /// - Parameters:
    ///   - first: What stands before the first item; the lines after it are indented by as much.
    ///   - items: The items, each kept whole; one that is longer than a line is cut.
    ///   - most: How many lines at most; what is left out is counted in `… 12 more`.
    package mutating func flow(_ first: Line, _ items: [Line], most: Int = .max) {
        let indent = first.width
        var line = first
        var isFresh = true
        var written = 0
        for (index, item) in items.enumerated() {
            let isLastLine = written == most - 1
            let rest = Line(index < items.count - 1 && isLastLine ? " … \(items.count - index) more" : "", .faint)
            if !isFresh, line.width + 1 + item.width + rest.width > layout.width {
                if isLastLine {
                    add(line + Line(" … \(items.count - index) more", .faint))
                    return
                }
                add(line)
                written += 1
                line = Line.spaces(indent)
                isFresh = true
            }
            line += (isFresh ? Line() : Line(" ")) + item
            isFresh = false
        }
        add(line)
    }

    /// Adds running text, broken between words, over at most ten lines.
    package mutating func paragraph(_ text: String, _ role: Style.Role = .plain) {
        flow(Line(), words(text, indent: 0).map { Line($0, role) }, most: 10)
    }

    /// The words of a text, those that are longer than a line in pieces: a name that was cut could not be typed.
    package func words(_ text: String, indent: Int) -> [String] {
        let room = max(layout.width - indent, 1)
        return text.split(separator: " ").flatMap { word -> [String] in
            var rest = DisplayText.escape(String(word))
            guard DisplayText.width(rest) > room else { return [rest] }
            var pieces: [String] = []
            // What is beyond the lines that a paragraph may take is only counted.
            while DisplayText.width(rest) > room, pieces.count < 12 {
                let piece = DisplayText.prefix(rest, cells: room)
                guard !piece.isEmpty else { break }
                pieces.append(piece)
                rest.removeFirst(piece.count)
            }
            return pieces + [rest]
        }
    }

    /// Writes every line with its line end.
    package func write(to output: inout some TextOutputStream) {
        for line in lines {
            output.write(line.rendered(layout.style))
            output.write("\n")
        }
    }
}
