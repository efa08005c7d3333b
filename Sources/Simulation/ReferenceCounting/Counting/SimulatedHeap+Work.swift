import TraceModel

/// Work inside one statement that must count towards the statement limit and can be interrupted, and room for much at
/// once.
extension SimulatedHeap {
    /// How many steps pass before somebody looks whether the run may go on.
    static var stepsBetweenLooks: Int { 8_192 }
    /// From so many bytes on, the tracker is asked before they are taken.
    private static var largeRequest: Int { 1 << 20 }
    /// Sixteen elements that are copied, moved or compared count as one step.
    static var elementsOfAStepShift: Int { 4 }
    /// 64 bytes of text count as one step.
    static var bytesOfAStepShift: Int { 6 }

    /// Counts steps that cannot be stopped halfway; the next statement or ``step()`` notices.
    @inline(__always)
    mutating func count(work amount: Int) { steps &+= amount }

    /// Counts a pass or a call that has no statement of its own.
    ///
    /// - Throws: as ``beginStatement(_:depth:frame:)``.
    @inline(__always)
    public mutating func step() throws {
        steps &+= 1
        if steps > nextLook { try look() }
    }

    /// Counts work on so many elements that is about to be done, and asks whether there is room for copies of them.
    ///
    /// - Throws: as ``beginStatement(_:depth:frame:)``.
    @inline(__always)
    public mutating func prepare(elements: Int) throws {
        try prepare(steps: elements >> Self.elementsOfAStepShift, bytes: elements &* MemoryLayout<StoredSlot>.stride)
    }

    /// The same for a list or tuple of so many elements.
    @inline(__always)
    public mutating func prepare(container elements: Int) throws {
        try prepare(
            steps: elements >> Self.elementsOfAStepShift,
            bytes: Self.block(elements) * MemoryLayout<StoredSlot>.stride)
    }

    /// The same before elements are added to a list or dict; it moves to a larger block where they do not fit.
    @inline(__always)
    public mutating func prepare(adding count: Int, to handle: Handle) throws {
        let used = slotCount(of: handle)
        if Self.block(used + count) > Self.block(used) {
            try prepare(container: used + count)
        } else {
            try prepare(elements: count)
        }
    }

    /// How many elements fit into the block that so many are given.
    @inline(__always)
    private static func block(_ elements: Int) -> Int {
        elements > 1 ? 1 << (Int.bitWidth - (elements - 1).leadingZeroBitCount) : elements
    }

    /// The same for a text of so many bytes.
    public mutating func prepare(text bytes: Int) throws {
        try prepare(steps: bytes >> Self.bytesOfAStepShift, bytes: bytes)
    }

    /// The same for an array.
    ///
    /// - Throws: also ``HeapError/arrayTooLarge(_:)``.
    public mutating func prepare(array shape: ArrayShape) throws {
        let count = shape.size
        guard count <= HeapLimits.elements else { throw HeapError.arrayTooLarge(shape) }
        try prepare(
            steps: count >> Self.elementsOfAStepShift, bytes: count * MemoryLayout<Double>.stride)
    }

    @inline(__always)
    private mutating func prepare(steps amount: Int, bytes: Int) throws {
        steps &+= amount
        if steps > nextLook { try look() }
        if bytes >= Self.largeRequest { try askForRoom(bytes) }
    }

    @inline(never)
    private mutating func askForRoom(_ bytes: Int) throws {
        guard slots.count + bytes / MemoryLayout<StoredSlot>.stride <= HeapLimits.slots else {
            throw stop(HeapError.full)
        }
        try checkpoint(taking: bytes)
    }

    /// Looks whether the run may go on, at the element of a long loop that has this place: at every 65,536th.
    ///
    /// - Throws: as ``beginStatement(_:depth:frame:)``.
    @inline(__always)
    public mutating func look(at place: Int) throws {
        if place & 0xFFFF == 0xFFFF { try look() }
    }

    /// Looks whether the run may go on.
    @inline(never)
    mutating func look() throws {
        if steps > maximumStatements { throw stop(HeapError.tooManyStatements(maximumStatements)) }
        if let exhaustion { throw stop(exhaustion) }
        try checkpoint(taking: 0)
        let next = steps.addingReportingOverflow(Self.stepsBetweenLooks)
        nextLook = next.overflow ? maximumStatements : min(next.partialValue, maximumStatements)
    }

    private mutating func checkpoint(taking bytes: Int) throws {
        if let trackerError { throw trackerError }
        do {
            try tracker?.checkpoint(taking: bytes)
        } catch {
            throw stop(error)
        }
    }

    /// What the run is stopped by, once all that happened until now was handed over.
    private mutating func stop(_ error: any Error) -> any Error {
        flush()
        if trackerError == nil { trackerError = error }
        return error
    }

    /// What the heap or its numbers are used up by; nil while there is room for as much as one buffer of events tells.
    var exhaustion: HeapError? {
        if Int(allocatedObjects) > HeapLimits.numbers || -Int(lastFrame) > HeapLimits.numbers { return .outOfNumbers }
        if headers.count > HeapLimits.places || weakEntries.count > HeapLimits.places
            || slots.count > HeapLimits.slots
        {
            return .full
        }
        return nil
    }
}
