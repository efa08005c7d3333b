import ReferenceCounting
import TraceModel

/// The places in objects that the language itself makes.
struct StandardFields {
    let function: FieldID
    let receiver: FieldID
    let defaults: FieldID
    let closure: FieldID
    let content: FieldID
    let referent: FieldID
    let callback: FieldID
    let iterable: FieldID
    let result: FieldID

    init(_ heap: inout SimulatedHeap) {
        function = heap.defineField("__func__")
        receiver = heap.defineField("__self__")
        defaults = heap.defineField("__defaults__")
        closure = heap.defineField("__closure__")
        content = heap.defineField("cell_contents")
        referent = heap.defineField("referent")
        callback = heap.defineField("__callback__")
        iterable = heap.defineField("iterable")
        result = heap.defineField("result")
    }
}
