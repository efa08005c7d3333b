import Programs
public import ReferenceCounting

/// What changes the shape of arrays.
extension Dezero {
    /// A copy of an array with another shape.
    ///
    /// - Throws: ``DezeroError/wrongSize(shape:numbers:)``, and as ``array(shape:fill:)``.
    public mutating func reshaped(_ x: NDArray, to shape: ArrayShape) throws -> NDArray {
        let source = execution.heap.elements(of: x.object)
        guard shape.size == source.count else {
            throw DezeroError.wrongSize(shape: "\(shape)", numbers: source.count)
        }
        return try array(shape: shape) { _ = $0.initialize(from: source) }
    }

    /// An array of another shape whose numbers are repeated along the dimensions that `x` lacks or has one of.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``, and as ``array(shape:fill:)``.
    public mutating func broadcast(_ x: NDArray, to shape: ArrayShape) throws -> NDArray {
        let (source, own) = (execution.heap.elements(of: x.object), self.shape(of: x))
        guard try Broadcast.shape(of: own, shape) == shape else {
            throw DezeroError.shapeMismatch("\(own)", "\(shape)")
        }
        return try array(shape: shape) { result in
            Broadcast(from: shape, to: own, own).visit { place, first, _ in result[place] = source[first] }
        }
    }

    /// The sums of what was repeated when an array of `shape` was broadcast to the shape of `x`.
    ///
    /// An array that has the shape already is given back as it is.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``, and as ``array(shape:fill:)``.
    public mutating func sum(_ x: NDArray, to shape: ArrayShape) throws -> NDArray {
        let (source, own) = (execution.heap.elements(of: x.object), self.shape(of: x))
        if own == shape { return x }
        guard try Broadcast.shape(of: own, shape) == own else {
            throw DezeroError.shapeMismatch("\(own)", "\(shape)")
        }
        return try array(shape: shape) { result in
            result.initialize(repeating: 0)
            if shape.size == 1 {
                var total = 0.0
                for number in source { total += number }
                result[0] = total
            } else {
                Broadcast(from: own, to: shape, shape).visit { place, first, _ in result[first] += source[place] }
            }
        }
    }

    /// Keeps the shapes of a function's two inputs in it where one is broadcast: `self.x0_shape, self.x1_shape`.
    mutating func keepShapes(of xs: Arrays, in function: some Function) throws {
        let (first, second) = (shape(of: xs[0]), shape(of: xs[1]))
        guard first != second else { return }
        try set("x0_shape", of: function, to: .shape(first))
        try set("x1_shape", of: function, to: .shape(second))
    }

    /// The gradient of an input that may have been broadcast; see ``keepShapes(of:in:)``.
    mutating func sumToInput(_ position: Int, of function: some Function, _ gradient: NDArray) throws -> NDArray {
        // The first three fields are every function's.
        guard execution.heap.slotCount(of: function.object) > 3,
            let shape = shape(position == 0 ? "x0_shape" : "x1_shape", of: function)
        else { return gradient }
        return try sum(gradient, to: shape)
    }

    /// The product of two matrices, either of which may be taken with its rows and columns exchanged.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``, and as ``array(shape:fill:)``.
    public mutating func product(
        _ left: NDArray, _ right: NDArray, transposingLeft: Bool = false, transposingRight: Bool = false
    ) throws -> NDArray {
        let (shape, other) = (self.shape(of: left), self.shape(of: right))
        guard shape.count == 2, other.count == 2 else { throw DezeroError.shapeMismatch("\(shape)", "\(other)") }
        let (rows, inner) = transposingLeft ? (shape[1], shape[0]) : (shape[0], shape[1])
        let (depth, columns) = transposingRight ? (other[1], other[0]) : (other[0], other[1])
        guard inner == depth, let result = ArrayShape([rows, columns]) else {
            throw DezeroError.shapeMismatch("\(shape)", "\(other)")
        }
        let (a, b) = (execution.heap.elements(of: left.object), execution.heap.elements(of: right.object))
        let (rowStep, stepInRow) = transposingLeft ? (1, rows) : (inner, 1)
        let (innerStep, columnStep) = transposingRight ? (1, inner) : (columns, 1)
        return try array(shape: result) { product in
            product.initialize(repeating: 0)
            for row in 0..<rows {
                for place in 0..<inner {
                    let factor = a[row * rowStep + place * stepInRow]
                    for column in 0..<columns {
                        product[row * columns + column] += factor * b[place * innerStep + column * columnStep]
                    }
                }
            }
        }
    }
}
