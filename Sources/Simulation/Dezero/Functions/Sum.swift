public import ReferenceCounting

/// `y = x.sum(axis)`: the sum of all numbers, or the sums along one dimension.
public struct Sum: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let shape = dezero.shape(of: xs[0])
        try dezero.set("x_shape", of: self, to: .shape(shape))
        let (kept, result) = try shapes(of: shape, in: &dezero)
        let sums = try dezero.sum(xs[0], to: kept)
        return [kept == result ? sums : try dezero.reshaped(sums, to: result)]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        let shape = dezero.shape("x_shape", of: self) ?? []
        let (kept, result) = try shapes(of: shape, in: &dezero)
        let gradient = kept == result ? gys[0] : try dezero.reshaped(gys[0], to: kept)
        return [try dezero.broadcast(gradient, to: shape)]
    }

    /// The shape of the sums, with the dimension they go along as one of length 1, and without it.
    private func shapes(
        of shape: ArrayShape, in dezero: inout Dezero
    ) throws -> (kept: ArrayShape, result: ArrayShape) {
        guard let axis = dezero.wholeNumber("axis", of: self) else { return ([], []) }
        var lengths = Array(shape)
        guard lengths.indices.contains(axis) else { throw DezeroError.noDimension(axis, shape: "\(shape)") }
        lengths[axis] = 1
        let kept = ArrayShape(lengths) ?? []
        lengths.remove(at: axis)
        return (kept, ArrayShape(lengths) ?? [])
    }
}

extension Dezero {
    /// `sum(x, axis)`.
    ///
    /// - Throws: ``DezeroError/noDimension(_:shape:)``.
    public mutating func sum(_ x: Variable, axis: Int? = nil) throws -> Variable {
        guard let axis else { return try apply(Sum.self, to: [x]) }
        return try apply(Sum.self, with: ["axis": .number(Double(axis))], to: [x])
    }
}

/// `sum(x)`, or `sum(x, axis)`.
public func sum(_ x: Formula, axis: Int? = nil) -> Formula {
    guard let axis else { return .call(Operation(Sum.self), [x]) }
    return .call(Operation(Sum.self, .function("sum", "\(axis)"), with: ["axis": .number(Double(axis))]), [x])
}
