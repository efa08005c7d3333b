import Programs
public import ReferenceCounting
import TraceModel

/// A number or vector that knows which function made it: a handle to its object on the heap.
public struct Variable: Hashable, Sendable {
    /// The object on the heap.
    public let object: Handle

    /// Wraps an object of type Variable.
    public init(object: Handle) { self.object = object }

    /// Its numbers, as a temporary.
    public func data(in dezero: inout Dezero) throws -> NDArray {
        guard let data = try dezero.load(dezero.vocabulary.data, of: object) else {
            throw DezeroError.missing(field: "data", owner: dezero.execution.heap.label(of: object))
        }
        return NDArray(object: data)
    }

    /// Its gradient, as a temporary; nil where it has none.
    public func grad(in dezero: inout Dezero) throws -> NDArray? {
        try dezero.load(dezero.vocabulary.grad, of: object).map { NDArray(object: $0) }
    }

    /// The function that made it, as a temporary; nil for a variable that the program made itself.
    ///
    /// - Throws: ``DezeroError/deadReference(slot:owner:referent:diedAt:)``.
    public func creator(in dezero: inout Dezero) throws -> (any Function)? {
        try dezero.load(dezero.vocabulary.creator, of: object).map { dezero.function(at: $0) }
    }

    /// How many functions stand between it and what the program made itself, on the longest way.
    public func generation(in dezero: borrowing Dezero) -> Int {
        dezero.generation(of: object, dezero.vocabulary.variableGeneration)
    }

    /// `self.grad = None`.
    public func cleargrad(in dezero: inout Dezero) throws {
        try dezero.call { dezero, caller in
            dezero.execution.pass(object, as: dezero.vocabulary.locals.itself, from: caller)
            try dezero.begin(.cleargrad, "self.grad = None")
            try dezero.clear(dezero.vocabulary.grad, of: object)
            return nil
        }
    }
}

extension Dezero {
    /// `Variable(np.array(number))`.
    public mutating func variable(_ number: Double) throws -> Variable { try variable(array(number)) }

    /// `Variable(np.array(numbers))`.
    public mutating func variable(_ numbers: [Double]) throws -> Variable { try variable(array(numbers)) }

    /// `Variable(data)`.
    public mutating func variable(_ data: NDArray) throws -> Variable {
        let object = execution.makeInstance(of: vocabulary.variable, fields: 4)
        try call { dezero, caller in
            dezero.execution.pass(data.object, as: dezero.vocabulary.locals.data, from: caller)
            dezero.execution.lend(object, as: dezero.vocabulary.locals.itself)
            try dezero.begin(.variableData, "self.data = data")
            try dezero.execution.store(data.object, in: dezero.vocabulary.data, of: object)
            try dezero.setVariableDefaults(of: object)
            return nil
        }
        return Variable(object: object)
    }

    /// `self.grad = None`, `self.creator = None`, `self.generation = 0`.
    ///
    /// A field that is not set reads as None or 0, so it is the run's first variable only whose fields are set:
    /// that gives the class their order, which all others follow.
    private mutating func setVariableDefaults(of object: Handle) throws {
        guard !hasVariables else { return }
        hasVariables = true
        try clear(vocabulary.grad, of: object)
        try clear(vocabulary.creator, of: object)
        try setGeneration(0, of: object, vocabulary.variableGeneration)
    }

    /// `self.creator = function`.
    mutating func setCreator(of output: Variable, to function: Handle) throws {
        try call { dezero, caller in
            dezero.execution.pass(output.object, as: dezero.vocabulary.locals.itself, from: caller)
            dezero.execution.lend(function, as: dezero.vocabulary.locals.function)
            try dezero.begin(.setCreator, "self.creator = func")
            try dezero.execution.store(function, in: dezero.vocabulary.creator, of: output.object)
            let generation = dezero.generation(of: function, dezero.vocabulary.functionGeneration)
            try dezero.setGeneration(generation + 1, of: output.object, dezero.vocabulary.variableGeneration)
            return nil
        }
    }
}
