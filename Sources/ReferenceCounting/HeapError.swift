/// What stops a run from inside the heap.
public enum HeapError: Error, Equatable, Sendable {
    /// The run had more statements than it may have.
    case tooManyStatements(Int)
    /// A dict was to be stored in a slot that the design makes weak.
    case dictInWeakSlot(String)
    /// The heap's own books do not agree: a defect of ours, found by checks that only tests turn on.
    case invariantBroken(String)
}
