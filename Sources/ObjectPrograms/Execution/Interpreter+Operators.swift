import Foundation
import ReferenceCounting
import TraceModel

/// Arithmetic, comparison and truth.
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
        if inPlace, operation == .add, isType(left, StandardType.list), let list = left.handle {
            for element in try elements(of: right, "") {
                heap.retain(element, by: frame, .temporary)
                heap.append(element, to: list, movedFrom: frame)
            }
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
        if let a = left.number, let b = right.number { return Value(try real(operation, a, b)) }
        if let result = try dispatched(operation, left, right) { return result }
        return try sequenceOperation(operation, left, right, symbol: symbol)
    }

    /// `__add__` of the left operand, else `__radd__` of the right; nil where neither has it.
    private mutating func dispatched(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
        let leftClass = instanceClass(left)
        let rightClass = instanceClass(right)
        let method = leftClass.map { attribute("__\(operation.methodStem)__", ofClass: $0) } ?? .empty
        let reflected = rightClass.map { attribute("__r\(operation.methodStem)__", ofClass: $0) } ?? .empty
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

    /// Whole numbers, in 64 bits.
    private func whole(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Int {
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .floorDivide, .remainder, .divide:
            guard b != 0 else {
                throw Stop.raised("ZeroDivisionError", operation == .remainder ? "integer modulo by zero" : "integer division or modulo by zero")
            }
            let (quotient, tooLarge) = a.dividedReportingOverflow(by: b)
            let rest = tooLarge ? 0 : a % b
            let isRoundedUp = rest != 0 && (rest < 0) != (b < 0)
            if operation == .remainder { return isRoundedUp ? rest + b : rest }
            (result, overflow) = (isRoundedUp ? quotient - 1 : quotient, tooLarge)
        case .power:
            var power = 1
            var isTooLarge = false
            for _ in 0..<b where !isTooLarge {
                (power, isTooLarge) = power.multipliedReportingOverflow(by: a)
                if a == 0 || a == 1 { break }
            }
            if a == -1 { return b % 2 == 0 ? 1 : -1 }
            (result, overflow) = (power, isTooLarge)
        }
        guard !overflow else {
            throw Stop.unsupported("a whole number of more than 64 bits", instead: "use floats or smaller numbers")
        }
        return result
    }

    private func real(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "division by zero") }
            return a / b
        case .floorDivide:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float floor division by zero") }
            return (a / b).rounded(.down)
        case .remainder:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float modulo") }
            let rest = a.truncatingRemainder(dividingBy: b)
            return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
        case .power:
            if a == 0, b < 0 { throw Stop.raised("ZeroDivisionError", "0.0 cannot be raised to a negative power") }
            if a < 0, b != b.rounded() {
                throw Stop.unsupported("a complex number", instead: "raise positive numbers to fractions")
            }
            return pow(a, b)
        }
    }

    /// `+` and `*` of strings, lists and tuples.
    private mutating func sequenceOperation(
        _ operation: BinaryOperator, _ left: Value, _ right: Value, symbol: String
    ) throws -> Value {
        if operation == .add, left.tag == .string, right.tag == .string {
            return strings.value(strings[left] + strings[right])
        }
        if operation == .add, let a = left.handle, let b = right.handle, isSequence(a), heap.type(of: a) == heap.type(of: b) {
            let parts = try elements(of: left, "") + elements(of: right, "")
            for part in parts { heap.retain(part, by: frame, .temporary) }
            return Value(heap.makeSequence(parts, type: heap.type(of: a), frame: frame))
        }
        if operation == .multiply {
            let (sequence, times) = left.wholeNumber == nil ? (left, right) : (right, left)
            if let count = times.wholeNumber {
                if sequence.tag == .string {
                    return strings.value(String(repeating: strings[sequence], count: Swift.max(count, 0)))
                }
                if let handle = sequence.handle, isSequence(handle) {
                    let part = try elements(of: sequence, "")
                    let parts = (0..<Swift.max(count, 0)).flatMap { _ in part }
                    for part in parts { heap.retain(part, by: frame, .temporary) }
                    return Value(heap.makeSequence(parts, type: heap.type(of: handle), frame: frame))
                }
            }
        }
        if operation == .add, let handle = left.handle, isSequence(handle) {
            throw Stop.typeError(
                "can only concatenate \(typeName(left)) (not \"\(typeName(right))\") to \(typeName(left))")
        }
        if operation == .add, left.tag == .string {
            throw Stop.typeError("can only concatenate str (not \"\(typeName(right))\") to str")
        }
        if operation == .remainder, left.tag == .string {
            throw Stop.unsupported("string formatting with %", instead: "use an f-string")
        }
        let name = symbol == "**" ? "** or pow()" : symbol
        throw Stop.typeError(
            "unsupported operand type(s) for \(name): '\(typeName(left))' and '\(typeName(right))'")
    }

    mutating func negate() throws {
        let value = stack[top - 1]
        let result: Value
        if let number = value.wholeNumber {
            let (negated, overflow) = (0).subtractingReportingOverflow(number)
            guard !overflow else {
                throw Stop.unsupported("a whole number of more than 64 bits", instead: "use floats")
            }
            result = value.isNumpyScalar ? Value(tag: .integerScalar, bits: UInt64(bitPattern: Int64(negated))) : Value(negated)
        } else if let number = value.number {
            result = Value(tag: value.tag, bits: (-number).bitPattern)
        } else if isArray(value) {
            result = try arrayOperation(.multiply, Value(-1), value)
        } else if let index = instanceClass(value), case let method = attribute("__neg__", ofClass: index), method.tag != .empty {
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
        guard value.number != nil else { throw Stop.typeError("bad operand type for unary +: '\(typeName(value))'") }
        if value.tag == .boolean { stack[top - 1] = Value(value.index) }
    }

    // MARK: Comparison

    mutating func compare(_ operation: ComparisonOperator) throws {
        let right = stack[top - 1]
        let left = stack[top - 2]
        let result: Bool
        switch operation {
        case .isSame: result = isSame(left, right)
        case .isNotSame: result = !isSame(left, right)
        case .equal: result = try isEqual(left, right)
        case .notEqual: result = try !isEqual(left, right)
        case .contained: result = try contains(right, left)
        case .notContained: result = try !contains(right, left)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            result = try isOrdered(left, operation, right)
        }
        top -= 2
        try drop(left)
        try drop(right)
        push(Value(result))
    }

    func isSame(_ left: Value, _ right: Value) -> Bool { left.tag == right.tag && left.bits == right.bits }

    mutating func isEqual(_ left: Value, _ right: Value) throws -> Bool {
        if let a = left.wholeNumber, let b = right.wholeNumber { return a == b }
        if let a = left.number, let b = right.number { return a == b }
        if isArray(left) || isArray(right) {
            throw Stop.unsupported("comparison of arrays", instead: "compare their elements")
        }
        if isSame(left, right) { return true }
        guard let a = left.handle, let b = right.handle else { return false }
        if isSequence(a), heap.type(of: a) == heap.type(of: b) {
            let (these, those) = (try elements(of: left, ""), try elements(of: right, ""))
            guard these.count == those.count else { return false }
            for (one, other) in zip(these, those) where try !(isSame(one, other) || isEqual(one, other)) { return false }
            return true
        }
        if isType(left, StandardType.dict), isType(right, StandardType.dict) {
            throw Stop.unsupported("comparison of dicts", instead: "compare their items")
        }
        if heap.kind(of: a) == .boundMethod, heap.kind(of: b) == .boundMethod {
            return isSame(heap.slot(0, of: a), heap.slot(0, of: b)) && isSame(heap.slot(1, of: a), heap.slot(1, of: b))
        }
        if heap.kind(of: a) == .weakReference, heap.kind(of: b) == .weakReference {
            guard let one = heap.referent(of: heap.slot(0, of: a)), let other = heap.referent(of: heap.slot(0, of: b))
            else { return false }
            return try isEqual(Value(one), Value(other))
        }
        return false
    }

    private mutating func contains(_ container: Value, _ item: Value) throws -> Bool {
        if isType(container, StandardType.dict), let dict = container.handle { return try find(item, in: dict) != nil }
        if container.tag == .string {
            guard item.tag == .string else {
                throw Stop.typeError("'in <string>' requires string as left operand, not \(typeName(item))")
            }
            return strings[item].isEmpty || strings[container].contains(strings[item])
        }
        guard let handle = container.handle, isSequence(handle) else {
            throw Stop.typeError("argument of type '\(typeName(container))' is not iterable")
        }
        for element in try elements(of: container, "") where try isSame(element, item) || isEqual(element, item) {
            return true
        }
        return false
    }

    mutating func isOrdered(_ left: Value, _ operation: ComparisonOperator, _ right: Value) throws -> Bool {
        func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
            switch operation {
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            default: a >= b
            }
        }
        if let a = left.wholeNumber, let b = right.wholeNumber { return holds(a, b) }
        if let a = left.number, let b = right.number { return holds(a, b) }
        if left.tag == .string, right.tag == .string {
            return holds(compareScalars(strings[left], strings[right]), 0)
        }
        if let a = left.handle, let b = right.handle, isSequence(a), heap.type(of: a) == heap.type(of: b) {
            let (these, those) = (try elements(of: left, ""), try elements(of: right, ""))
            for (one, other) in zip(these, those) where try !(isSame(one, other) || isEqual(one, other)) {
                return try isOrdered(one, operation, other)
            }
            return holds(these.count, those.count)
        }
        throw Stop.typeError(
            "'\(operation.rawValue)' not supported between instances of '\(typeName(left))' and '\(typeName(right))'")
    }

    /// Below 0, 0 or above 0 as the first text stands before, with or after the second, code point by code point.
    private func compareScalars(_ left: String, _ right: String) -> Int {
        if left.unicodeScalars.elementsEqual(right.unicodeScalars) { return 0 }
        return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars) ? -1 : 1
    }

    mutating func truth(_ value: Value) throws -> Bool {
        switch value.tag {
        case .none: return false
        case .boolean, .integer, .integerScalar: return value.bits != 0
        case .float, .scalar: return Double(bitPattern: value.bits) != 0
        case .string: return !strings[value].isEmpty
        case .strong:
            guard let handle = value.handle else { return true }
            switch heap.kind(of: handle) {
            case .container:
                if heap.type(of: handle) == StandardType.dict { return itemCount(of: handle) > 0 }
                return !isSequence(handle) || heap.slotCount(of: handle) > 0
            case .array:
                let elements = heap.elements(of: handle)
                guard elements.count == 1 else {
                    throw Stop.valueError(
                        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
                }
                return elements[0] != 0
            case .instance:
                let method = attribute("__len__", ofClass: classIndex(of: handle))
                return method.tag == .empty ? true : try length(value) > 0
            default: return true
            }
        default: return true
        }
    }
}
