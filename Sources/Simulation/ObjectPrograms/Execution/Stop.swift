import TraceModel

/// What ends the run of a program before its end.
enum Stop: Error {
    /// An exception of the program: its type, and its message as `str()` gives it.
    case raised(String, String)
    /// Something the language does not have, seen only when it ran.
    case unsupported(String, instead: String)

    /// Whether CPython counts the end of the exception for the nesting; some types have deallocators that do not.
    var nests: Bool {
        guard case .raised(let type, _) = self else { return true }
        return !["AttributeError", "NameError", "UnboundLocalError", "StopIteration"].contains(type)
    }

    static var memoryError: Stop { .raised("MemoryError", "") }
    static func typeError(_ message: String) -> Stop { .raised("TypeError", message) }
    static func valueError(_ message: String) -> Stop { .raised("ValueError", message) }
    static func indexError(_ message: String) -> Stop { .raised("IndexError", message) }
    static func nameError(_ message: String) -> Stop { .raised("NameError", message) }
    static func attributeError(_ message: String) -> Stop { .raised("AttributeError", message) }
}
