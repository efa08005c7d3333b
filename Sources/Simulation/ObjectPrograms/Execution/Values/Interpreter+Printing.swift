import ReferenceCounting
import TraceModel

/// Values as text, as Python writes them.
extension Interpreter {
    /// The name of a value's type, as messages show it.
    func typeName(_ value: Value) -> String {
        switch value.tag {
        case .none: "NoneType"
        case .boolean: "bool"
        case .integer: "int"
        case .float: "float"
        case .string: "str"
        case .programClass: "type"
        case .builtIn: value.builtIn?.typeName ?? "builtin_function_or_method"
        case .module, .randomModule: "module"
        case .exceptionClass: "type"
        case .exception: exceptions[value.index].type.rawValue
        case .builtInMethod: "method_descriptor"
        case .immortal: "Immortal"
        case .scalar: "numpy.float64"
        case .integerScalar: "numpy.int64"
        default:
            switch value.handle.map({ (kind: heap.kind(of: $0), type: heap.type(of: $0)) }) {
            case (.array, _)?: "numpy.ndarray"
            case (.weakReference, _)?: "weakref.ReferenceType"
            // The heap knows each function by its own name.
            case (.function, _)?: heap.name(of: StandardType.function)
            case (_, let type)?: heap.name(of: type)
            case nil: "object"
            }
        }
    }

    /// What `str()` gives.
    mutating func text(_ value: Value) throws -> String {
        switch value.tag {
        case .string: return strings[value]
        case .scalar: return PythonNumber.text(Double(bitPattern: value.bits))
        case .integerScalar: return String(value.index)
        case .exception: return exceptions[value.index].message
        default:
            guard instanceClass(value) != nil, let handle = value.handle else { return try representation(value) }
            // `str()` of an instance reaches `__repr__` through `object.__str__`, which holds it meanwhile.
            return try holding([value]) { try $0.instanceRepresentation(value, handle, by: "__str__") }
        }
    }

    /// Prints values side by side; what stands before one that fails is printed all the same.
    mutating func print(_ values: [Value]) throws {
        var line = ""
        for (place, value) in values.enumerated() {
            if place > 0 { line += " " }
            // Code of the program may run now, and print itself.
            if value.handle != nil, !line.isEmpty {
                heap.print(line)
                line = ""
            }
            line += try text(value)
            try checkSize(line.utf8.count, .text)
        }
        heap.print(line + "\n")
    }

