import ReferenceCounting
import TraceModel

/// The built-in functions. Arguments stay on the stack, held by the caller.
extension Interpreter {
    mutating func callBuiltIn(_ callable: Value, first: Int, count: Int, keywords: [String]) throws -> Value {
        guard let function = callable.builtIn else { throw Stop.typeError("not callable") }
        let arguments = (0..<count).map { stack[first + $0] }
        guard keywords.isEmpty || function == .objectInitializer else {
            throw Stop.unsupported("keywords of \(function.rawValue)()", instead: "give its arguments by position")
        }
        if [.zip, .max, .min, .weakReference].contains(function) { deferTuple(of: arguments) }
        switch function {
        case .len:
            try expect(1, arguments, function)
            return Value(try length(arguments[0]))
        case .range: return try range(arguments)
        case .zip: return try makeZip(arguments)
        case .enumerate:
            guard let value = arguments.first, count <= 2 else {
                throw Stop.typeError("enumerate() missing required argument 'iterable' (pos 1)")
            }
            return try makeEnumerate(value, start: count > 1 ? try whole(arguments[1]) : 0)
        case .max, .min: return try extreme(arguments, function)
        case .sum: return try sum(arguments)
        case .isinstance:
            try expect(2, arguments, function)
            return Value(try isInstance(arguments[0], arguments[1]))
        case .type:
            try expect(1, arguments, function)
            return try type(of: arguments[0])
        case .print:
            try print(arguments)
            return .none
        case .weakReference: return try makeWeakReference(arguments)
        case .getReferenceCount:
            guard count == 1 else { throw Stop.typeError("getrefcount() takes exactly one argument (\(count) given)") }
            return try referenceCount(arguments[0])
        case .collect:
            guard count <= 1 else { throw Stop.typeError("collect() takes at most 1 argument (\(count) given)") }
            let generation = try arguments.first.map { try whole($0) } ?? 2
            guard Int32(exactly: generation) != nil else {
                throw Stop.raised("OverflowError", "Python int too large to convert to C int")
            }
            guard (0...2).contains(generation) else { throw Stop.valueError("invalid generation") }
            guard generation == 2 else {
                throw Stop.unsupported("gc.collect of one generation", instead: "call it without an argument")
            }
            heap.collect(cause: .called)
            try service()
            return Value(heap.lastCollectionNumber)
        case .disable, .enable:
            heap.setCollectorEnabled(function == .enable)
            return .none
        case .makeArray, .isScalar, .onesLike, .zerosLike, .randomNormal, .randomSeed:
            return try callNumpy(function, arguments)
        case .objectInitializer:
            guard count == 0 else {
                throw Stop.typeError("object.__init__() takes exactly one argument (the instance to initialize)")
            }
            return .none
        case .list, .tuple, .dict, .int, .float, .str, .bool, .object, .arrayType:
            throw Stop.unsupported("a call of \(function.rawValue)()", instead: "write the value itself")
        }
    }

    func expect(_ wanted: Int, _ arguments: [Value], _ function: BuiltIn) throws {
        guard arguments.count != wanted else { return }
        if function == .isinstance {
            throw Stop.typeError("isinstance expected 2 arguments, got \(arguments.count)")
        }
        throw Stop.typeError("\(function.rawValue)() takes exactly one argument (\(arguments.count) given)")
    }

    func whole(_ value: Value) throws -> Int {
        guard let number = value.wholeNumber else {
            if isArray(value) { throw Self.arrayAsIndex }
            throw Stop.typeError("'\(typeName(value))' object cannot be interpreted as an integer")
        }
        return number
    }

    mutating func length(_ value: Value) throws -> Int {
        if value.tag == .string { return strings.length(of: value) }
        if let handle = value.handle {
            switch heap.kind(of: handle) {
            case .container:
                let type = heap.type(of: handle)
                if type == StandardType.dict { return itemCount(of: handle) }
                if type == iterators.range {
                    guard let count = Int(exactly: rangeCount(handle)) else {
                        throw Stop.raised("OverflowError", "Python int too large to convert to C ssize_t")
                    }
                    return count
                }
                if isSequence(handle) { return heap.slotCount(of: handle) }
            case .array:
                guard heap.dimensions(of: handle) > 0 else { throw Stop.typeError("len() of unsized object") }
                return heap.elements(of: handle).count
            case .instance:
                let method = attribute("__len__", ofClass: classIndex(of: handle))
                guard method.tag != .empty else { break }
                let result = try invoke(method, [value])
                // Whether it came back depends on how often the line ran before: CPython 3.11 makes `len` faster then.
                guard recursionDepth < Self.maximumRecursion - 20 else {
                    try drop(result)
                    throw Stop.unsupported("len() at the limit of recursion", instead: "nest calls less deep")
                }
                guard let number = result.wholeNumber else {
                    let type = typeName(result)
                    try drop(result)
                    throw Stop.typeError("'\(type)' object cannot be interpreted as an integer")
                }
                guard number >= 0 else { throw Stop.valueError("__len__() should return >= 0") }
                return number
            default: break
            }
        }
        throw Stop.typeError("object of type '\(typeName(value))' has no len()")
    }

