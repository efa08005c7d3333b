public import Programs
public import ReferenceCounting

extension Dezero {
    /// A scalar.
    public mutating func array(_ number: Double) -> NDArray {
        NDArray(
            object: execution.hold(
                execution.heap.allocateArray(shape: ArrayShape()) { $0.initialize(repeating: number) }))
    }

    /// A vector.
    ///
    /// - Throws: as ``array(shape:fill:)``.
    public mutating func array(_ numbers: [Double]) throws -> NDArray {
        try array(shape: ArrayShape(numbers.count)) { _ = $0.initialize(from: numbers) }
    }

    /// An array of any shape, from its numbers, the last dimension's side by side.
    ///
    /// - Throws: ``DezeroError/wrongSize(shape:numbers:)``, and as ``array(shape:fill:)``.
    public mutating func array(_ numbers: [Double], shape: ArrayShape) throws -> NDArray {
        guard numbers.count == shape.size else {
            throw DezeroError.wrongSize(shape: "\(shape)", numbers: numbers.count)
        }
        return try array(shape: shape) { _ = $0.initialize(from: numbers) }
    }

    /// A new array.
    ///
    /// - Parameters:
    ///   - shape: its shape.
    ///   - fill: must set every number of the uninitialised memory.
    /// - Returns: the array, as a temporary.
    /// - Throws: `HeapError.arrayTooLarge(_:)`, and what the tracker throws before much memory is taken.
    @inlinable
    public mutating func array(
        shape: ArrayShape, fill: (UnsafeMutableBufferPointer<Double>) -> Void
    ) throws -> NDArray {
        let (array, numbers) = try uninitialized(shape)
        fill(numbers)
        return array
    }

    /// An array of the same shape, with `operation` done to every number.
    ///
    /// Inlined together with `operation`, so that the loop becomes vector instructions.
    ///
    /// - Throws: as ``array(shape:fill:)``.
    /// - Complexity: one pass over both arrays' memory; nothing else is allocated.
    @inlinable
    @inline(__always)
    public mutating func map(_ x: NDArray, _ operation: (Double) -> Double) throws -> NDArray {
        let source = elements(of: x)
        let (array, result) = try uninitialized(shape(of: x))
        for index in 0..<source.count { result[index] = operation(source[index]) }
        return array
    }

    /// An array of two arrays' numbers, combined one by one; the smaller array is broadcast, as numpy does.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``, and as ``array(shape:fill:)``.
    /// - Complexity: one pass over the arrays' memory where the shapes are the same or one is a scalar.
    @inlinable
    @inline(__always)
    public mutating func map(
        _ left: NDArray, _ right: NDArray, _ operation: (Double, Double) -> Double
    ) throws -> NDArray {
        let (a, b) = (elements(of: left), elements(of: right))
        let (shape, other) = (self.shape(of: left), self.shape(of: right))
        let common =
            shape == other || other.isEmpty ? shape : shape.isEmpty ? other : try Broadcast.shape(of: shape, other)
        let (array, result) = try uninitialized(common)
        if shape == other {
            for index in 0..<a.count { result[index] = operation(a[index], b[index]) }
        } else if other.isEmpty {
            let number = b[0]
            for index in 0..<a.count { result[index] = operation(a[index], number) }
        } else if shape.isEmpty {
            let number = a[0]
            for index in 0..<b.count { result[index] = operation(number, b[index]) }
        } else {
            let steps = Broadcast(from: common, to: shape, other)
            steps.visit { place, first, second in result[place] = operation(a[first], b[second]) }
        }
        return array
    }

    /// A new array whose every number must be set at once, as a temporary.
    @usableFromInline
    mutating func uninitialized(
        _ shape: ArrayShape
    ) throws -> (array: NDArray, numbers: UnsafeMutableBufferPointer<Double>) {
        try execution.heap.prepare(array: shape)
        let (array, numbers) = execution.heap.allocateUninitializedArray(shape: shape)
        return (NDArray(object: execution.hold(array)), numbers)
    }

    /// The numbers of an array, copied, the last dimension's side by side.
    public func numbers(of array: NDArray) -> [Double] { Array(execution.heap.elements(of: array.object)) }

    /// The numbers of an array, where they are: valid until the array dies.
    @inlinable
    public func elements(of array: NDArray) -> UnsafeBufferPointer<Double> { execution.heap.elements(of: array.object) }

    /// The shape of an array.
    @inlinable
    public func shape(of array: NDArray) -> ArrayShape { execution.heap.shape(of: array.object) }
}
