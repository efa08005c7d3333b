import ReferenceCounting
import TraceModel

/// Code that the heap asks for in the middle of a cascade: finalizers and callbacks.
extension Interpreter {
    /// Runs what the heap waits for, until it waits for nothing more.
    ///
    /// - Throws: only what stops the run as a whole; an exception of the code itself is ignored, as CPython does.
    mutating func service() throws {
        while let call = heap.takePendingCall() {
            let site = heap.site
            switch call {
            case .finalizer(let handle): try runFinalizer(handle)
            case .callback(let handle): try runCallback(handle)
            case .deferWork(let number): try endDeferred(number)
            }
            heap.site = site
            heap.resume()
        }
    }

    private mutating func runFinalizer(_ handle: Handle) throws {
        let finalizer = attribute("__del__", ofClass: classIndex(of: handle))
        try runIgnoringExceptions(finalizer, argument: Value(handle))
    }

    private mutating func runCallback(_ handle: Handle) throws {
        guard heap.slotCount(of: handle) > 1 else { return }
        // The heap lets the weak reference forget what it called; after a collection it does not.
        let callback = heap.slot(1, of: handle)
        guard callback.tag != .empty else { return }
        heap.retain(callback, by: frame, .temporary)
        try runIgnoringExceptions(callback, argument: Value(handle))
        try drop(callback)
    }

    private mutating func runIgnoringExceptions(_ function: Value, argument: Value) throws {
        let firstAbandoned = abandoned.count
        let height = top
        do {
            let result = try invoke(function, [argument])
            try drop(result)
        } catch let stop as Stop {
            while top > height { try popAndDrop() }
            try endIgnoredException(stop, from: firstAbandoned)
        }
    }

    /// Calls a value through a C function of CPython's, which counts for the limit of recursion too.
    mutating func callFromC(_ function: Value, _ arguments: [Value]) throws -> Value {
        try enterRecursion(" while calling a Python object")
        defer { recursionDepth -= 1 }
        return try invoke(function, arguments)
    }

    /// Fails where a call through CPython's C code would, one that is over before anything else is called.
    func checkCallFromC() throws {
        guard recursionDepth < Self.maximumRecursion else {
            throw Stop.raised("RecursionError", "maximum recursion depth exceeded while calling a Python object")
        }
    }

    /// Counts one more frame or call of a C function.
    @inline(__always)
    mutating func enterRecursion(_ what: String = "") throws {
        guard recursionDepth < Self.maximumRecursion else {
            throw Stop.raised("RecursionError", "maximum recursion depth exceeded\(what)")
        }
        recursionDepth += 1
    }

    /// Calls a value from inside the machine; their holders keep the arguments.
    ///
    /// - Returns: the result, held as a temporary of the current frame.
    mutating func invoke(_ function: Value, _ arguments: [Value]) throws -> Value {
        push(.empty)
        pushRetained(function)
        for argument in arguments { pushRetained(argument) }
        try call(arguments: arguments.count, keywords: [])
        return pop()
    }
}
