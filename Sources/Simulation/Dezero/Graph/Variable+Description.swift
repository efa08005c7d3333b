import Programs
public import ReferenceCounting
import TraceModel

/// What a variable says of itself, as in the book's step 19.
extension Variable {
    /// Its name; nil where it was given none.
    ///
    /// A name is text, which is no object here.
    public func name(in dezero: inout Dezero) -> String? {
        let value = dezero.execution.heap.field(dezero.nameField, of: object)
        return value.tag == Dezero.text ? dezero.variableNames[Int(truncatingIfNeeded: value.bits)] : nil
    }

    /// Gives it a name.
    public func setName(_ name: String, in dezero: inout Dezero) throws {
        let value = Value(tag: Dezero.text, bits: UInt64(dezero.variableNames.count))
        dezero.variableNames.append(name)
        try dezero.execution.heap.setField(
            dezero.nameField, of: object, to: value, movedFrom: dezero.execution.frame)
    }

    /// How many numbers its array has along each dimension.
    public func shape(in dezero: inout Dezero) throws -> ArrayShape {
        let data = try data(in: &dezero)
        defer { dezero.execution.release(data.object) }
        return dezero.shape(of: data)
    }

    /// How many numbers it has.
    public func size(in dezero: inout Dezero) throws -> Int { try shape(in: &dezero).size }

    /// How many dimensions it has: 0 for a scalar.
    public func ndim(in dezero: inout Dezero) throws -> Int { try shape(in: &dezero).count }

    /// Its length along the first dimension.
    ///
    /// - Throws: ``DezeroError/noDimension(_:shape:)`` for a scalar, which has none.
    public func len(in dezero: inout Dezero) throws -> Int {
        let shape = try shape(in: &dezero)
        guard let length = shape.first else { throw DezeroError.noDimension(0, shape: "\(shape)") }
        return length
    }

    /// `variable([1. 2. 3.])`, its lines one below the other.
    public func description(in dezero: inout Dezero) throws -> String {
        let data = try data(in: &dezero)
        defer { dezero.execution.release(data.object) }
        let lines = dezero.description(of: data).split(separator: "\n", omittingEmptySubsequences: false)
        return "variable(" + lines.joined(separator: "\n" + String(repeating: " ", count: 9)) + ")"
    }
}

extension Dezero {
    /// An array as numpy prints it.
    public func description(of array: NDArray) -> String {
        ArrayText(shape: shape(of: array), numbers: execution.heap.elements(of: array.object)).description
    }

    /// Where a variable's name is kept; only variables that were given one have the field.
    fileprivate var nameField: FieldID {
        mutating get { execution.heap.defineField("name", declaringType: vocabulary.variable) }
    }

    fileprivate static var text: Value.Tag { Value.Tag(rawValue: 10) }
}
