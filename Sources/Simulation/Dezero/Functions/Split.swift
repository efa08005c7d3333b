public import ReferenceCounting

/// `y0, y1 = split(x)`: the first and the second half of an array along its first dimension.
///
/// Where the length is odd, the first part has one more.
public struct Split: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let shape = dezero.shape(of: xs[0])
        guard let length = shape.first else { throw DezeroError.noDimension(0, shape: "\(shape)") }
        let source = dezero.elements(of: xs[0])
        let row = length == 0 ? 0 : source.count / length
        let middle = (length + 1) / 2
        return [
            try dezero.array(shape: shape.withFirst(middle)) { _ = $0.initialize(from: source[..<(middle * row)]) },
            try dezero.array(shape: shape.withFirst(length - middle)) {
                _ = $0.initialize(from: source[(middle * row)...])
            },
        ]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let (shape, other) = (dezero.shape(of: gys[0]), dezero.shape(of: gys[1]))
        let (first, second) = (dezero.elements(of: gys[0]), dezero.elements(of: gys[1]))
        let length = (shape.first ?? 0) + (other.first ?? 0)
        return [
            try dezero.array(shape: shape.withFirst(length)) { whole in
                for index in 0..<first.count { whole[index] = first[index] }
                for index in 0..<second.count { whole[first.count + index] = second[index] }
            }
        ]
    }
}

extension ArrayShape {
    /// The same shape with another first length, which is at most a sum of lengths that arrays have.
    fileprivate func withFirst(_ length: Int) -> ArrayShape { ArrayShape([length] + dropFirst()) ?? self }
}

extension Dezero {
    /// `split(x)`: two outputs.
    public mutating func split(_ x: Variable) throws -> Variables { try applyAll(Split.self, to: [x]) }
}

/// `split(x)`: two outputs.
public func split(_ x: Formula) -> Formula { .call(Operation(Split.self), [x]) }
