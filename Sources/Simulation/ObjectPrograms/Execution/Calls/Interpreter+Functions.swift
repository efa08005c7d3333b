import ReferenceCounting
import TraceModel

/// What the functions of one code have in common.
struct FunctionLayout {
    /// Their type; nil until the first of them is made.
    var type: TypeID?
    /// The fields of the variables that they capture, in the order of the closure; empty until then.
    var captures: [FieldID] = []
    /// Which of these variables the design makes weak.
    let isWeak: [Bool]

    init(of code: Code, design: Design) {
        isWeak = code.freeNames.map { design.weakSlots.contains(Slot(type: code.slotName, field: $0)) }
    }
}

/// Making functions.
extension Interpreter {
    /// Makes a function of a code, with the closure and defaults that stand on the stack.
    mutating func makeFunction(_ index: Int) {
        let code = program.codes[index]
        let closure: Value = code.freeCount > 0 ? pop() : .empty
        let defaults: Value = code.defaultCount > 0 ? pop() : .empty
        let function = heap.allocate(
            functions[index].type ?? defineType(of: index), kind: .function, bytes: ObjectSizes.function, capacity: 3)
        heap.retain(function, by: frame, .temporary)
        heap.appendSlot(Value(index), field: .temporary, to: function, movedFrom: frame)
        heap.appendSlot(defaults, field: fields.defaults, to: function, movedFrom: frame)
        heap.appendSlot(closure, field: fields.closure, to: function, movedFrom: frame)
        push(Value(function))
    }

    /// The code of a function object.
    func code(of function: Handle) -> Code { program.codes[heap.slot(0, of: function).index] }

    /// Gathers the cells on the stack in a tuple, whose places are named after the variables.
    ///
    /// Of a variable that the design makes weak the function gets a cell of its own instead.
    mutating func buildClosure(_ index: Int) throws {
        if functions[index].type == nil { _ = defineType(of: index) }
        let count = functions[index].captures.count
        let first = top - count
        for place in 0..<count where functions[index].isWeak[place] {
            guard let variable = stack[first + place].handle else { continue }
            try deferWeakCalls(for: heap.content(of: variable))
            stack[first + place] = Value(heap.makeFollower(of: variable, frame: frame))
            try drop(Value(variable))
        }
        let tuple = heap.makeContainer(StandardType.tuple, count: count, frame: frame)
        for place in 0..<count {
            heap.appendSlot(
                stack[first + place], field: functions[index].captures[place], to: tuple, movedFrom: frame)
        }
        top = first
        push(Value(tuple))
    }

    /// Defines the type of a code's functions, and what they capture as its fields.
    private mutating func defineType(of index: Int) -> TypeID {
        let code = program.codes[index]
        let type = heap.defineType(code.slotName)
        classOfType.append(-1)
        functions[index].type = type
        functions[index].captures = code.freeNames.map { heap.defineField($0, declaringType: type) }
        return type
    }
}
