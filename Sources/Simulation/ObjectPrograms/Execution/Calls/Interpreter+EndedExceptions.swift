import ReferenceCounting
import TraceModel

/// The end of exceptions, which releases the frames that they left, and of tuples of arguments.
///
/// An exception holds its traceback, a traceback the next one and its frame, a frame its caller's. Each counts for the
/// nesting, and is put off where that is too deep.
extension Interpreter {
    /// Ends the exception that a finalizer or a callback threw, whose frames are those from `first` on.
    mutating func endIgnoredException(_ stop: Stop, from first: Int) throws {
        // Only a function leaves a frame; without one there is no traceback to release.
        guard abandoned.count > first else { return }
        let number = spend(Array(abandoned[first...].reversed()))
        abandoned.removeSubrange(first...)
        if heap.isNestedTooDeep, stop.nests {
            deferWork(.part(.exception, exception: number))
        } else {
            // The code that reports it holds the traceback too, and releases that last.
            try end(.traceback(0), of: number)
        }
    }

    /// Ends the exception that stopped the program; the outermost frame is that of the code which ran the program.
    mutating func endUncaughtException() throws {
        let number = spend([AbandonedFrame(owner: .module, names: [])] + abandoned.reversed())
        abandoned = []
        try end(.traceback(0), of: number)
    }

    /// Ends what was put off under a number.
    mutating func endDeferred(_ number: Int) throws {
        switch deferredWork.removeValue(forKey: number) {
        case .part(let part, let exception): try end(part, of: exception)
        case .arguments(let values, let caller):
            _ = heap.enterNesting()
            for value in values.reversed() {
                heap.release(value, by: caller, .temporary)
                try service()
            }
            heap.leaveNesting()
            try service()
        case nil: break
        }
    }

    /// Nested too deep, the tuple in which CPython passes arguments to some callables outlives the call.
    mutating func deferTuple(of arguments: [Value]) {
        guard heap.isNestedTooDeep, !arguments.isEmpty else { return }
        for value in arguments { heap.retain(value, by: frame, .temporary) }
        deferWork(.arguments(arguments, caller: frame))
    }

    private mutating func spend(_ frames: [AbandonedFrame]) -> Int {
        numbers += 1
        endedExceptions[numbers] = EndedException(frames)
        return numbers
    }

    private mutating func deferWork(_ what: Deferred) {
        numbers += 1
        deferredWork[numbers] = what
        heap.deferWork(numbers)
    }

    private mutating func end(_ part: EndedException.Part, of exception: Int) throws {
        guard heap.enterNesting() else { return deferWork(.part(part, exception: exception)) }
        switch part {
        case .exception:
            try end(.traceback(0), of: exception)
        case .traceback(let place):
            if place + 1 < endedExceptions[exception]?.frames.count ?? 0 {
                try end(.traceback(place + 1), of: exception)
            }
            try release(frame: place, of: exception)
        case .frame(let place):
            try releaseNames(ofFrame: place, of: exception)
            if place > 0 { try release(frame: place - 1, of: exception) }
            // The outermost frame is the last to go.
            if place == 0 { endedExceptions[exception] = nil }
        }
        heap.leaveNesting()
        try service()
    }

    private mutating func release(frame: Int, of exception: Int) throws {
        if endedExceptions[exception]?.release(frame) == true { try end(.frame(frame), of: exception) }
    }

    private mutating func releaseNames(ofFrame place: Int, of exception: Int) throws {
        guard let frame = endedExceptions[exception]?.frames[place] else { return }
        for (field, value) in frame.names {
            heap.release(value, by: frame.owner, field)
            try service()
        }
    }
}
