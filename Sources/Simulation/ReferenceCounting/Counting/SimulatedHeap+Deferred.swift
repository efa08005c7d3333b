/// What the program's machine frees by itself takes part in the nesting of deinits: in CPython the exceptions that a
/// finalizer throws, with the frames that they hold.
extension SimulatedHeap {
    /// Marks an entry of ``deferred`` as a number of ``deferWork(_:)``; no object has so high an index.
    static var programMark: UInt32 { 1 << 30 }

    /// Whether whatever wants to nest now must be put off.
    public var isNestedTooDeep: Bool { nesting >= Self.nestingLimit }

    /// Enters one more level of nesting; false where that is too deep, and what wanted to must be put off.
    public mutating func enterNesting() -> Bool {
        guard !isNestedTooDeep else { return false }
        nesting += 1
        return true
    }

    /// Leaves a level of nesting; at 0, all that was put off comes to its end.
    public mutating func leaveNesting() {
        nesting -= 1
        let base = work.count
        guard nesting == 0, beginDraining() else { return }
        runCascade(downTo: base)
    }

    /// Asks for ``PendingCall/deferWork(_:)`` with this number among the objects that were put off.
    public mutating func deferWork(_ number: Int) {
        deferred.append(UInt32(truncatingIfNeeded: number) & (Self.programMark - 1) | Self.programMark)
    }

    /// At nesting 0: begins to bring to an end what was put off; false where nothing was.
    mutating func beginDraining() -> Bool {
        guard !deferred.isEmpty else { return false }
        nesting = 1
        work.append(WorkItem(step: .drainDeferred, index: 0, cursor: 0))
        return true
    }
}