    private mutating func range(_ arguments: [Value]) throws -> Value {
        guard (1...3).contains(arguments.count) else {
            throw Stop.typeError("range expected at least 1 argument, got \(arguments.count)")
        }
        let numbers = try arguments.map { try whole($0) }
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw Stop.valueError("range() arg 3 must not be zero") }
        return numbers.count == 1 ? makeRange(0, numbers[0], 1) : makeRange(numbers[0], numbers[1], step)
    }

    private mutating func extreme(_ arguments: [Value], _ function: BuiltIn) throws -> Value {
        guard !arguments.isEmpty else {
            throw Stop.typeError("\(function.rawValue) expected at least 1 argument, got 0")
        }
        let candidates = arguments.count > 1 ? arguments : try elements(of: arguments[0])
        guard var best = candidates.first else {
            throw Stop.valueError("\(function.rawValue)() arg is an empty sequence")
        }
        for (place, candidate) in candidates.enumerated().dropFirst() {
            try heap.look(at: place)
            if try isOrdered(candidate, function == .max ? .greater : .less, best) { best = candidate }
        }
        return take(best)
    }

    private mutating func sum(_ arguments: [Value]) throws -> Value {
        guard (1...2).contains(arguments.count) else {
            throw Stop.typeError("sum() takes at least 1 positional argument (\(arguments.count) given)")
        }
        var total = arguments.count > 1 ? arguments[1] : Value(0)
        heap.retain(total, by: frame, .temporary)
        for (place, element) in try elements(of: arguments[0]).enumerated() {
            try heap.look(at: place)
            let next = try operate(.add, total, element, symbol: "+")
            try drop(total)
            total = next
        }
        return total
    }

    private mutating func isInstance(_ value: Value, _ type: Value, depth: Int = 0) throws -> Bool {
        if let handle = type.handle, heap.type(of: handle) == StandardType.tuple {
            guard depth + recursionDepth < Self.maximumRecursion else {
                throw Stop.raised("RecursionError", "maximum recursion depth exceeded in __instancecheck__")
            }
            try heap.step()
            for element in try elements(of: type) where try isInstance(value, element, depth: depth + 1) {
                return true
            }
            return false
        }
        if type.tag == .programClass {
            return instanceClass(value).map { isSubclass($0, of: type.index) } ?? false
        }
        switch type.builtIn {
        case .object: return true
        case .list: return isType(value, StandardType.list)
        case .tuple: return isType(value, StandardType.tuple)
        case .dict: return isType(value, StandardType.dict)
        case .arrayType: return isArray(value)
        case .int: return value.tag == .integer || value.tag == .boolean
        case .float: return value.tag == .float || value.tag == .scalar
        case .bool: return value.tag == .boolean
        case .str: return value.tag == .string
        case .range: return isType(value, iterators.range)
        case .zip: return isType(value, iterators.zip)
        case .enumerate: return isType(value, iterators.enumerate)
        case .weakReference: return value.handle.map { heap.kind(of: $0) == .weakReference } ?? false
        case .type: return value.tag == .programClass || value.builtIn?.isClass == true
        default:
            if type.tag == .exceptionClass {
                return value.tag == .exception && BuiltInException.allCases[type.index] == exceptions[value.index].type
            }
            throw Stop.typeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
        }
    }

    private func type(of value: Value) throws -> Value {
        if let index = instanceClass(value) { return .programClass(index) }
        switch value.tag {
        case .boolean: return Value(.bool)
        case .integer: return Value(.int)
        case .float: return Value(.float)
        case .string: return Value(.str)
        case .programClass, .exceptionClass: return Value(.type)
        default: break
        }
        switch value.handle.map({ heap.type(of: $0) }) {
        case StandardType.list: return Value(.list)
        case StandardType.tuple: return Value(.tuple)
        case StandardType.dict: return Value(.dict)
        case StandardType.array: return Value(.arrayType)
        case iterators.range: return Value(.range)
        default:
            throw Stop.unsupported("the type of \(typeName(value))", instead: "ask for the type of an instance")
        }
    }

    /// `sys.getrefcount`: its own argument is among what it counts.
    ///
    /// None, numbers, strings, classes and
    /// modules are no objects here.
    private mutating func referenceCount(_ value: Value) throws -> Value {
        guard let handle = value.handle else {
            if value.tag == .immortal {
                throw Stop.unsupported("getrefcount of what getrefcount gave", instead: "ask for that of an object")
            }
            if value.tag == .integerScalar {
                throw Stop.unsupported("getrefcount of a numpy integer", instead: "ask for that of an array")
            }
            return makeImmortal()
        }
        if heap.type(of: handle) == StandardType.tuple {
            let parts = try elements(of: value)
            if parts.allSatisfy({ $0.tag == .none || $0.number != nil || $0.tag == .string }) {
                return makeImmortal()
            }
        }
        return Value(heap.count(of: handle))
    }

    private mutating func makeImmortal() -> Value {
        immortals += 1
        return Value(tag: .immortal, bits: immortals)
    }

    // MARK: Exceptions

    mutating func makeException(_ callable: Value, first: Int, count: Int) throws -> Value {
        guard count <= 1 else {
            throw Stop.unsupported("an exception with several arguments", instead: "give it one message")
        }
        let type = BuiltInException.allCases[callable.index]
        let message = count == 0 ? "" : try text(stack[first])
        if count == 1, stack[first].tag == .strong {
            throw Stop.unsupported("an exception that holds an object", instead: "give it a message")
        }
        exceptions.append((type, type == .keyError && count == 1 ? try representation(stack[first]) : message))
        return Value(tag: .exception, bits: UInt64(exceptions.count - 1))
    }

    /// What `raise` throws.
    mutating func raised() throws -> Stop {
        let value = stack[top - 1]
        switch value.tag {
        case .exceptionClass:
            return .raised(BuiltInException.allCases[value.index].rawValue, "")
        case .exception:
            return .raised(exceptions[value.index].type.rawValue, exceptions[value.index].message)
        case .programClass:
            return .typeError("exceptions must derive from BaseException")
        default:
            return .typeError("exceptions must derive from BaseException")
        }
    }
}
