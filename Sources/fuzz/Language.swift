import ArgumentParser

/// What mutated texts are nearly.
enum Language: String, CaseIterable, ExpressibleByArgument {
    /// Programs of the object language.
    case programs
    /// Streams of what was seen of a process.
    case streams

    /// How the names of its files end.
    var suffix: String {
        switch self {
        case .programs: ".py"
        case .streams: ".stream"
        }
    }
}
