import ReferenceCounting

/// Errors for attributes that are not there.
extension Interpreter {
    /// The error for an attribute that a value does not have, or has only in Python.
    func missing(_ name: Int, of base: Value) -> Stop {
        let (type, text) = (typeName(base), program.names[name])
        return PythonAttributes.has(text, type)
            ? unsupportedAttribute(text, of: type) : .attributeError("'\(type)' object has no attribute '\(text)'")
    }

    func unsupportedAttribute(_ name: String, of type: String) -> Stop {
        .unsupported("the attribute '\(name)' of '\(type)'", instead: "use what docs/object-programs.md lists")
    }

    func missingInSuper(_ name: Int) -> Stop {
        let text = program.names[name]
        return PythonAttributes.isSpecial(text)
            ? unsupportedAttribute(text, of: "super") : .attributeError("'super' object has no attribute '\(text)'")
    }
}
