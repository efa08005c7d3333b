public import Programs
public import ReferenceCounting

extension Dezero {
    /// A scalar.
    public mutating func array(_ number: Double) -> NDArray {
        array(count: 1, dimensions: 0) { $0.initialize(repeating: number) }
    }

    /// A vector.
    public mutating func array(_ numbers: [Double]) -> NDArray {
        array(count: numbers.count) { _ = $0.initialize(from: numbers) }
    }

    /// A new array.
    ///
    /// - Parameters:
    ///   - count: how many numbers; 1 for a scalar.
    ///   - dimensions: 0 for a scalar, 1 for a vector.
    ///   - fill: must set every number of the uninitialised memory.
    /// - Returns: the array, as a temporary.
    @inlinable
    public mutating func array(
        count: Int, dimensions: Int = 1, fill: (UnsafeMutableBufferPointer<Double>) -> Void
    ) -> NDArray {
        NDArray(
            object: execution.hold(execution.heap.allocateArray(count: count, dimensions: dimensions, fill: fill)))
    }

    /// An array of the same shape, with `operation` done to every number.
    @inlinable
    public mutating func map(_ x: NDArray, _ operation: (Double) -> Double) -> NDArray {
        let source = execution.heap.elements(of: x.object)
        return array(count: source.count, dimensions: execution.heap.dimensions(of: x.object)) { result in
            for index in 0..<source.count { result[index] = operation(source[index]) }
        }
    }

    /// An array of two arrays' numbers, combined one by one.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``.
    @inlinable
    public mutating func map(
        _ left: NDArray, _ right: NDArray, _ operation: (Double, Double) -> Double
    ) throws -> NDArray {
        let (a, b) = (execution.heap.elements(of: left.object), execution.heap.elements(of: right.object))
        let dimensions = execution.heap.dimensions(of: left.object)
        guard a.count == b.count, dimensions == execution.heap.dimensions(of: right.object) else {
            throw DezeroError.shapeMismatch(shape(of: left), shape(of: right))
        }
        return array(count: a.count, dimensions: dimensions) { result in
            for index in 0..<a.count { result[index] = operation(a[index], b[index]) }
        }
    }

    /// The numbers of an array, copied.
    public func numbers(of array: NDArray) -> [Double] { Array(execution.heap.elements(of: array.object)) }

    /// The shape as numpy writes it: `()` or `(10000,)`.
    public func shape(of array: NDArray) -> String {
        execution.heap.dimensions(of: array.object) == 0
            ? "()" : "(\(execution.heap.elements(of: array.object).count),)"
    }
}
