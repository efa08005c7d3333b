/// Lines that a notebook understands and Python does not: `!pip install x`, `%matplotlib inline`, `%%time`, `?len`.
enum NotebookLine {
    /// What such a line begins with; nil where the next line is none.
    static func mark(at text: ArraySlice<UInt8>) -> String? {
        switch text.first {
        case UInt8(ascii: "!"): "!"
        case UInt8(ascii: "?"): "?"
        case UInt8(ascii: "%"): text.dropFirst().first == UInt8(ascii: "%") ? "%%" : "%"
        default: nil
        }
    }

    static func refusal(_ position: Position, _ mark: String) -> RefusedPlace {
        .mistake(
            position, "a line of a notebook, which begins with '\(mark)'",
            instead: mark == "%%" ? "leave it out, and what stands below it if that is no Python" : "leave it out")
    }
}