    /// Holds values as temporaries while `body` runs, also where it throws.
    private mutating func holding<Result>(
        _ values: [Value], _ body: (inout Interpreter) throws -> Result
    ) throws -> Result {
        for value in values { heap.retain(value, by: frame, .temporary) }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try body(&self))
        } catch {
            result = .failure(error)
        }
        for value in values { try drop(value) }
        return try result.get()
    }

    /// What `repr()` gives.
    mutating func representation(_ value: Value) throws -> String {
        switch value.tag {
        case .none: return "None"
        case .immortal: return "<immortal>"
        case .boolean: return value.bits != 0 ? "True" : "False"
        case .integer: return String(value.index)
        case .float: return PythonNumber.text(Double(bitPattern: value.bits))
        case .scalar: return "np.float64(\(PythonNumber.text(Double(bitPattern: value.bits))))"
        case .integerScalar: return "np.int64(\(value.index))"
        case .string: return PythonString.quoted(strings[value])
        case .programClass: return "<class '__main__.\(classes[value.index].name)'>"
        case .builtIn:
            guard let item = value.builtIn else { return "?" }
            if item.isClass { return "<class '\(item.qualifiedName)'>" }
            let kind = item.typeName == "builtin_function_or_method" ? "built-in function" : "function"
            return "<\(kind) \(item.rawValue.split(separator: ".").last ?? "")>"
        case .exceptionClass: return "<class '\(BuiltInException.allCases[value.index].rawValue)'>"
        case .exception:
            let exception = exceptions[value.index]
            let argument = exception.message.isEmpty ? "" : PythonString.quoted(exception.message)
            return "\(exception.type.rawValue)(\(argument))"
        case .module: throw Stop.unsupported("a module as text", instead: "print something else")
        default: return try objectRepresentation(value)
        }
    }

    private mutating func objectRepresentation(_ value: Value) throws -> String {
        guard let handle = value.handle else { return "?" }
        switch heap.kind(of: handle) {
        case .instance: return try instanceRepresentation(value, handle, by: "__repr__")
        case .container: return try containerRepresentation(handle)
        case .array: throw Stop.unsupported("an array as text", instead: "print its elements one by one")
        case .weakReference:
            guard let referent = heap.referent(of: heap.slot(0, of: handle)) else { return "<weakref; dead>" }
            return "<weakref; to '\(typeName(Value(referent)))'>"
        case .function: return "<function \(code(of: handle).qualifiedName)>"
        case .boundMethod:
            let name = heap.slot(0, of: handle).handle.map { code(of: $0).qualifiedName } ?? "?"
            let receiver = heap.referent(of: heap.slot(1, of: handle)).map { Value($0) } ?? .none
            return "<bound method \(name) of \(try representation(receiver))>"
        case .cell: return "<cell>"
        }
    }

    private mutating func instanceRepresentation(
        _ value: Value, _ handle: Handle, by caller: String
    ) throws -> String {
        let method = attribute("__repr__", ofClass: classIndex(of: handle))
        guard method.tag != .empty else { return "<\(heap.label(of: handle))>" }
        try enterRecursion(" while getting the repr of an object")
        defer { recursionDepth -= 1 }
        let result = try invoke(method, [value])
        guard result.tag == .string else {
            let type = typeName(result)
            try drop(result)
            throw Stop.typeError("\(caller) returned non-string (type \(type))")
        }
        return strings[result]
    }

    private mutating func containerRepresentation(_ handle: Handle) throws -> String {
        let type = heap.type(of: handle)
        if type == iterators.range {
            let (start, end, step) = (
                heap.slot(0, of: handle).index, heap.slot(1, of: handle).index, heap.slot(2, of: handle).index
            )
            return step == 1 ? "range(\(start), \(end))" : "range(\(start), \(end), \(step))"
        }
        guard representing.insert(handle).inserted else {
            return type == StandardType.tuple ? "(...)" : type == StandardType.dict ? "{...}" : "[...]"
        }
        defer { representing.remove(handle) }
        try enterRecursion(" while getting the repr of an object")
        defer { recursionDepth -= 1 }
        // Nests are written as often as there are ways to them.
        try heap.step()
        try heap.prepare(elements: heap.slotCount(of: handle))
        var (parts, bytes): ([String], Int) = ([], 0)
        func add(_ part: String, to interpreter: inout Interpreter) throws {
            parts.append(part)
            bytes += part.utf8.count + 2
            try interpreter.checkSize(bytes, .text)
            try interpreter.heap.look(at: parts.count)
            try interpreter.heap.prepare(text: part.utf8.count)
        }
        if type == StandardType.dict {
            for pair in 0..<(heap.slotCount(of: handle) / 2) where heap.slot(2 * pair, of: handle).tag != .empty {
                let (key, value) = (heap.slot(2 * pair, of: handle), heap.slot(2 * pair + 1, of: handle))
                try add(
                    holding([key, value]) { "\(try $0.representation(key)): \(try $0.representation(value))" },
                    to: &self)
            }
            return "{\(parts.joined(separator: ", "))}"
        }
        guard isSequence(handle) else { return "<\(heap.name(of: type)) object>" }
        for place in 0..<heap.slotCount(of: handle) {
            try add(representation(heap.element(place, of: handle)), to: &self)
        }
        let inner = parts.joined(separator: ", ")
        if type == StandardType.tuple { return parts.count == 1 ? "(\(inner),)" : "(\(inner))" }
        return "[\(inner)]"
    }

    // MARK: f-strings

    mutating func formatValue() throws {
        let value = stack[top - 1]
        // `__format__` is a C function.
        if value.tag == .strong { try enterRecursion(" while calling a Python object") }
        defer { if value.tag == .strong { recursionDepth -= 1 } }
        let text = try text(value)
        top -= 1
        try drop(value)
        push(strings.value(text))
    }

    mutating func buildString(_ count: Int) throws {
        let parts = ((top - count)..<top).map { strings[stack[$0]] }
        try makeRoom(parts.reduce(0) { $0 + $1.utf8.count }, .text)
        let text = parts.joined()
        top -= count
        push(strings.value(text))
    }
}
