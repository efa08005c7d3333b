import ReferenceCounting
import TraceModel

/// Fields of instances, attributes of classes and modules.
extension Interpreter {
    /// What an instance's own field holds, weak slots read; empty where it has none of this name.
    private mutating func ownField(_ name: Int, of handle: Handle, classIndex index: Int) -> Value {
        guard let field = classes[index].fields[name] else { return .empty }
        // A weak slot is read through the instance's dict, as in the oracle.
        if heap.isWeak(field) { heap.makeDictionary(of: handle) }
        guard let position = heap.position(of: field, in: handle) else { return .empty }
        return heap.isWeak(field)
            ? heap.readWeakly(heap.slot(position, of: handle)) : heap.slot(position, of: handle)
    }

    /// Takes what was read as a temporary: of a method that holds its object weakly, a method of its own.
    @inline(__always)
    mutating func take(_ value: Value) -> Value {
        if let handle = value.handle, heap.holdsReceiverWeakly(handle) {
            return heap.referent(of: heap.slot(1, of: handle)).map { bind(heap.slot(0, of: handle), to: Value($0)) }
                ?? .none
        }
        heap.retain(value, by: frame, .temporary)
        return value
    }

    // MARK: Instructions

    mutating func loadAttribute(_ name: Int) throws {
        let base = stack[top - 1]
        let value = try attributeValue(name, of: base)
        stack[top - 1] = value
        try drop(base)
    }

    /// An attribute's value, held as a temporary; a function of a class becomes a bound method.
    private mutating func attributeValue(_ name: Int, of base: Value) throws -> Value {
        if let handle = base.handle, heap.kind(of: handle) == .instance {
            let index = classIndex(of: handle)
            let own = ownField(name, of: handle, classIndex: index)
            if own.tag != .empty { return take(own) }
            let shared = attribute(name, ofClass: index)
            if shared.tag != .empty {
                if let function = shared.handle, heap.kind(of: function) == .function {
                    return bind(shared, to: base)
                }
                heap.retain(shared, by: frame, .temporary)
                return shared
            }
            throw missing(name, of: base)
        }
        let value = try plainAttribute(name, of: base)
        heap.retain(value, by: frame, .temporary)
        return value
    }

    /// Attributes of classes and modules.
    private mutating func plainAttribute(_ name: Int, of base: Value) throws -> Value {
        let text = program.names[name]
        switch base.tag {
        case .programClass:
            if text == "__name__" { return strings.value(classes[base.index].name) }
            let value = attribute(name, ofClass: base.index)
            guard value.tag != .empty else {
                if PythonAttributes.has(text, "type") { throw unsupportedAttribute(text, of: "type") }
                throw Stop.attributeError("type object '\(classes[base.index].name)' has no attribute '\(text)'")
            }
            return value
        case .module:
            let module = BuiltInModule.allCases[base.index]
            if module == .numpy, text == "random" { return Value(tag: .randomModule, bits: 0) }
            guard let item = BuiltIn.attribute(text, of: module) else {
                throw Stop.unsupported("\(module.rawValue).\(text)", instead: "use \(module.names)")
            }
            return Value(item)
        case .randomModule:
            guard let item = BuiltIn(rawValue: "numpy.random.\(text)") else {
                throw Stop.unsupported("numpy.random.\(text)", instead: "use numpy.random.randn or seed")
            }
            return Value(item)
        default:
            if isContainer(base), BuiltInMethod(rawValue: text) != nil, PythonAttributes.has(text, typeName(base)) {
                throw Stop.unsupported("a method of a list or dict kept for later", instead: "call it at once")
            }
            throw missing(name, of: base)
        }
    }

    /// Makes a bound method, held as a temporary.
    mutating func bind(_ function: Value, to receiver: Value) -> Value {
        let method = heap.allocate(
            StandardType.boundMethod, kind: .boundMethod, bytes: ObjectSizes.boundMethod, capacity: 2)
        heap.retain(method, by: frame, .temporary)
        heap.retain(function, by: frame, .temporary)
        heap.appendSlot(function, field: fields.function, to: method, movedFrom: frame)
        heap.retain(receiver, by: frame, .temporary)
        heap.appendSlot(receiver, field: fields.receiver, to: method, movedFrom: frame)
        return Value(method)
    }

