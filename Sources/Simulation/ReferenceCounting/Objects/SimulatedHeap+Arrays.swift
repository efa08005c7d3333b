import TraceModel

/// Real memory of an array object.
@usableFromInline
struct ArrayStorage: BitwiseCopyable {
    @usableFromInline var elements: UnsafeMutablePointer<Double>?
    @usableFromInline var count: Int
    @usableFromInline var shape: ArrayShape
    /// Whether it holds whole numbers only, by its type.
    @usableFromInline var isWhole: Bool
    var nextFree: UInt32
}

/// Arrays of numbers: objects whose memory is real, and freed at deinit.
extension SimulatedHeap {
    /// Makes an array with count 0 and fills it; see ``prepare(array:)``.
    ///
    /// - Parameters:
    ///   - shape: its lengths.
    ///   - isWhole: whether its numbers are whole by type.
    ///   - fill: is given the uninitialised memory and must set every number.
    /// - Returns: the array.
    /// - Complexity: O(1) beside the work of `fill`.
    @inlinable
    public mutating func allocateArray(
        shape: ArrayShape, isWhole: Bool = false, fill: (UnsafeMutableBufferPointer<Double>) -> Void
    ) -> Handle {
        let (array, numbers) = allocateUninitializedArray(shape: shape, isWhole: isWhole)
        fill(numbers)
        return array
    }

    /// Makes an array with count 0 whose every number the caller must set before anyone reads it.
    ///
    /// Call ``prepare(array:)`` first unless it is known to be small: without memory the process ends.
    ///
    /// - Parameters:
    ///   - shape: its lengths.
    ///   - isWhole: whether its numbers are whole by type.
    /// - Returns: the array, and its memory.
    /// - Complexity: O(1).
    public mutating func allocateUninitializedArray(
        shape: ArrayShape, isWhole: Bool = false
    ) -> (array: Handle, numbers: UnsafeMutableBufferPointer<Double>) {
        let count = shape.size
        let handle = allocate(StandardType.array, kind: .array, bytes: ObjectSizes.array(count))
        let place: Int
        if firstFreeArray != .max {
            place = Int(firstFreeArray)
            firstFreeArray = arrays[place].nextFree
        } else {
            place = arrays.append(
                repeating: ArrayStorage(elements: nil, count: 0, shape: ArrayShape(), isWhole: false, nextFree: .max),
                count: 1)
        }
        let elements = memory(of: count, at: place)
        arrays[place].elements = elements
        arrays[place].count = count
        arrays[place].shape = shape
        arrays[place].isWhole = isWhole
        headers[Int(handle.index)].payload = UInt32(place)
        return (handle, UnsafeMutableBufferPointer(start: elements, count: count))
    }

    /// Makes a scalar or a vector with count 0 and fills it.
    ///
    /// - Parameters:
    ///   - count: how many numbers; 1 for a scalar.
    ///   - dimensions: 0 for a scalar, 1 for a vector.
    ///   - isWhole: whether its numbers are whole by type.
    ///   - fill: is given the uninitialised memory and must set every number.
    /// - Returns: the array.
    public mutating func allocateArray(
        count: Int, dimensions: Int, isWhole: Bool = false, fill: (UnsafeMutableBufferPointer<Double>) -> Void
    ) -> Handle {
        allocateArray(shape: dimensions == 0 ? ArrayShape() : ArrayShape(count), isWhole: isWhole, fill: fill)
    }

    /// The numbers of an array, the last dimension's side by side.
    ///
    /// Valid until the array dies: hold a reference.
    @inlinable
    public func elements(of handle: Handle) -> UnsafeBufferPointer<Double> {
        let place = Int(headers[Int(handle.index)].payload)
        return UnsafeBufferPointer(start: arrays[place].elements, count: arrays[place].count)
    }

    /// Puts as many numbers into the place of an array's own.
    public mutating func overwrite(_ handle: Handle, with numbers: [Double]) {
        let place = Int(headers[Int(handle.index)].payload)
        precondition(numbers.count == arrays[place].count, "an array keeps its length")
        arrays[place].elements?.update(from: numbers, count: numbers.count)
    }

    /// How many numbers an array has along each dimension.
    @inlinable
    public func shape(of handle: Handle) -> ArrayShape { arrays[Int(headers[Int(handle.index)].payload)].shape }

    /// How many dimensions an array has: 0 for a scalar, 1 for a vector.
    @inlinable
    public func dimensions(of handle: Handle) -> Int { shape(of: handle).count }

    /// Whether an array's numbers are whole by type.
    @inlinable
    public func isWhole(_ handle: Handle) -> Bool { arrays[Int(headers[Int(handle.index)].payload)].isWhole }

    /// The memory of a new array: that of the scalar that stood there before, where it is enough.
    private func memory(of count: Int, at place: Int) -> UnsafeMutablePointer<Double> {
        if let kept = arrays[place].elements {
            if count == 1 { return kept }
            kept.deallocate()
        }
        return .allocate(capacity: max(count, 1))
    }

    /// Gives an array's memory back; a scalar's eight bytes stay for the next array at that place.
    mutating func freeArray(_ place: Int) {
        if arrays[place].count != 1 {
            arrays[place].elements?.deallocate()
            arrays[place].elements = nil
        }
        arrays[place].nextFree = firstFreeArray
        firstFreeArray = UInt32(place)
    }
}
