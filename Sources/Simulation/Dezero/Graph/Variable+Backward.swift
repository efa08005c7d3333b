import Programs
import ReferenceCounting
import TraceModel

extension Variable {
    /// Goes back from this variable to everything it was made of, and leaves the gradients there.
    ///
    /// Functions are visited by generation, the youngest first, and each one once. Gradients add up in
    /// new arrays, since one array may be the gradient of two variables.
    ///
    /// - Parameters:
    ///   - dezero: the interpreter.
    ///   - retainGrad: whether variables between the ends keep their gradients; false is the book's step 18.
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``, and what a function's backward throws.
    public func backward(in dezero: inout Dezero, retainGrad: Bool = true) throws {
        try dezero.call { dezero, caller in
            dezero.execution.pass(object, as: dezero.vocabulary.locals.itself, from: caller)
            try dezero.goBackward(from: self, retainGrad: retainGrad)
            return nil
        }
    }
}

/// `Variable.backward`, statement by statement.
extension Dezero {
    fileprivate mutating func goBackward(from itself: Variable, retainGrad: Bool) throws {
        if execution.heap.field(vocabulary.grad, of: itself.object).handle == nil {
            try begin(.backwardSeed, "if self.grad is None: self.grad = np.ones_like(self.data)")
            let ones = try map(try itself.data(in: &self)) { _ in 1 }
            try execution.store(ones.object, in: vocabulary.grad, of: itself.object)
            execution.endStatement()
        }
        try begin(.backwardFunctions, "funcs = []")
        let functions = execution.makeContainer(StandardType.list, count: 0)
        execution.bind(vocabulary.locals.functions, to: functions)
        try begin(.backwardSeen, "seen_set = set()")
        let seenSet = execution.makeContainer(vocabulary.set, count: 0)
        execution.bind(vocabulary.locals.seen, to: seenSet)
        var seen = SeenFunctions(functions: functions, set: seenSet)

        try begin(.backwardFirst, "add_func(self.creator)")
        if let creator = try itself.creator(in: &self) { add(creator, to: &seen) }
        execution.endStatement()

        while execution.heap.slotCount(of: functions) > 0 {
            try begin(.backwardPop, "f = funcs.pop()")
            guard let f = execution.popLast(of: functions) else { break }
            execution.bind(vocabulary.locals.f, to: f)
            try goBackward(through: function(at: f), &seen)
            if !retainGrad { try clearGradients(of: f) }
        }
    }

    private mutating func goBackward(through f: any Function, _ seen: inout SeenFunctions) throws {
        try begin(.backwardGys, "gys = [output.grad for output in f.outputs]")
        let gys = try gradients(of: f)
        execution.bind(vocabulary.locals.gys, to: gys)

        try begin(.backwardGxs, "gxs = f.backward(*gys)")
        var gxs = try run(f, .backward, on: gys)
        execution.bind(vocabulary.locals.gxs, to: gxs)
        if execution.heap.kind(of: gxs) != .container {
            try begin(.backwardGxsTuple, "if not isinstance(gxs, tuple): gxs = (gxs,)")
            gxs = tuple(of: gxs)
            execution.bind(vocabulary.locals.gxs, to: gxs)
        }

        for position in 0..<execution.heap.slotCount(of: gxs) {
            try begin(.backwardZip, "for x, gx in zip(f.inputs, gxs):")
            let x = try f.input(position, in: &self)
            execution.bind(vocabulary.locals.x, to: x.object)
            guard let gx = execution.load(element: position, of: gxs) else { continue }
            execution.bind(vocabulary.locals.gx, to: gx)
            try accumulate(NDArray(object: gx), into: x)
            try begin(.backwardAddFunction, "if x.creator is not None: add_func(x.creator)")
            if let creator = try x.creator(in: &self) { add(creator, to: &seen) }
            execution.endStatement()
        }
    }

    /// The gradients of a function's outputs, as a list; zeros for an output that nothing was made of.
    private mutating func gradients(of f: any Function) throws -> Handle {
        guard let outputs = try load(vocabulary.outputs, of: f.object) else {
            throw DezeroError.missing(field: "outputs", owner: execution.heap.label(of: f.object))
        }
        let count = execution.heap.slotCount(of: outputs)
        let gys = execution.makeContainer(StandardType.list, count: count)
        for position in 0..<count {
            let output = try load(element: position, of: outputs, slot: vocabulary.outputs, owner: f.object)
            let variable = Variable(object: output)
            if let gradient = try variable.grad(in: &self) {
                execution.append(gradient.object, to: gys)
            } else {
                let data = try variable.data(in: &self)
                execution.append(try map(data) { _ in 0 }.object, to: gys)
                execution.release(data.object)
            }
            execution.release(output)
        }
        execution.release(outputs)
        return gys
    }

    private mutating func accumulate(_ gx: NDArray, into x: Variable) throws {
        if let gradient = try x.grad(in: &self) {
            try begin(.backwardMoreGradient, "else: x.grad = x.grad + gx")
            let sum = try map(gradient, gx) { $0 + $1 }
            execution.release(gradient.object)
            try execution.store(sum.object, in: vocabulary.grad, of: x.object)
        } else {
            try begin(.backwardFirstGradient, "if x.grad is None: x.grad = gx")
            try execution.store(execution.hold(gx.object), in: vocabulary.grad, of: x.object)
        }
    }

    private mutating func clearGradients(of f: Handle) throws {
        try begin(.backwardClear, "for y in f.outputs: y.grad = None")
        guard let outputs = try load(vocabulary.outputs, of: f) else { return }
        for position in 0..<execution.heap.slotCount(of: outputs) {
            let y = try load(element: position, of: outputs, slot: vocabulary.outputs, owner: f)
            execution.bind(vocabulary.locals.y, to: y)
            try clear(vocabulary.grad, of: y)
        }
        execution.release(outputs)
    }
}