    /// Replaces the newest value by a function and it as receiver, or by a hole and its attribute.
    mutating func loadMethod(_ name: Int) throws {
        let base = stack[top - 1]
        if let handle = base.handle {
            if heap.kind(of: handle) == .instance {
                let index = classIndex(of: handle)
                let field = classes[index].fields[name]
                if let field, heap.isWeak(field) { heap.makeDictionary(of: handle) }
                if field.flatMap({ heap.position(of: $0, in: handle) }) == nil {
                    let shared = attribute(name, ofClass: index)
                    if let function = shared.handle, heap.kind(of: function) == .function {
                        heap.retain(shared, by: frame, .temporary)
                        stack[top - 1] = shared
                        push(base)
                        return
                    }
                }
            } else if let method = BuiltInMethod(rawValue: program.names[name]),
                method.isMethod(of: heap.type(of: handle))
            {
                stack[top - 1] = Value(
                    tag: .builtInMethod, bits: UInt64(BuiltInMethod.allCases.firstIndex(of: method) ?? 0))
                push(base)
                return
            }
        }
        let value = try attributeValue(name, of: base)
        stack[top - 1] = .empty
        push(value)
        try drop(base)
    }

    /// Replaces a receiver by a method of its class's base, bound to it.
    mutating func loadSuper(_ name: Int, owner: Int) throws {
        let receiver = stack[top - 1]
        guard let own = instanceClass(receiver), isSubclass(own, of: owner) else {
            throw Stop.typeError("super(type, obj): obj must be an instance or subtype of type")
        }
        guard let base = classes[owner].base else {
            if program.names[name] == "__init__" {
                stack[top - 1] = Value(.objectInitializer)
                try drop(receiver)
                return
            }
            throw missingInSuper(name)
        }
        let function = attribute(name, ofClass: base)
        if function.tag == .empty, program.names[name] == "__init__" {
            stack[top - 1] = Value(.objectInitializer)
            try drop(receiver)
            return
        }
        guard function.tag != .empty else {
            throw missingInSuper(name)
        }
        stack[top - 1] = bind(function, to: receiver)
        try drop(receiver)
    }

    mutating func storeAttribute(_ name: Int) throws {
        let base = stack[top - 1]
        if base.tag == .programClass {
            top -= 1
            try setClassAttribute(name, of: base.index)
            return
        }
        guard let handle = base.handle, heap.kind(of: handle) == .instance else {
            if let handle = base.handle, heap.kind(of: handle) == .function {
                throw Stop.unsupported("a field of a function", instead: "store it in an instance")
            }
            if ["list", "dict", "tuple", "str"].contains(typeName(base)),
                PythonAttributes.has(program.names[name], typeName(base))
            {
                throw Stop.attributeError(
                    "'\(typeName(base))' object attribute '\(program.names[name])' is read-only")
            }
            if base.handle != nil || base.tag == .none || base.number != nil || base.tag == .string {
                throw missing(name, of: base, isChanged: true)
            }
            throw Stop.unsupported("a field of \(typeName(base))", instead: "store it in an instance")
        }
        let value = stack[top - 2]
        let field = instanceField(name, ofClass: classIndex(of: handle))
        if heap.isWeak(field) { try deferWeakCalls(for: value) }
        do {
            try heap.setField(field, of: handle, to: value, movedFrom: frame)
        } catch HeapError.dictInWeakSlot(let slot) {
            let name = slot.split(separator: ".").last ?? ""
            top -= 2
            try drop(value)
            try drop(base)
            throw Stop.typeError("a dict cannot be stored in the weak slot \(name)")
        }
        if heap.isWeak(field) { heap.makeDictionary(of: handle) }
        top -= 2
        try service()
        try drop(base)
    }

    /// A weak reference is made by a call, whose tuple of arguments waits where the nesting is too deep.
    mutating func deferWeakCalls(for value: Value) throws {
        guard heap.isNestedTooDeep, let handle = value.handle else { return }
        for value in isSequence(handle) ? try elements(of: value) : [value] {
            guard let part = value.handle else { continue }
            let referent = heap.kind(of: part) == .boundMethod ? heap.slot(1, of: part) : value
            if instanceClass(referent) != nil { deferTuple(of: [referent]) }
        }
    }

    mutating func deleteAttribute(_ name: Int) throws {
        let base = pop()
        if base.tag == .programClass {
            guard try removeClassAttribute(name, of: base.index) else {
                throw Stop.attributeError(
                    "type object '\(classes[base.index].name)' has no attribute '\(program.names[name])'")
            }
            return
        }
        guard let handle = base.handle, heap.kind(of: handle) == .instance else {
            let error = missing(name, of: base, isChanged: true)
            try drop(base)
            throw error
        }
        let field = instanceField(name, ofClass: classIndex(of: handle))
        if heap.isWeak(field) { heap.makeDictionary(of: handle) }
        guard heap.removeField(field, of: handle) else {
            heap.noteMissing(field, of: handle)
            let error = missing(name, of: base, isChanged: true)
            try drop(base)
            throw error
        }
        try service()
        try drop(base)
    }
}
