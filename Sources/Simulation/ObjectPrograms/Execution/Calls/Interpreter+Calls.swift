import ReferenceCounting
import TraceModel

/// Calls. On the stack stand a hole and a callable, or a function and its receiver, then the arguments.
extension Interpreter {
    /// Calls with `count` arguments, the last of which are keywords; the result takes the place of it all.
    mutating func call(arguments count: Int, keywords: [String]) throws {
        var callableAt = top - count - 1
        var isMethod = stack[callableAt - 1].tag != .empty
        if !isMethod, let handle = stack[callableAt].handle, heap.kind(of: handle) == .boundMethod {
            try unpackBoundMethod(handle, at: callableAt)
            isMethod = true
        }
        let total = isMethod ? count + 1 : count
        if isMethod { callableAt -= 1 }
        let callable = stack[callableAt]
        if let handle = callable.handle, heap.kind(of: handle) == .function {
            try callFunction(
                handle, at: callableAt, first: top - total, count: total, keywords: keywords, downTo: top - count - 2)
            return
        }
        let result = try callOther(callable, first: top - total, count: total, keywords: keywords)
        try finishCall(result, downTo: top - count - 2, callableAt: callableAt)
    }

    /// Puts a bound method's function and receiver in its place.
    private mutating func unpackBoundMethod(_ handle: Handle, at place: Int) throws {
        let function = heap.slot(0, of: handle)
        let receiver = heap.slot(1, of: handle)
        heap.retain(receiver, by: frame, .temporary)
        heap.retain(function, by: frame, .temporary)
        stack[place - 1] = function
        stack[place] = receiver
        try drop(Value(handle))
    }

    /// Lets the callable and the arguments go and pushes the result.
    private mutating func finishCall(_ result: Value, downTo base: Int, callableAt: Int) throws {
        let end = top
        try drop(stack[callableAt])
        for place in (callableAt + 1)..<max(end, callableAt + 1) { try drop(stack[place]) }
        top = base
        push(result)
    }

    // MARK: Functions of the program

    private mutating func callFunction(
        _ function: Handle, at callableAt: Int, first: Int, count: Int, keywords: [String], downTo base: Int
    ) throws {
        try enterRecursion()
        defer { recursionDepth -= 1 }
        let index = heap.slot(0, of: function).index
        let code = program.codes[index]
        let owner = heap.makeFrame()
        if keywords.isEmpty, !code.hasStar, count == code.parameters.count {
            for place in 0..<count {
                heap.move(stack[first + place], from: frame, .temporary, to: owner, layouts[index].fields[place])
            }
        } else {
            try bindArguments(function, code, index, first: first, count: count, keywords: keywords, owner: owner)
        }
        for _ in top..<max(first + code.locals.count, top) { push(.empty) }
        callDepth += 1
        let outerFunction = runningFunction
        runningFunction = Value(function)
        defer {
            callDepth -= 1
            runningFunction = outerFunction
        }
        let result = try execute(index, base: first, owner: owner)
        try drop(stack[callableAt])
        top = base
        push(result)
    }

    /// Fits arguments to parameters: positional, keywords, defaults, star.
    private mutating func bindArguments(
        _ function: Handle, _ code: Code, _ index: Int, first: Int, count: Int, keywords: [String], owner: OwnerID
    ) throws {
        let positional = count - keywords.count
        let parameters = code.parameters.count
        let fields = layouts[index].fields
        var places = [Value](repeating: .empty, count: parameters + (code.hasStar ? 1 : 0))
        let given = (0..<count).map { stack[first + $0] }
        try checkArguments(code, given: positional, keywords: keywords, owner: function)
        for place in 0..<min(positional, parameters) {
            heap.move(given[place], from: frame, .temporary, to: owner, fields[place])
            places[place] = given[place]
        }
        if code.hasStar {
            let extra = positional > parameters ? given[parameters..<positional] : []
            let tuple = heap.makeSequence(extra, type: StandardType.tuple, frame: frame)
            heap.move(tuple, from: frame, .temporary, to: owner, fields[parameters])
            places[parameters] = Value(tuple)
        }
        for (number, keyword) in keywords.enumerated() {
            guard let place = code.parameters.firstIndex(of: keyword) else { continue }
            heap.move(given[positional + number], from: frame, .temporary, to: owner, fields[place])
            places[place] = given[positional + number]
        }
        if let defaults = heap.slot(1, of: function).handle {
            let firstDefault = parameters - code.defaultCount
            for place in firstDefault..<parameters where places[place].tag == .empty {
                let value = heap.read(heap.slot(place - firstDefault, of: defaults))
                heap.retain(value, by: owner, fields[place])
                places[place] = value
            }
        }
        top = first
        for value in places { push(value) }
    }

