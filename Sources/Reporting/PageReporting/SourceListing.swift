import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// The lines that stand beside the pictures: a program's text, or where a recording has none, its statements.
struct SourceListing {
    /// A line, or a gap.
    struct Row {
        var file: String
        /// From 1; nil for what was left out.
        var line: Int?
        var text: String
        /// Whether there is a picture of it.
        var isShown: Bool
    }

    /// The lines.
    let rows: [Row]
    private let places: [String: Int]

    /// A longer program is shown around the statements of its pictures only.
    static let mostLines = 240

    /// Lists what the pictures step through.
    init(text: String?, allPictures: [StepPictures]) {
        let statements = allPictures.flatMap { $0.frames.compactMap(\.statement) }
        var rows: [Row]
        if let text, let file = statements.first?.file {
            rows = Self.rows(of: text, file: file, shown: Set(statements.map(\.line)))
        } else {
            rows = []
            var seen: Set<String> = []
            for statement in statements where seen.insert(Self.key(statement.file, statement.line)).inserted {
                rows.append(
                    Row(file: statement.file, line: statement.line, text: statement.statement, isShown: true))
            }
            rows.sort { ($0.file, $0.line ?? 0) < ($1.file, $1.line ?? 0) }
        }
        self.rows = rows
        var places: [String: Int] = [:]
        for (place, row) in rows.enumerated() { if let line = row.line { places[Self.key(row.file, line)] = place } }
        self.places = places
    }

    /// The row of a statement.
    func row(of statement: Finding.Moment) -> Int? { places[Self.key(statement.file, statement.line)] }

    private static func key(_ file: String, _ line: Int) -> String { "\(line) \(file)" }

    private static func rows(of text: String, file: String, shown: Set<Int>) -> [Row] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        let isWhole = lines.count <= mostLines
        var rows: [Row] = []
        for (place, line) in lines.enumerated() {
            let number = place + 1
            if isWhole || (number - 2...number + 2).contains(where: shown.contains) {
                rows.append(
                    Row(
                        file: file, line: number, text: String(line).replacing("\t", with: "    "),
                        isShown: shown.contains(number)))
            } else if let last = rows.last, last.line != nil {
                rows.append(Row(file: file, line: nil, text: "", isShown: false))
            }
        }
        return rows
    }

    /// The lines for the template.
    var view: [View] {
        rows.enumerated().map { place, row in
            [
                "row": place, "line": row.line.map(String.init) ?? "⋮", "text": HTMLText.shown(row.text, cells: 160),
                "isShown": row.isShown,
            ]
        }
    }
}
