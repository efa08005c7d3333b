import Programs
import ReferenceCounting
import TraceModel

extension Dezero {
    /// `Square()(x)`, in a frame of its own as the book's `square(x)`: makes a function, calls it, and
    /// returns its only output.
    ///
    /// - Throws: what forward throws; ``DezeroError/outputCount(function:wanted:given:)``.
    public mutating func apply(
        _ type: any Function.Type, to inputs: Variables, fileID: StaticString = #fileID, line: Int = #line
    ) throws -> Variable {
        let result = try applied(type, to: inputs, fileID: fileID, line: line)
        guard execution.heap.kind(of: result) == .instance else {
            let count = execution.heap.slotCount(of: result)
            throw DezeroError.outputCount(function: type.name, wanted: 1, given: count)
        }
        return Variable(object: result)
    }

    /// As ``apply(_:to:fileID:line:)``, for a function with any number of outputs.
    public mutating func applyAll(
        _ type: any Function.Type, to inputs: Variables, fileID: StaticString = #fileID, line: Int = #line
    ) throws -> Variables {
        let result = try applied(type, to: inputs, fileID: fileID, line: line)
        guard execution.heap.kind(of: result) == .container else { return Variables(Variable(object: result)) }
        var outputs = Variables()
        for position in 0..<execution.heap.slotCount(of: result) {
            if let output = execution.load(element: position, of: result) { outputs.append(Variable(object: output)) }
        }
        execution.release(result)
        return outputs
    }

    private mutating func applied(
        _ type: any Function.Type, to inputs: Variables, fileID: StaticString, line: Int
    ) throws -> Handle {
        let place = place(of: type, arguments: inputs.count, fileID: fileID, line: line)
        let caller = execution.enterCall()
        do {
            for position in 0..<inputs.count {
                let name = argumentNames.name(position, of: inputs.count, in: &execution.heap)
                execution.pass(inputs[position].object, as: name, from: caller)
            }
            try execution.begin(functionTypes[place].site)
            let function = execution.makeInstance(of: functionTypes[place].type, fields: 3)
            for input in inputs { execution.hold(input.object) }
            let result = try callFunction(functionTypes[place].swiftType.init(object: function), inputs)
            // The interpreter lets the arguments of `__call__` go, then what was called.
            for input in inputs { execution.release(input.object) }
            execution.release(function)
            execution.leaveCall(to: caller, returning: result)
            return result
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }
}
