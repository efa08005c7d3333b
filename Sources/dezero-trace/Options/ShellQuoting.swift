/// Text as a shell reads it back.
enum ShellQuoting {
    private static let safe = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%=")

    /// The text as it is where every shell takes it so, else in single quotes.
    static func quote(_ text: String) -> String {
        if !text.isEmpty, text.allSatisfy(safe.contains) { return text }
        return "'\(text.replacing("'", with: "'\\''"))'"
    }
}
