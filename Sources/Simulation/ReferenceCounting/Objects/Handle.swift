/// Where an object stands in the heap.
///
/// A handle is used again after its object died; `ObjectID` never is. To keep a
/// handle, hold a reference to its object.
public struct Handle: Hashable, Sendable, BitwiseCopyable {
    /// The object's place in the heap's table.
    @usableFromInline package var index: UInt32

    @usableFromInline package init(index: UInt32) { self.index = index }
}
