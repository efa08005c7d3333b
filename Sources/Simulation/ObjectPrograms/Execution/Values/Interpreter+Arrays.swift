import Foundation
import ReferenceCounting
import TraceModel

/// The few names of numpy that DeZero needs, on 0-d and 1-d arrays.
extension Interpreter {
    func isArray(_ value: Value) -> Bool { value.handle.map { heap.kind(of: $0) == .array } ?? false }

    func isNumeric(_ value: Value) -> Bool { value.number != nil || isArray(value) }

    /// Makes an array, held as a temporary.
    private mutating func makeArray(_ numbers: [Double], dimensions: Int, isWhole: Bool) -> Value {
        let handle = heap.allocateArray(count: numbers.count, dimensions: dimensions, isWhole: isWhole) {
            _ = $0.initialize(from: numbers)
        }
        heap.retain(handle, by: frame, .temporary)
        return Value(handle)
    }

    mutating func callNumpy(_ function: BuiltIn, _ arguments: [Value]) throws -> Value {
        switch function {
        case .makeArray: return try makeArray(arguments)
        case .isScalar:
            try expect(1, arguments, function)
            return Value(arguments[0].number != nil || arguments[0].tag == .string)
        case .onesLike, .zerosLike:
            guard arguments.count == 1 else {
                throw Stop.unsupported(
                    "\(function.rawValue) with \(arguments.count) arguments", instead: "give it one array")
            }
            return try filled(like: arguments[0], with: function == .onesLike ? 1 : 0)
        case .randomSeed:
            try expect(1, arguments, function)
            let seed = try whole(arguments[0])
            guard UInt32(exactly: seed) != nil else { throw Stop.valueError("Seed must be between 0 and 2**32 - 1") }
            random = NormalNumbers(seed: seed)
            return .none
        default:
            guard arguments.count <= 1 else {
                throw Stop.unsupported("an array of more than one dimension", instead: "give one size")
            }
            guard let size = try arguments.first.map({ try whole($0) }) else { return Value(random.normal()) }
            try makeRoom(numbers: size)
            var stream = random
            let handle = heap.allocateArray(count: size, dimensions: 1) { numbers in
                for place in numbers.indices { numbers.initializeElement(at: place, to: stream.normal()) }
            }
            random = stream
            heap.retain(handle, by: frame, .temporary)
            return Value(handle)
        }
    }

    private mutating func makeArray(_ arguments: [Value]) throws -> Value {
        guard arguments.count == 1 else {
            throw Stop.unsupported("np.array with \(arguments.count) arguments", instead: "give it one number or list")
        }
        let value = arguments[0]
        if let number = value.number {
            try checkWhole([value])
            return makeArray([number], dimensions: 0, isWhole: value.wholeNumber != nil)
        }
        if let handle = value.handle, heap.kind(of: handle) == .array {
            try heap.prepare(array: heap.shape(of: handle))
            return makeArray(
                Array(heap.elements(of: handle)), dimensions: heap.dimensions(of: handle),
                isWhole: heap.isWhole(handle))
        }
        guard let handle = value.handle, isSequence(handle) else {
            throw Stop.unsupported("an array of \(typeName(value))", instead: "make it of numbers")
        }
        let elements = try elements(of: value)
        try makeRoom(numbers: elements.count)
        let isWhole = !elements.isEmpty && elements.allSatisfy { $0.wholeNumber != nil }
        if isWhole { try checkWhole(elements) }
        let numbers = elements.compactMap(\.number)
        guard numbers.count == elements.count else {
            throw Stop.unsupported("an array of anything but numbers", instead: "make it of one list of numbers")
        }
        return makeArray(numbers, dimensions: 1, isWhole: isWhole)
    }

    /// Throws for a whole number that an array does not hold exactly.
    private func checkWhole(_ values: [Value]) throws {
        guard values.contains(where: { ($0.wholeNumber?.magnitude ?? 0) > 1 << 53 }) else { return }
        throw Self.tooWide
    }

    private static var tooWide: Stop {
        .unsupported("a whole number of more than 53 bits in an array", instead: "use floats")
    }

    private mutating func filled(like value: Value, with number: Double) throws -> Value {
        if value.number != nil {
            try checkWhole([value])
            return makeArray([number], dimensions: 0, isWhole: value.wholeNumber != nil)
        }
        guard let handle = value.handle, heap.kind(of: handle) == .array else {
            throw Stop.unsupported("np.ones_like of \(typeName(value))", instead: "give it an array")
        }
        let count = heap.elements(of: handle).count
        try heap.prepare(array: heap.shape(of: handle))
        return makeArray(
            [Double](repeating: number, count: count), dimensions: heap.dimensions(of: handle),
            isWhole: heap.isWhole(handle))
    }

    static var arrayAsIndex: Stop { .unsupported("an array as an index", instead: "index by a number") }

