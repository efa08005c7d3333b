public import ReferenceCounting

/// Where the numbers of two arrays stand that are broadcast to one shape.
///
/// Shapes are compared from their last dimension; a length of 1, or a dimension that is lacking, is repeated.
@usableFromInline
struct Broadcast {
    private let shape: ArrayShape
    private let firstSteps: [Int]
    private let secondSteps: [Int]

    /// Prepares to go through `shape`, to which the other two can be broadcast.
    @usableFromInline
    init(from shape: ArrayShape, to first: ArrayShape, _ second: ArrayShape) {
        self.shape = shape
        firstSteps = Self.steps(of: first, in: shape)
        secondSteps = Self.steps(of: second, in: shape)
    }

    /// The shape to which both can be broadcast.
    ///
    /// - Throws: ``DezeroError/shapeMismatch(_:_:)``.
    @usableFromInline
    static func shape(of left: ArrayShape, _ right: ArrayShape) throws -> ArrayShape {
        let count = max(left.count, right.count)
        let lengths = try (0..<count).map { dimension in
            let (a, b) = (length(dimension, of: left, in: count), length(dimension, of: right, in: count))
            guard a == b || a == 1 || b == 1 else { throw DezeroError.shapeMismatch("\(left)", "\(right)") }
            return a == 1 ? b : a
        }
        guard let shape = ArrayShape(lengths) else { throw DezeroError.shapeMismatch("\(left)", "\(right)") }
        return shape
    }

    /// Calls `body` with the place of each number in the shape, and in the two that are broadcast to it.
    @usableFromInline
    func visit(_ body: (_ place: Int, _ first: Int, _ second: Int) -> Void) {
        var position = [Int](repeating: 0, count: shape.count)
        var (first, second) = (0, 0)
        for place in 0..<shape.size {
            body(place, first, second)
            var dimension = shape.count - 1
            while dimension >= 0 {
                position[dimension] += 1
                first += firstSteps[dimension]
                second += secondSteps[dimension]
                if position[dimension] < shape[dimension] { break }
                first -= firstSteps[dimension] * shape[dimension]
                second -= secondSteps[dimension] * shape[dimension]
                position[dimension] = 0
                dimension -= 1
            }
        }
    }

    private static func length(_ dimension: Int, of shape: ArrayShape, in count: Int) -> Int {
        let own = dimension - (count - shape.count)
        return own < 0 ? 1 : shape[own]
    }

    /// How far apart neighbours along each dimension of `shape` stand in `own`: 0 where it repeats.
    private static func steps(of own: ArrayShape, in shape: ArrayShape) -> [Int] {
        var steps = [Int](repeating: 0, count: shape.count)
        var step = 1
        for dimension in steps.indices.reversed() {
            let length = length(dimension, of: own, in: shape.count)
            if length > 1 { steps[dimension] = step }
            step *= length
        }
        return steps
    }
}
