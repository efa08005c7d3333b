import ReferenceCounting
import TraceModel

/// Operators: which kind of operands decides what they do.
extension Interpreter {
    /// Replaces the two newest values by the result of an operation on them.
    mutating func binary(_ operation: BinaryOperator, inPlace: Bool) throws {
        let right = stack[top - 1]
        let left = stack[top - 2]
        if left.tag == .integer, right.tag == .integer, operation != .divide, operation != .power {
            stack[top - 2] = Value(try whole(operation, left.index, right.index))
            top -= 1
            return
        }
        let result: Value
        if inPlace, isType(left, StandardType.list), let reflected = try dispatched(operation, left, right) {
            // A list has no arithmetic of its own, so that the right operand's comes before its `+=`.
            result = reflected
        } else if inPlace, operation == .add, isType(left, StandardType.list), let list = left.handle {
            try extend(list, by: right)
            heap.retain(left, by: frame, .temporary)
            result = left
        } else if inPlace, operation == .multiply, isType(left, StandardType.list), let list = left.handle,
            let times = right.wholeNumber
        {
            try repeatElements(of: list, times)
            heap.retain(left, by: frame, .temporary)
            result = left
        } else if inPlace, isArray(left), isNumeric(right), let array = left.handle {
            try updateArray(array, operation, right)
            heap.retain(left, by: frame, .temporary)
            result = left
        } else {
            result = try operate(operation, left, right, symbol: operation.rawValue + (inPlace ? "=" : ""))
        }
        top -= 2
        try drop(left)
        try drop(right)
        push(result)
    }

    /// The result of an operation, held as a temporary.
    mutating func operate(_ operation: BinaryOperator, _ left: Value, _ right: Value, symbol: String) throws -> Value {
        if isArray(left) || isArray(right), isNumeric(left), isNumeric(right) {
            return try arrayOperation(operation, left, right)
        }
        if left.isNumpyScalar || right.isNumpyScalar, left.number != nil, right.number != nil {
            return try scalarOperation(operation, left, right)
        }
        if let a = left.wholeNumber, let b = right.wholeNumber, operation != .divide, operation != .power || b >= 0 {
            return Value(try whole(operation, a, b))
        }
        if let a = left.number, let b = right.number {
            let areWhole = left.wholeNumber != nil && right.wholeNumber != nil
            if areWhole, operation == .divide,
                Int(exactly: a) != left.wholeNumber || Int(exactly: b) != right.wholeNumber
            {
                throw Stop.unsupported(
                    "a division of whole numbers of more than 53 bits", instead: "use smaller numbers or //")
            }
            return made(try real(operation, a, b, areWhole: areWhole), .float)
        }
        // A text formats whatever stands right of it, and asks no `__rmod__`.
        if operation == .remainder, left.tag == .string { throw Self.formatting }
        if let result = try dispatched(operation, left, right) { return result }
        return try sequenceOperation(operation, left, right, symbol: symbol)
    }

    private static let formatting = Stop.unsupported("string formatting with %", instead: "use an f-string")

    /// `__add__` of the left operand, else `__radd__` of the right; nil where neither has it.
    private mutating func dispatched(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
        let leftClass = instanceClass(left)
        let rightClass = instanceClass(right)
        let method = leftClass.map { attribute("__\(operation.methodStem)__", ofClass: $0) } ?? .empty
        let reflected = rightClass.map { attribute("__r\(operation.methodStem)__", ofClass: $0) } ?? .empty
        if isArray(left) && !isNumeric(right) || isArray(right) && !isNumeric(left) && method.tag == .empty {
            let takesOver = rightClass.map { attribute("__array_priority__", ofClass: $0).tag != .empty } ?? false
            guard takesOver else {
                throw Stop.unsupported(
                    "arithmetic of an array and \(typeName(isArray(left) ? right : left))",
                    instead: "give the class __array_priority__, or use numbers")
            }
        }
        if let leftClass, let rightClass, leftClass != rightClass, isSubclass(rightClass, of: leftClass),
            reflected.tag != .empty,
            reflected.bits != attribute("__r\(operation.methodStem)__", ofClass: leftClass).bits
        {
            return try invoke(reflected, [right, left])
        }
        if method.tag != .empty { return try invoke(method, [left, right]) }
        if reflected.tag != .empty, leftClass != rightClass { return try invoke(reflected, [right, left]) }
        return nil
    }

    func instanceClass(_ value: Value) -> Int? {
        guard let handle = value.handle, heap.kind(of: handle) == .instance else { return nil }
        return classIndex(of: handle)
    }

    func isSubclass(_ index: Int, of base: Int) -> Bool {
        var current: Int? = index
        while let next = current {
            if next == base { return true }
            current = classes[next].base
        }
        return false
    }

    mutating func negate() throws {
        let value = stack[top - 1]
        let result: Value
        if let number = value.wholeNumber {
            let (negated, overflow) = (0).subtractingReportingOverflow(number)
            guard !overflow else {
                throw Stop.unsupported("a whole number of more than 64 bits", instead: "use floats")
            }
            result =
                value.isNumpyScalar
                ? Value(tag: .integerScalar, bits: UInt64(bitPattern: Int64(negated))) : Value(negated)
        } else if let number = value.number {
            result = made(-number, value.tag)
        } else if isArray(value) {
            result = try arrayOperation(.multiply, Value(-1), value)
        } else if let index = instanceClass(value), case let method = attribute("__neg__", ofClass: index),
            method.tag != .empty
        {
            result = try invoke(method, [value])
        } else {
            throw Stop.typeError("bad operand type for unary -: '\(typeName(value))'")
        }
        top -= 1
        try drop(value)
        push(result)
    }

    mutating func positive() throws {
        let value = stack[top - 1]
        if isArray(value) { throw Stop.unsupported("+ before an array", instead: "leave it out") }
        guard value.number != nil else { throw Stop.typeError("bad operand type for unary +: '\(typeName(value))'") }
        if value.tag == .boolean { stack[top - 1] = Value(value.index) }
    }
}
