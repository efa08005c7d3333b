/// Columns that line up by display width, under one header row, over as many rows as there are.
struct TextTable {
    /// One column.
    struct Column {
        /// Its title; nil in a table without titles.
        var title: String
        /// Whether its cells stand at its right edge, as figures do.
        var isRight = false
        /// How narrow it may become where the table is too wide; nil where it keeps its width.
        var least: Int?
    }

    /// The columns, left to right.
    var columns: [Column]
    /// The rows; one without a cell for every column is blank there.
    var rows: [[Line]] = []
    /// The cells between columns.
    var gap = 2

    /// The lines of the table, none wider than `width`; a row that cannot be made so narrow goes on below, a little in.
    func lines(width: Int) -> [Line] {
        var widths = fittedWidths(width)
        if parts(widths, width).count > 1 { widths = naturalWidths.map { min($0, width - Self.indent) } }
        let titles = columns.map { Line($0.title, .faint) }
        let hasTitles = columns.contains { !$0.title.isEmpty }
        let parts = parts(widths, width)
        return ((hasTitles ? [titles] : []) + rows).flatMap { row in
            parts.enumerated().compactMap { place, part in
                let cells = line(row, widths, part)
                if place > 0, cells.isBlank { return nil }
                return (Line.spaces(place == 0 ? 0 : Self.indent) + cells).fitted(to: width)
            }
        }
    }

    private static let indent = 6

    /// The columns that stand beside each other, line by line.
    private func parts(_ widths: [Int], _ width: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, used) = (0, 0)
        for place in columns.indices {
            let needed = widths[place] + (place == start ? 0 : gap)
            if place > start, used + needed > width - (parts.isEmpty ? 0 : Self.indent) {
                parts.append(start..<place)
                (start, used) = (place, widths[place])
            } else {
                used += needed
            }
        }
        return parts + [start..<columns.count]
    }

    /// How wide it is where nothing is cut.
    var naturalWidth: Int { naturalWidths.reduce(0, +) + gap * max(columns.count - 1, 0) }

    private var naturalWidths: [Int] {
        columns.indices.map { column in
            rows.reduce(Line(columns[column].title).width) { widest, row in
                max(widest, column < row.count ? row[column].width : 0)
            }
        }
    }

    /// Takes what is too much from the widest column that may still shrink, until it fits or none may.
    private func fittedWidths(_ width: Int) -> [Int] {
        var widths = naturalWidths.map { min($0, width) }
        var excess = widths.reduce(0, +) + gap * max(columns.count - 1, 0) - width
        while excess > 0 {
            let candidates = columns.indices.filter { widths[$0] > columns[$0].least ?? .max }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [Line], _ widths: [Int], _ part: Range<Int>) -> Line {
        var line = Line()
        for index in part {
            let cell = (index < cells.count ? cells[index] : Line()).fitted(to: widths[index])
            line += columns[index].isRight ? cell.paddedLeft(to: widths[index]) : cell.paddedRight(to: widths[index])
            if index < part.upperBound - 1 { line += Line.spaces(gap) }
        }
        return line
    }
}

extension Page {
    /// Adds a table, indented by `indent` cells.
    mutating func add(_ table: TextTable, indent: Int = 0) {
        let width = layout.isWhole ? Int.max / 2 : layout.width - indent
        for line in table.lines(width: width) { add(Line.spaces(indent) + line) }
    }
}
