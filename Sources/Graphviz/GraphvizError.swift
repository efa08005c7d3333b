public import TraceModel

/// Why `dot` laid nothing out.
public enum GraphvizError: Error, Equatable, Sendable {
    /// There is no such program.
    case notInstalled
    /// It did not end in time.
    case tooSlow(limit: Duration)
    /// It wrote more bytes than it may.
    case tooLong(limit: Int)
    /// It ended with an error, or could not be run: its first line, or what the system says.
    case failed(String)

    /// The same in words for the user of the command.
    public var traceError: TraceError {
        switch self {
        case .notInstalled:
            TraceError(
                .cannotCreate, "there is no Graphviz on this machine, which lays the picture out",
                remedy: "install it (`apt-get install graphviz`), or take its text", by: .pictureText, cause: self)
        case .tooSlow(let limit):
            TraceError(
                .cannotCreate, "Graphviz took longer than \(limit.components.seconds) s to lay the picture out",
                remedy: "look at an earlier moment, or take its text", by: .moment, .pictureText, cause: self)
        case .tooLong(let limit):
            TraceError(
                .cannotCreate, "Graphviz drew a picture of more than \(limit) bytes",
                remedy: "look at an earlier moment, or take its text", by: .moment, .pictureText, cause: self)
        case .failed(let why):
            TraceError(
                .cannotCreate, "Graphviz failed: \(why)",
                remedy: "try `dot -V`, or take its text", by: .pictureText, cause: self)
        }
    }
}
