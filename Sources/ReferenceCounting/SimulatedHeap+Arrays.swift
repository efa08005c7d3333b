import TraceModel

/// Real memory of an array object.
struct ArrayStorage: BitwiseCopyable {
    var elements: UnsafeMutablePointer<Double>?
    var count: Int
    /// 0 for a scalar, 1 for a vector.
    var dimensions: Int
    /// Whether it holds whole numbers only, by its type.
    var isWhole: Bool
    var nextFree: UInt32
}

/// Arrays of numbers: objects whose memory is real, and freed at deinit.
extension SimulatedHeap {
    /// Makes an array with count 0 and fills it.
    ///
    /// - Parameters:
    ///   - count: how many numbers; 1 for a scalar.
    ///   - dimensions: 0 for a scalar, 1 for a vector.
    ///   - isWhole: whether its numbers are whole by type.
    ///   - fill: is given the uninitialised memory and must set every number.
    public mutating func allocateArray(
        count: Int, dimensions: Int, isWhole: Bool = false, fill: (UnsafeMutableBufferPointer<Double>) -> Void
    ) -> Handle {
        let handle = allocate(StandardType.array, kind: .array, bytes: ObjectSizes.array(count))
        let elements = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
        fill(UnsafeMutableBufferPointer(start: elements, count: count))
        let storage = ArrayStorage(elements: elements, count: count, dimensions: dimensions, isWhole: isWhole, nextFree: .max)
        let place: UInt32
        if firstFreeArray != .max {
            place = firstFreeArray
            firstFreeArray = arrays[Int(place)].nextFree
            arrays[Int(place)] = storage
        } else {
            place = UInt32(arrays.count)
            arrays.append(storage)
        }
        headers[Int(handle.index)].payload = place
        return handle
    }

    /// The numbers of an array. Valid until the array dies: hold a reference.
    public func elements(of handle: Handle) -> UnsafeBufferPointer<Double> {
        let storage = arrays[Int(headers[Int(handle.index)].payload)]
        return UnsafeBufferPointer(start: storage.elements, count: storage.count)
    }

    /// How many dimensions an array has: 0 for a scalar, 1 for a vector.
    public func dimensions(of handle: Handle) -> Int { arrays[Int(headers[Int(handle.index)].payload)].dimensions }

    /// Whether an array's numbers are whole by type.
    public func isWhole(_ handle: Handle) -> Bool { arrays[Int(headers[Int(handle.index)].payload)].isWhole }

    mutating func freeArray(_ place: Int) {
        arrays[place].elements?.deallocate()
        arrays[place].elements = nil
        arrays[place].nextFree = firstFreeArray
        firstFreeArray = UInt32(place)
    }
}
