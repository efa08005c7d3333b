import Programs
import ReferenceCounting
import TraceModel

/// Whole statements of a program, whose text follows from what they do.
extension Dezero {
    /// `name = Variable(np.array(number))`.
    public mutating func assign(
        _ name: String, data number: Double, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        try statement("\(name) = Variable(np.array(\(number)))", fileID: fileID, line: line) { dezero in
            try dezero.bind(dezero.name(name), to: dezero.variable(number))
        }
    }

    /// `name = formula`.
    public mutating func assign(
        _ name: String, _ formula: Formula, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        try statement("\(name) = \(formula)", fileID: fileID, line: line) { dezero in
            try dezero.bind(dezero.name(name), to: dezero.evaluate(formula))
        }
    }

    /// `name, other = formula`, for a function with as many outputs.
    ///
    /// - Throws: ``DezeroError/outputCount(function:wanted:given:)``, and what the formula throws.
    public mutating func assign(
        _ names: [String], _ formula: Formula, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        try statement("\(names.joined(separator: ", ")) = \(formula)", fileID: fileID, line: line) { dezero in
            let outputs = try dezero.evaluateAll(formula)
            guard outputs.count == names.count else {
                throw DezeroError.outputCount(function: "\(formula)", wanted: names.count, given: outputs.count)
            }
            for (name, output) in zip(names, outputs) { dezero.bind(dezero.name(name), to: output) }
        }
    }

    /// `name = None`.
    public mutating func forget(_ name: String, fileID: StaticString = #fileID, line: Int = #line) throws {
        try statement("\(name) = None", fileID: fileID, line: line) { $0.drop($0.name(name)) }
    }

    /// `name.backward()`.
    public mutating func backward(
        _ name: String, retainGrad: Bool = true, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        let text = "\(name).backward(\(retainGrad ? "" : "retain_grad=False"))"
        try statement(text, fileID: fileID, line: line) { dezero in
            try dezero[dezero.name(name)].backward(in: &dezero, retainGrad: retainGrad)
        }
    }

    /// `name.cleargrad()`.
    public mutating func cleargrad(_ name: String, fileID: StaticString = #fileID, line: Int = #line) throws {
        try statement("\(name).cleargrad()", fileID: fileID, line: line) { dezero in
            try dezero[dezero.name(name)].cleargrad(in: &dezero)
        }
    }

    /// `name.data = name.data - rate * name.grad`: a step of gradient descent.
    public mutating func descend(
        _ name: String, rate: Double, fileID: StaticString = #fileID, line: Int = #line
    ) throws {
        let text = "\(name).data = \(name).data - \(rate) * \(name).grad"
        try statement(text, fileID: fileID, line: line) { dezero in
            let variable = try dezero[dezero.name(name)]
            let data = try variable.data(in: &dezero)
            let gradient = try variable.requiredGrad(in: &dezero)
            let step = try dezero.map(gradient) { rate * $0 }
            try variable.setData(dezero.map(data, step) { $0 - $1 }, in: &dezero)
        }
    }

    /// `print(name.data)`.
    public mutating func printData(_ name: String, fileID: StaticString = #fileID, line: Int = #line) throws {
        try statement("print(\(name).data)", fileID: fileID, line: line) { dezero in
            dezero.print(try dezero[dezero.name(name)].data(in: &dezero))
        }
    }

    /// `print(name.grad)`.
    public mutating func printGrad(_ name: String, fileID: StaticString = #fileID, line: Int = #line) throws {
        try statement("print(\(name).grad)", fileID: fileID, line: line) { dezero in
            dezero.print(try dezero[dezero.name(name)].requiredGrad(in: &dezero))
        }
    }
}

extension Variable {
    /// Its gradient, as a temporary.
    ///
    /// - Throws: ``DezeroError/missing(field:owner:)`` where it has none.
    public func requiredGrad(in dezero: inout Dezero) throws -> NDArray {
        guard let gradient = try grad(in: &dezero) else {
            throw DezeroError.missing(field: "grad", owner: dezero.execution.heap.label(of: object))
        }
        return gradient
    }

    /// `self.data = data`.
    public func setData(_ data: NDArray, in dezero: inout Dezero) throws {
        try dezero.execution.store(data.object, in: dezero.vocabulary.data, of: object)
    }
}
