import Programs
import ReferenceCounting
import TraceModel

/// `Function.__call__`, statement by statement as in the book.
extension Dezero {
    /// Calls a function and returns its output, or the list of them where there are several.
    mutating func callFunction(_ function: any Function, _ arguments: Variables) throws -> Handle {
        let caller = execution.enterCall()
        do {
            let result = try callBody(function, arguments)
            execution.leaveCall(to: caller, returning: result)
            return result
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }

    private mutating func callBody(_ function: any Function, _ arguments: Variables) throws -> Handle {
        let itself = function.object
        execution.lend(itself, as: vocabulary.locals.itself)
        let inputs = execution.makeContainer(StandardType.tuple, count: arguments.count)
        for argument in arguments { execution.append(argument.object, to: inputs) }
        execution.bind(vocabulary.locals.inputs, to: inputs)

        try begin(.callXs, "xs = [x.data for x in inputs]")
        let xs = execution.makeContainer(StandardType.list, count: arguments.count)
        for argument in arguments { execution.append(try argument.data(in: &self).object, to: xs) }
        execution.bind(vocabulary.locals.xs, to: xs)

        try begin(.callYs, "ys = self.forward(*xs)")
        var ys = try run(function, .forward, on: xs)
        execution.bind(vocabulary.locals.ys, to: ys)
        if execution.heap.kind(of: ys) != .container {
            try begin(.callYsTuple, "if not isinstance(ys, tuple): ys = (ys,)")
            ys = tuple(of: ys)
            execution.bind(vocabulary.locals.ys, to: ys)
        }

        try begin(.callOutputs, "outputs = [Variable(as_array(y)) for y in ys]")
        let outputs = execution.makeContainer(StandardType.list, count: execution.heap.slotCount(of: ys))
        for position in 0..<execution.heap.slotCount(of: ys) {
            guard let y = execution.load(element: position, of: ys) else { continue }
            execution.append(try variable(NDArray(object: y)).object, to: outputs)
        }
        execution.bind(vocabulary.locals.outputs, to: outputs)

        if recordsGraph {
            let generation = arguments.reduce(0) { max($0, $1.generation(in: self)) }
            try setGeneration(generation, of: itself, vocabulary.functionGeneration)

            try begin(.callSetCreator, "for output in outputs: output.set_creator(self)")
            for position in 0..<execution.heap.slotCount(of: outputs) {
                guard let output = execution.load(element: position, of: outputs) else { continue }
                execution.bind(vocabulary.locals.output, to: output)
                try setCreator(of: Variable(object: output), to: itself)
            }

            try begin(.callInputs, "self.inputs = inputs")
            try execution.store(inputs, in: vocabulary.inputs, of: itself)

            try begin(.callStoreOutputs, "self.outputs = outputs")
            try execution.store(outputs, in: vocabulary.outputs, of: itself)
        }

        try begin(.callReturn, "return outputs if len(outputs) > 1 else outputs[0]")
        if execution.heap.slotCount(of: outputs) == 1, let only = execution.load(element: 0, of: outputs) {
            return only
        }
        return execution.hold(outputs)
    }
}