    /// The element of an array: a number of numpy's.
    mutating func arrayElement(_ handle: Handle, _ index: Value) throws -> Value {
        guard heap.dimensions(of: handle) > 0 else {
            guard index.wholeNumber != nil, index.tag != .boolean else {
                throw Stop.unsupported("an array indexed by \(typeName(index))", instead: "index it by a number")
            }
            throw Stop.indexError("too many indices for array: array is 0-dimensional, but 1 were indexed")
        }
        guard let number = index.wholeNumber else {
            throw Stop.unsupported("an array indexed by \(typeName(index))", instead: "index it by a number")
        }
        let elements = heap.elements(of: handle)
        let place = number < 0 ? number + elements.count : number
        guard place >= 0, place < elements.count else {
            throw Stop.indexError("index \(number) is out of bounds for axis 0 with size \(elements.count)")
        }
        return scalar(elements[place], isWhole: heap.isWhole(handle))
    }

    private mutating func scalar(_ number: Double, isWhole: Bool) -> Value {
        isWhole
            ? Value(tag: .integerScalar, bits: UInt64(bitPattern: Int64(number)))
            : made(number, .scalar)
    }

    /// Arithmetic element by element; a result without dimensions is a number, as in numpy.
    mutating func arrayOperation(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
        let result = try combine(operation, operand(left), operand(right), output: "")
        if result.dimensions == 0 { return scalar(result.numbers[0], isWhole: result.isWhole) }
        return makeArray(result.numbers, dimensions: result.dimensions, isWhole: result.isWhole)
    }

    /// Arithmetic whose result overwrites the left operand, even where others hold it too.
    mutating func updateArray(_ array: Handle, _ operation: BinaryOperator, _ right: Value) throws {
        let old = operand(Value(array))
        let result = try combine(operation, old, operand(right), output: "\(old.shape) ")
        guard result.dimensions == old.dimensions, result.numbers.count == old.numbers.count else {
            throw Stop.valueError(
                "non-broadcastable output operand with shape \(old.shape) doesn't match the broadcast shape "
                    + result.shape)
        }
        guard result.isWhole == old.isWhole else {
            throw Stop.unsupported(
                "'\(operation.rawValue)=' that makes fractions in an array of whole numbers",
                instead: "make the array of floats")
        }
        heap.overwrite(array, with: result.numbers)
    }

    /// The numbers of an array, or of a number as one without dimensions.
    private struct Operand {
        var numbers: [Double]
        var dimensions: Int
        var isWhole: Bool

        var shape: String { dimensions == 0 ? "()" : "(\(numbers.count),)" }
    }

    /// `output` is the shape that numpy's complaint names after those of the operands.
    private mutating func combine(
        _ operation: BinaryOperator, _ a: Operand, _ b: Operand, output: String
    ) throws -> Operand {
        guard
            a.numbers.count == b.numbers.count || a.dimensions == 0 || b.dimensions == 0 || a.numbers.count == 1
                || b.numbers.count == 1
        else {
            throw Stop.valueError(
                "operands could not be broadcast together with shapes \(a.shape) \(b.shape) \(output)")
        }
        guard operation != .floorDivide, operation != .remainder else {
            throw Stop.unsupported("'\(operation.rawValue)' of arrays", instead: "use + - * / or **")
        }
        let isWhole = a.isWhole && b.isWhole && operation != .divide
        if isWhole, operation == .power, b.numbers.contains(where: { $0 < 0 }) {
            throw Stop.valueError("Integers to negative integer powers are not allowed.")
        }
        let dimensions = max(a.dimensions, b.dimensions)
        let count = a.dimensions == 0 || a.numbers.count == 1 && b.dimensions > 0 ? b.numbers.count : a.numbers.count
        try heap.prepare(array: ArrayShape(count))
        var result: [Double] = []
        result.reserveCapacity(count)
        for place in 0..<count {
            let x = a.numbers[a.numbers.count == 1 ? 0 : place]
            let y = b.numbers[b.numbers.count == 1 ? 0 : place]
            result.append(Self.apply(operation, x, y))
        }
        if isWhole, result.contains(where: { abs($0) > 9_007_199_254_740_992 }) {
            throw Self.tooWide
        }
        return Operand(numbers: result, dimensions: dimensions, isWhole: isWhole)
    }

    mutating func scalarOperation(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value {
        try arrayOperation(operation, left, right)
    }

    private func operand(_ value: Value) -> Operand {
        if let handle = value.handle {
            return Operand(
                numbers: Array(heap.elements(of: handle)), dimensions: heap.dimensions(of: handle),
                isWhole: heap.isWhole(handle))
        }
        return Operand(numbers: [value.number ?? 0], dimensions: 0, isWhole: value.wholeNumber != nil)
    }

    private static func apply(_ operation: BinaryOperator, _ x: Double, _ y: Double) -> Double {
        switch operation {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        // numpy squares by a multiplication.
        case .power: y == 2 ? x * x : pow(x, y)
        case .floorDivide, .remainder: .nan
        }
    }
}
