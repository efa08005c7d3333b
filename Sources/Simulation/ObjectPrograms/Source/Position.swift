/// A place in a program's text.
struct Position: Hashable, Comparable, Sendable {
    /// From 1.
    var line: Int32
    /// In characters, from 1.
    var column: Int32

    static let start = Position(line: 1, column: 1)

    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
