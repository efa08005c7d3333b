import ReferenceCounting
import TraceModel

/// The types, slots and names of DeZero, defined once a run: no step looks one up.
struct Vocabulary: Sendable {
    let variable: TypeID
    let function: TypeID
    let set: TypeID

    let data: FieldID
    let grad: FieldID
    let creator: FieldID
    let variableGeneration: FieldID
    let inputs: FieldID
    let outputs: FieldID
    let functionGeneration: FieldID

    let locals: Locals

    /// The names that DeZero's own frames bind.
    struct Locals: Sendable {
        let itself, data, inputs, xs, ys, outputs, output, function: FieldID
        let functions, seen, f, gys, gxs, x, y, gx, gy: FieldID
    }

    init(_ heap: inout SimulatedHeap, design: Design) {
        variable = heap.defineType("Variable")
        function = heap.defineType("Function")
        set = heap.defineType("set")
        data = Self.slot("data", of: variable, "Variable", design, &heap)
        grad = Self.slot("grad", of: variable, "Variable", design, &heap)
        creator = Self.slot("creator", of: variable, "Variable", design, &heap)
        variableGeneration = heap.defineField("generation", declaringType: variable)
        functionGeneration = heap.defineField("generation", declaringType: function)
        inputs = Self.slot("inputs", of: function, "Function", design, &heap)
        outputs = Self.slot("outputs", of: function, "Function", design, &heap)
        locals = Locals(&heap)
    }

    private static func slot(
        _ name: String, of type: TypeID, _ typeName: String, _ design: Design, _ heap: inout SimulatedHeap
    ) -> FieldID {
        let isWeak = design.weakSlots.contains(Slot(type: typeName, field: name))
        return heap.defineField(name, declaringType: type, isWeak: isWeak)
    }
}

extension Vocabulary.Locals {
    init(_ heap: inout SimulatedHeap) {
        itself = heap.defineField("self")
        data = heap.defineField("data")
        inputs = heap.defineField("inputs")
        xs = heap.defineField("xs")
        ys = heap.defineField("ys")
        outputs = heap.defineField("outputs")
        output = heap.defineField("output")
        function = heap.defineField("func")
        functions = heap.defineField("funcs")
        seen = heap.defineField("seen_set")
        f = heap.defineField("f")
        gys = heap.defineField("gys")
        gxs = heap.defineField("gxs")
        x = heap.defineField("x")
        y = heap.defineField("y")
        gx = heap.defineField("gx")
        gy = heap.defineField("gy")
    }
}
