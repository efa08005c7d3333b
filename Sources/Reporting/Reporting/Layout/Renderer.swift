/// Turns a value into text: one renderer a file, no state, nothing printed.
public protocol Renderer<Subject> {
    /// What it renders.
    associatedtype Subject

    /// Writes the whole text, with a line end at its end.
    func write(_ subject: Subject, to output: inout some TextOutputStream)
}

extension Renderer {
    /// The whole text at once.
    public func text(_ subject: Subject) -> String {
        var text = ""
        write(subject, to: &text)
        return text
    }
}
