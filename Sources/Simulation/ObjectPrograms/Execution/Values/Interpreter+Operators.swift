import Foundation
import ReferenceCounting
import TraceModel

/// Arithmetic.
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

    /// Repeats a list in its place.
    private mutating func repeatElements(of list: Handle, _ times: Int) throws {
        guard times > 0 else { return try clear(list, isDict: false) }
        let count = heap.slotCount(of: list)
        guard count > 0, times > 1 else { return }
        heap.reserve(try makeRoom(count, times: times, .list), of: list)
        for _ in 1..<times { try append(count, of: list, to: list) }
    }

    /// Adds the elements of a value to a list; `complaint` as in ``elements(of:_:)``.
    mutating func extend(_ list: Handle, by value: Value, _ complaint: String? = nil) throws {
        if let source = value.handle, isSequence(source) {
            let count = heap.slotCount(of: source)
            try checkSize(heap.slotCount(of: list) + count, .list)
            try heap.prepare(adding: count, to: list)
            return try append(count, of: source, to: list)
        }
        let added = try elements(of: value, complaint)
        try checkSize(heap.slotCount(of: list) + added.count, .list)
        try heap.prepare(adding: added.count, to: list)
        for element in added {
            heap.append(take(element), to: list, movedFrom: frame)
        }
    }

    /// Adds the first elements of a list or tuple, which may be the same one, without a copy in between.
    private mutating func append(_ count: Int, of source: Handle, to target: Handle) throws {
        for place in 0..<count {
            try heap.look(at: heap.slotCount(of: target))
            heap.append(take(heap.element(place, of: source)), to: target, movedFrom: frame)
        }
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

    /// Whole numbers, in 64 bits.
    private func whole(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Int {
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .floorDivide, .remainder, .divide:
            guard b != 0 else {
                throw Stop.raised(
                    "ZeroDivisionError",
                    operation == .remainder ? "integer modulo by zero" : "integer division or modulo by zero")
            }
            let (quotient, tooLarge) = a.dividedReportingOverflow(by: b)
            let rest = tooLarge ? 0 : a % b
            let isRoundedUp = rest != 0 && (rest < 0) != (b < 0)
            if operation == .remainder { return isRoundedUp ? rest + b : rest }
            (result, overflow) = (isRoundedUp ? quotient - 1 : quotient, tooLarge)
        case .power:
            // These never overflow, however large the exponent is.
            if (-1...1).contains(a) { return b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a }
            var power = 1
            var isTooLarge = false
            for _ in 0..<b {
                (power, isTooLarge) = power.multipliedReportingOverflow(by: a)
                if isTooLarge { break }
            }
            (result, overflow) = (power, isTooLarge)
        }
        guard !overflow else {
            throw Stop.unsupported("a whole number of more than 64 bits", instead: "use floats or smaller numbers")
        }
        return result
    }

    /// `areWhole` says that both numbers were whole ones, which an error tells.
    private func real(_ operation: BinaryOperator, _ a: Double, _ b: Double, areWhole: Bool) throws -> Double {
        switch operation {
        case .add: return a + b
        case .subtract: return a - b
        case .multiply: return a * b
        case .divide:
            guard b != 0 else {
                throw Stop.raised("ZeroDivisionError", areWhole ? "division by zero" : "float division by zero")
            }
            return a / b
        case .floorDivide:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float floor division by zero") }
            return floorDivide(a, b)
        case .remainder:
            guard b != 0 else { throw Stop.raised("ZeroDivisionError", "float modulo") }
            let rest = a.truncatingRemainder(dividingBy: b)
            guard rest != 0 else { return Double(signOf: b, magnitudeOf: 0) }
            return (rest < 0) != (b < 0) ? rest + b : rest
        case .power:
            if a == 0, b < 0 { throw Stop.raised("ZeroDivisionError", "0.0 cannot be raised to a negative power") }
            if a < 0, b != b.rounded() {
                throw Stop.unsupported("a complex number", instead: "raise positive numbers to fractions")
            }
            let power = pow(a, b)
            guard power.isFinite || !a.isFinite || !b.isFinite else {
                throw Stop.raised("OverflowError", "(34, 'Numerical result out of range')")
            }
            return power
        }
    }

    /// CPython's `float_floor_div`, which differs from rounding the quotient down in the last digit and in zeros.
    private func floorDivide(_ a: Double, _ b: Double) -> Double {
        let rest = a.truncatingRemainder(dividingBy: b)
        var quotient = (a - rest) / b
        if rest != 0, (rest < 0) != (b < 0) { quotient -= 1 }
        guard quotient != 0 else { return Double(signOf: a / b, magnitudeOf: 0) }
        let floor = quotient.rounded(.down)
        return quotient - floor > 0.5 ? floor + 1 : floor
    }

    /// `+` and `*` of strings, lists and tuples.
    private mutating func sequenceOperation(
        _ operation: BinaryOperator, _ left: Value, _ right: Value, symbol: String
    ) throws -> Value {
        if left.isNumpyScalar || right.isNumpyScalar {
            let other = typeName(left.isNumpyScalar ? right : left)
            throw Stop.unsupported("arithmetic of a number of numpy and \(other)", instead: "use numbers")
        }
        if operation == .add, left.tag == .string, right.tag == .string {
            let (one, other) = (strings[left], strings[right])
            try makeRoom(one.utf8.count + other.utf8.count, .text)
            return strings.value(one + other)
        }
        if operation == .add, let a = left.handle, let b = right.handle, isSequence(a),
            heap.type(of: a) == heap.type(of: b)
        {
            if isWholeTuple(a, count: heap.slotCount(of: a) + heap.slotCount(of: b)) { return shared(left) }
            if isWholeTuple(b, count: heap.slotCount(of: a) + heap.slotCount(of: b)) { return shared(right) }
            let (count, other) = (heap.slotCount(of: a), heap.slotCount(of: b))
            try makeRoom(count + other, isType(left, StandardType.list) ? .list : .tuple)
            let sum = heap.makeContainer(heap.type(of: a), count: count + other, frame: frame)
            try append(count, of: a, to: sum)
            try append(other, of: b, to: sum)
            return Value(sum)
        }
        if operation == .multiply {
            let (sequence, times) = left.wholeNumber == nil ? (left, right) : (right, left)
            if let count = times.wholeNumber {
                if sequence.tag == .string { return try repeated(strings[sequence], count) }
                if let handle = sequence.handle, isSequence(handle) {
                    let size = heap.slotCount(of: handle)
                    if isWholeTuple(handle, count: size * Swift.min(Swift.max(count, 0), 2)) { return shared(sequence) }
                    return try repeated(handle, size, count)
                }
            }
        }
        // In place, a left operand with other methods of a sequence keeps Python from asking the right one.
        let asksRight = !symbol.hasSuffix("=") || !isContainer(left) && instanceClass(left) == nil
        if operation == .multiply, repeats(left) || repeats(right) && asksRight {
            let other = typeName(repeats(left) ? right : left)
            throw Stop.typeError("can't multiply sequence by non-int of type '\(other)'")
        }
        if operation == .add, let handle = left.handle, isSequence(handle) {
            throw Stop.typeError(
                "can only concatenate \(typeName(left)) (not \"\(typeName(right))\") to \(typeName(left))")
        }
        if operation == .add, left.tag == .string {
            throw Stop.typeError("can only concatenate str (not \"\(typeName(right))\") to str")
        }
        let name = symbol == "**" ? "** or pow()" : symbol
        throw Stop.typeError(
            "unsupported operand type(s) for \(name): '\(typeName(left))' and '\(typeName(right))'")
    }

    private mutating func repeated(_ text: String, _ times: Int) throws -> Value {
        guard !text.isEmpty, times > 0 else { return strings.value("") }
        // `unicode_repeat` counts characters, and has words of its own for a number of them that no int holds.
        guard !text.unicodeScalars.count.multipliedReportingOverflow(by: times).overflow else {
            throw Stop.raised("OverflowError", "repeated string is too long")
        }
        _ = try makeRoom(text.utf8.count, times: times, .text)
        return strings.value(String(repeating: text, count: times))
    }

    private mutating func repeated(_ sequence: Handle, _ count: Int, _ times: Int) throws -> Value {
        let type = heap.type(of: sequence)
        let size = try makeRoom(count, times: times, type == StandardType.list ? .list : .tuple)
        let copy = heap.makeContainer(type, count: size, frame: frame)
        for _ in 0..<(count == 0 ? 0 : Swift.max(times, 0)) { try append(count, of: sequence, to: copy) }
        return Value(copy)
    }

    /// Whether a number repeats it.
    private func repeats(_ value: Value) -> Bool {
        value.tag == .string || value.handle.map { isSequence($0) } ?? false
    }

    /// Whether a part of `count` elements is all of a tuple, which then stands for it: a tuple cannot change.
    func isWholeTuple(_ handle: Handle, count: Int) -> Bool {
        heap.type(of: handle) == StandardType.tuple && heap.slotCount(of: handle) == count
    }

    /// An object that there is already, held once more as a temporary.
    mutating func shared(_ value: Value) -> Value {
        heap.retain(value, by: frame, .temporary)
        return value
    }

    /// The result of an operation.
    ///
    /// What is no number equals itself alone, as an object: each has bits of its own.
    mutating func made(_ number: Double, _ tag: Value.Tag) -> Value {
        guard number.isNaN else { return Value(tag: tag, bits: number.bitPattern) }
        nansMade = (nansMade + 1) & 0x7_FFFF_FFFF_FFFF
        return Value(tag: tag, bits: Double.nan.bitPattern | nansMade)
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
