/// Methods that the language itself calls.
enum SpecialMethod {
    private static let plain = ["__init__", "__call__", "__del__", "__len__", "__repr__", "__neg__"]

    static func isKnown(_ name: String) -> Bool {
        plain.contains(name)
            || BinaryOperator.allCases.contains { name == "__\($0.methodStem)__" || name == "__r\($0.methodStem)__" }
    }

    /// Whether a program may ask for the attribute of this name.
    static func canBeRead(_ name: String) -> Bool {
        isKnown(name) || name == "__name__" || name == "__array_priority__"
    }

    static let list = "__init__, __call__, __del__, __len__, __repr__, __neg__, __add__ and its like"
}
