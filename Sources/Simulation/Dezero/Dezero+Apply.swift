import Programs
import ReferenceCounting
import TraceModel

extension Dezero {
    /// `Square()(x)`, in a frame of its own as the book's `square(x)`: makes a function, calls it, and
    /// returns its only output.
    ///
    /// - Parameters:
    ///   - type: the class of the function.
    ///   - attributes: what it is made with: `c` of `Pow(c)`.
    ///   - inputs: its arguments.
    ///   - fileID: the file of the book's function.
    ///   - line: its line.
    /// - Returns: the output, as a temporary.
    /// - Throws: what forward throws; ``DezeroError/outputCount(function:wanted:given:)``.
    public mutating func apply(
        _ type: any Function.Type, with attributes: [String: Attribute] = [:], to inputs: Variables,
        fileID: StaticString = #fileID, line: Int = #line
    ) throws -> Variable {
        let result = try applied(type, with: attributes, to: inputs, fileID: fileID, line: line)
        guard execution.heap.kind(of: result) == .instance else {
            let count = execution.heap.slotCount(of: result)
            throw DezeroError.outputCount(function: type.name, wanted: 1, given: count)
        }
        return Variable(object: result)
    }

    /// As ``apply(_:with:to:fileID:line:)``, for a function with any number of outputs.
    public mutating func applyAll(
        _ type: any Function.Type, with attributes: [String: Attribute] = [:], to inputs: Variables,
        fileID: StaticString = #fileID, line: Int = #line
    ) throws -> Variables {
        let result = try applied(type, with: attributes, to: inputs, fileID: fileID, line: line)
        guard execution.heap.kind(of: result) == .container else { return Variables(Variable(object: result)) }
        return unpacked(result)
    }

    /// The variables of a list, which is let go.
    mutating func unpacked(_ list: Handle) -> Variables {
        var variables = Variables()
        for position in 0..<execution.heap.slotCount(of: list) {
            if let variable = execution.load(element: position, of: list) {
                variables.append(Variable(object: variable))
            }
        }
        execution.release(list)
        return variables
    }

    private mutating func applied(
        _ type: any Function.Type, with attributes: [String: Attribute], to inputs: Variables, fileID: StaticString,
        line: Int
    ) throws -> Handle {
        let place = place(of: type, arguments: inputs.count, fileID: fileID, line: line)
        let caller = execution.enterCall()
        do {
            for position in 0..<inputs.count {
                let name = argumentNames.name(position, of: inputs.count, in: &execution.heap)
                execution.pass(inputs[position].object, as: name, from: caller)
            }
            let result = try construct(place, with: attributes, calledWith: inputs)
            execution.leaveCall(to: caller, returning: result)
            return result
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }

    /// `Square()(x)`: makes a function of a class that has a place in ``functionTypes``, and calls it.
    mutating func construct(
        _ place: Int, with attributes: [String: Attribute], calledWith inputs: Variables
    ) throws -> Handle {
        try execution.begin(functionTypes[place].site)
        let function = execution.makeInstance(of: functionTypes[place].type, fields: 3 + attributes.count)
        // In an order of its own: a dictionary's changes from run to run.
        if !attributes.isEmpty {
            for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { try set(name, of: function, to: value) }
        }
        for input in inputs { execution.hold(input.object) }
        let result = try callFunction(functionTypes[place].swiftType.init(object: function), inputs)
        // The interpreter lets the arguments of `__call__` go, then what was called.
        for input in inputs { execution.release(input.object) }
        execution.release(function)
        return result
    }
}
