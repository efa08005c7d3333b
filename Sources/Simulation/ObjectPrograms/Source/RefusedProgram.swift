import TraceModel

/// What of a program's text the object language cannot run, all of it at once.
///
/// It is the cause of the `TraceError` that ``ObjectProgram`` throws.
public struct RefusedProgram: Error, CustomStringConvertible, Sendable {
    /// The name that places show.
    public let file: String
    /// What is refused, in the order of its first places; never empty, at most ``maximumRefusals``.
    public let refusals: [Refusal]
    /// How many refusals there are.
    public let count: Int

    /// How many different refusals are kept.
    public static let maximumRefusals = 100

    /// Whether CPython would run the text, as far as this can be seen.
    public var isPython: Bool { count == refusals.count && refusals.allSatisfy(\.isPython) }

    /// How many places are refused, of the refusals that are kept.
    public var placeCount: Int { refusals.reduce(0) { $0 + $1.count } }

    /// A line for each refusal; before them, where there are several, one that counts them.
    public var lines: [String] {
        let told = refusals.map { $0.description(file: file) }
        guard told.count > 1 else { return told }
        let more = count > told.count ? ["  and \(count - told.count) more"] : []
        return ["\(file) is refused for \(count) reasons, in \(placeCount) places:"] + told.map { "  \($0)" } + more
    }

    /// The ``lines``.
    public var description: String { lines.joined(separator: "\n") }

    /// The first of the refusals as an error, with all of them as its cause.
    var traceError: TraceError {
        let first = refusals.first
        let place = first?.places.first.map { "\(file):\($0.line):\($0.column): " } ?? "\(file): "
        let others = count > 1 ? ", and \(count - 1) more" : ""
        return TraceError(
            .badData, "\(place)\(first?.construct ?? "")\(first?.otherPlaces ?? "")\(others)", remedy: first?.remedy,
            cause: self)
    }
}
