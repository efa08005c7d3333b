import Programs
public import ReferenceCounting
import TraceModel

/// What a function was made with: `c` of `Pow(c)`.
public enum Attribute: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A number, which is no object.
    case number(Double)
    /// A shape: a tuple of whole numbers, and an object.
    case shape(ArrayShape)

    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
}

/// Fields of functions beside those that every function has.
extension Dezero {
    /// `self.name = value`.
    public mutating func set(_ name: String, of function: some Function, to value: Attribute) throws {
        try set(name, of: function.object, to: value)
    }

    /// `self.name`, a number.
    ///
    /// - Throws: ``DezeroError/missing(field:owner:)``.
    public mutating func number(_ name: String, of function: some Function) throws -> Double {
        let value = execution.heap.field(field(name, of: function.object), of: function.object)
        guard value.tag == Self.number else { throw missing(name, of: function.object) }
        return Double(bitPattern: value.bits)
    }

    /// `self.name`, a whole number; nil where it was not set.
    public mutating func wholeNumber(_ name: String, of function: some Function) -> Int? {
        let value = execution.heap.field(field(name, of: function.object), of: function.object)
        return value.tag == Self.number ? Int(exactly: Double(bitPattern: value.bits)) : nil
    }

    /// `self.name`, a shape; nil where it was not set.
    public mutating func shape(_ name: String, of function: some Function) -> ArrayShape? {
        let value = execution.heap.field(field(name, of: function.object), of: function.object)
        guard let tuple = value.handle else { return nil }
        let lengths = (0..<execution.heap.slotCount(of: tuple)).map {
            Int(truncatingIfNeeded: execution.heap.slot($0, of: tuple).bits)
        }
        return ArrayShape(lengths)
    }

    mutating func set(_ name: String, of owner: Handle, to value: Attribute) throws {
        let field = field(name, of: owner)
        switch value {
        case .number(let number):
            let bits = Value(tag: Self.number, bits: number.bitPattern)
            try execution.heap.setField(field, of: owner, to: bits, movedFrom: execution.frame)
        case .shape(let shape):
            let tuple = execution.makeContainer(StandardType.tuple, count: shape.count)
            for length in shape {
                let element = Value(tag: Self.integer, bits: UInt64(length))
                execution.heap.append(element, to: tuple, movedFrom: execution.frame)
            }
            try execution.store(tuple, in: field, of: owner)
        }
    }

    private mutating func field(_ name: String, of owner: Handle) -> FieldID {
        execution.heap.defineField(name, declaringType: execution.heap.type(of: owner))
    }

    private func missing(_ name: String, of owner: Handle) -> DezeroError {
        .missing(field: name, owner: execution.heap.label(of: owner))
    }

    private static var number: Value.Tag { Value.Tag(rawValue: 9) }
}
