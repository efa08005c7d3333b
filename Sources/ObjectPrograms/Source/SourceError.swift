import TraceModel

/// Something in a program's text that cannot be run, found before anything runs.
struct SourceError: Error, Equatable {
    /// Where it stands.
    var position: Position
    /// What it is, in the words of the language.
    var message: String
    /// What to write instead.
    var remedy: String

    init(_ position: Position, _ message: String, instead remedy: String) {
        self.position = position
        self.message = message
        self.remedy = remedy
    }

    /// The error as it crosses the target's border.
    func traceError(file: String) -> TraceError {
        TraceError(.badData, "\(file):\(position.line):\(position.column): \(message)", remedy: remedy)
    }
}