    /// Throws where arguments do not fit, with CPython's words.
    private func checkArguments(_ code: Code, given: Int, keywords: [String], owner function: Handle) throws {
        let parameters = code.parameters
        let name = "\(code.qualifiedName)()"
        for keyword in keywords {
            guard let place = parameters.firstIndex(of: keyword) else {
                throw Stop.typeError("\(name) got an unexpected keyword argument '\(keyword)'")
            }
            guard place >= given else { throw Stop.typeError("\(name) got multiple values for argument '\(keyword)'") }
        }
        if given > parameters.count, !code.hasStar {
            let least = parameters.count - code.defaultCount
            let takes = code.defaultCount > 0 ? "from \(least) to \(parameters.count)" : "\(parameters.count)"
            let plural = parameters.count == 1 && code.defaultCount == 0 ? "" : "s"
            throw Stop.typeError(
                "\(name) takes \(takes) positional argument\(plural) but \(given) \(given == 1 ? "was" : "were") given")
        }
        let missing = parameters[..<(parameters.count - code.defaultCount)].enumerated()
            .filter { $0.offset >= given && !keywords.contains($0.element) }.map { "'\($0.element)'" }
        guard !missing.isEmpty else { return }
        let list =
            switch missing.count {
            case 1: missing[0]
            case 2: "\(missing[0]) and \(missing[1])"
            default: missing.dropLast().joined(separator: ", ") + ", and " + missing[missing.count - 1]
            }
        throw Stop.typeError(
            "\(name) missing \(missing.count) required positional argument\(missing.count == 1 ? "" : "s"): \(list)")
    }

    // MARK: Everything else that can be called

    mutating func callOther(
        _ callable: Value, first: Int, count: Int, keywords: [String], isTupleGiven: Bool = false
    ) throws -> Value {
        switch callable.tag {
        case .programClass:
            try checkCallFromC()
            return try makeInstance(
                callable.index, first: first, count: count, keywords: keywords, isTupleGiven: isTupleGiven)
        case .builtIn:
            return try callBuiltIn(callable, first: first, count: count, keywords: keywords)
        case .builtInMethod:
            return try callBuiltInMethod(callable, first: first, count: count, keywords: keywords)
        case .exceptionClass:
            guard keywords.isEmpty else {
                throw Stop.typeError(
                    "\(BuiltInException.allCases[callable.index].rawValue)() takes no keyword arguments")
            }
            return try makeException(callable, first: first, count: count)
        case .strong:
            guard let handle = callable.handle else { break }
            if heap.kind(of: handle) == .weakReference {
                guard keywords.isEmpty else { throw Stop.typeError("weakref() takes no keyword arguments") }
                guard count == 0 else { throw Stop.typeError("weakref expected 0 arguments, got \(count)") }
                let referent = heap.read(heap.slot(0, of: handle))
                heap.retain(referent, by: frame, .temporary)
                return referent
            }
            if heap.kind(of: handle) == .instance {
                let method = attribute("__call__", ofClass: classIndex(of: handle))
                if method.tag != .empty {
                    return try callThroughTuple(
                        method, receiver: callable, first: first, count: count, keywords: keywords,
                        isTupleGiven: isTupleGiven)
                }
            }
        default: break
        }
        throw Stop.typeError("'\(typeName(callable))' object is not callable")
    }

    /// Calls a method through a tuple of arguments, which holds them as long as the call runs.
    ///
    /// `isTupleGiven` says that the caller holds that tuple already.
    private mutating func callThroughTuple(
        _ method: Value, receiver: Value, first: Int, count: Int, keywords: [String], isTupleGiven: Bool
    ) throws -> Value {
        try enterRecursion(" while calling a Python object")
        defer { recursionDepth -= 1 }
        let given = (0..<count).map { stack[first + $0] }
        // With keywords the arguments are copied once more (`_PyStack_UnpackDict`), the receiver too.
        var held = isTupleGiven ? [] : given
        if !keywords.isEmpty { held += given + [receiver] }
        for value in held { heap.retain(value, by: frame, .temporary) }
        let height = top
        push(.empty)
        pushRetained(method)
        pushRetained(receiver)
        for value in given { pushRetained(value) }
        let outcome: Result<Value, any Error>
        do {
            try call(arguments: count + 1, keywords: keywords)
            outcome = .success(pop())
            top = height
        } catch {
            outcome = .failure(error)
        }
        if !isTupleGiven { deferTuple(of: given) }
        for value in held { try drop(value) }
        return try outcome.get()
    }

    /// Makes an instance and runs its `__init__`.
    private mutating func makeInstance(
        _ index: Int, first: Int, count: Int, keywords: [String], isTupleGiven: Bool
    ) throws -> Value {
        let initializer = attribute("__init__", ofClass: index)
        if initializer.tag == .empty, count > 0 {
            throw Stop.typeError("\(classes[index].name)() takes no arguments")
        }
        let instance = heap.allocate(
            classes[index].type, kind: .instance, bytes: ObjectSizes.instance, capacity: classes[index].fields.count)
        heap.retain(instance, by: frame, .temporary)
        guard initializer.tag != .empty else { return Value(instance) }
        do {
            let result = try callThroughTuple(
                initializer, receiver: Value(instance), first: first, count: count, keywords: keywords,
                isTupleGiven: isTupleGiven)
            guard result.tag == .none else {
                let type = typeName(result)
                try drop(result)
                throw Stop.typeError("__init__() should return None, not '\(type)'")
            }
        } catch {
            try drop(Value(instance))
            throw error
        }
        return Value(instance)
    }
}
