import Programs
import ReferenceCounting
import TraceModel

/// `funcs` and `seen_set` of `Variable.backward`, whose references are as real as all others.
struct SeenFunctions {
    /// The list of functions still to be visited, the youngest last.
    let functions: Handle
    /// Everything that ever was in the list.
    let set: Handle
    /// The same by handle: what the set holds keeps its handle.
    var handles: Set<Handle> = []
}

extension Dezero {
    /// `add_func(f)`: enters a function, a temporary, by its generation, unless it was entered before.
    mutating func add(_ function: any Function, to seen: inout SeenFunctions) {
        let object = function.object
        guard seen.handles.insert(object).inserted else { return }
        execution.append(execution.hold(object), to: seen.set)
        execution.append(object, to: seen.functions)
        var position = execution.heap.slotCount(of: seen.functions) - 1
        let generation = function.generation(in: self)
        while position > 0, generation < self.generation(at: position - 1, of: seen.functions) {
            execution.heap.swapElements(position - 1, position, of: seen.functions)
            position -= 1
        }
    }

    private func generation(at position: Int, of functions: Handle) -> Int {
        guard let function = execution.heap.slot(position, of: functions).handle else { return .max }
        return generation(of: function, vocabulary.functionGeneration)
    }
}
