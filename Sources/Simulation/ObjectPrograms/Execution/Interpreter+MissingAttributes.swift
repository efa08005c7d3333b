import ReferenceCounting
import TraceModel

/// Errors for attributes that are not there.
extension Interpreter {
    /// The error for an attribute that a value does not have, or has only in Python.
    func missing(_ name: Int, of base: Value, isChanged: Bool = false) -> Stop {
        let text = program.names[name]
        if let (type, attributes) = builtInType(base) {
            return isChanged || PythonAttributes.has(text, attributes)
                ? unsupportedAttribute(text, of: type)
                : .attributeError("type object '\(type)' has no attribute '\(text)'")
        }
        // A bound method asks its function for what it does not have.
        let isMethod = base.handle.map { heap.kind(of: $0) == .boundMethod } ?? false
        let type = isMethod && !isChanged ? "function" : typeName(base)
        return PythonAttributes.has(text, type)
            ? unsupportedAttribute(text, of: type) : .attributeError("'\(type)' object has no attribute '\(text)'")
    }

    /// The name of a class that the language brings along, and the type whose attributes it has.
    private func builtInType(_ value: Value) -> (name: String, attributes: String)? {
        if value.tag == .exceptionClass { return (BuiltInException.allCases[value.index].rawValue, "type") }
        guard value.tag == .builtIn, let item = value.builtIn, item.isClass else { return nil }
        return (item.qualifiedName, item.rawValue)
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
