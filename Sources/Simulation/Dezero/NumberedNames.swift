import ReferenceCounting
import TraceModel

/// The names of parameters that are one of several: `x0`, `x1` and so on, and `x` where there is only one.
struct NumberedNames: Sendable {
    private let stem: String
    private let only: FieldID
    private var known: [FieldID] = []

    init(_ stem: String, only: FieldID) {
        self.stem = stem
        self.only = only
    }

    /// The name of the parameter at `position` of `count`.
    mutating func name(_ position: Int, of count: Int, in heap: inout SimulatedHeap) -> FieldID {
        if count == 1 { return only }
        while known.count <= position { known.append(heap.defineField("\(stem)\(known.count)")) }
        return known[position]
    }
}
