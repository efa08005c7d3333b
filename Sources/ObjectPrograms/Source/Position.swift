/// A place in a program's text.
struct Position: Hashable, Sendable {
    /// From 1.
    var line: Int32
    /// In characters, from 1.
    var column: Int32

    static let start = Position(line: 1, column: 1)
}
