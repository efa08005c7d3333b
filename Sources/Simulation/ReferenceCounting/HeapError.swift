/// What stops a run from inside the heap.
public enum HeapError: Error, Equatable, Sendable {
    /// The run had more statements than it may have; what a long one does counts as more of them.
    case tooManyStatements(Int)
    /// The run made more objects, or more calls, than can be told apart.
    case outOfNumbers
    /// More is alive at once than the heap has places for.
    case full
    /// An array was to have more numbers than ``HeapLimits/elements``.
    case arrayTooLarge(ArrayShape)
    /// A dict was to be stored in a slot that the design makes weak.
    case dictInWeakSlot(String)
    /// The heap's own books do not agree: a defect of ours, found by checks that only tests turn on.
    case invariantBroken(String)
}
