import Programs
import ReferenceCounting
import TraceModel

/// What a formula's operand turned out to be.
private enum Operand {
    case number(Double)
    /// A variable, an array or, from a function with several outputs, the list of them.
    case object(Handle)
}

/// Calculating formulas.
extension Dezero {
    /// Calculates a formula: makes its functions and variables, operands from left to right.
    ///
    /// Numbers and arrays that meet a function become variables of their own.
    ///
    /// - Returns: the variable that the formula ends in, as a temporary.
    /// - Throws: ``DezeroError/unboundName(_:)``, ``DezeroError/outputCount(function:wanted:given:)``, and what
    ///   forward throws.
    public mutating func evaluate(_ formula: Formula) throws -> Variable {
        switch try value(of: formula) {
        case .number(let number): return try variable(number)
        case .object(let object):
            switch execution.heap.kind(of: object) {
            case .array: return try variable(NDArray(object: object))
            case .container:
                throw DezeroError.outputCount(
                    function: "\(formula)", wanted: 1, given: execution.heap.slotCount(of: object))
            default: return Variable(object: object)
            }
        }
    }

    /// Calculates a formula that ends in a function with any number of outputs.
    public mutating func evaluateAll(_ formula: Formula) throws -> Variables {
        guard case .object(let object) = try value(of: formula), execution.heap.kind(of: object) == .container else {
            return Variables(try evaluate(formula))
        }
        return unpacked(object)
    }

    private mutating func value(of formula: Formula) throws -> Operand {
        switch formula {
        case .number(let number): return .number(number)
        case .variable(let variable): return .object(execution.hold(variable.object))
        case .array(let array): return .object(execution.hold(array.object))
        case .name(let name):
            guard let object = execution.named(execution.name(name)) else { throw DezeroError.unboundName(name) }
            return .object(object)
        case .call(let operation, let arguments):
            var operands: [Operand] = []
            for argument in arguments { operands.append(try value(of: argument)) }
            let result = try call(operation, operands)
            if operation.isOperator {
                for case .object(let operand) in operands { execution.release(operand) }
            }
            return .object(result)
        }
    }

    private mutating func call(_ operation: Operation, _ operands: [Operand]) throws -> Handle {
        let count = operands.count
        let place = place(of: operation.type, arguments: count, fileID: operation.fileID, line: operation.line)
        let caller = execution.enterCall()
        do {
            let operands = reflected(operation, operands) ? operands.reversed() : operands
            for case (let position, .object(let object)) in operands.enumerated() {
                let name = argumentNames.name(position, of: count, in: &execution.heap)
                if operation.isOperator {
                    execution.lend(object, as: name)
                } else {
                    execution.pass(object, as: name, from: caller)
                }
            }
            var inputs = Variables()
            for (position, operand) in operands.enumerated() {
                if let input = known(operand) {
                    inputs.append(input)
                } else {
                    let name = argumentNames.name(position, of: count, in: &execution.heap)
                    inputs.append(try asVariable(operand, name, of: place))
                }
            }
            let result = try construct(place, with: operation.attributes, calledWith: inputs)
            execution.leaveCall(to: caller, returning: result)
            return result
        } catch {
            execution.leaveCall(to: caller, returning: nil)
            throw error
        }
    }

    private func known(_ operand: Operand) -> Variable? {
        guard case .object(let object) = operand, execution.heap.kind(of: object) == .instance else { return nil }
        return Variable(object: object)
    }

    /// Whether Python would find the operator in the right operand, and call it with the two exchanged.
    private func reflected(_ operation: Operation, _ operands: [Operand]) -> Bool {
        operation.isCommutative && operands.count == 2 && known(operands[0]) == nil && known(operands[1]) != nil
    }

    /// `x1 = as_variable(as_array(x1))`.
    private mutating func asVariable(_ operand: Operand, _ name: FieldID, of place: Int) throws -> Variable {
        let text = execution.heap.name(of: name) ?? "x"
        let function = functionTypes[place].swiftType.name.lowercased()
        try execution.begin(
            execution.site("\(text) = as_variable(as_array(\(text)))", function: function))
        let variable: Variable
        switch operand {
        case .number(let number): variable = try self.variable(number)
        case .object(let array): variable = try self.variable(NDArray(object: execution.hold(array)))
        }
        execution.bind(name, to: variable.object)
        return variable
    }
}
