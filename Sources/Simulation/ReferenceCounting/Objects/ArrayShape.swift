/// How many numbers an array has along each of its dimensions: none for a scalar.
///
/// Its collection interface counts dimensions; ``size`` counts numbers.
public struct ArrayShape: Hashable, Sendable, BitwiseCopyable {
    private var lengths = SIMD8<Int32>()
    /// How many dimensions there are: 0 for a scalar.
    public private(set) var count: Int

    /// The most dimensions that an array can have.
    public static let maximumDimensions = 8

    /// A scalar's shape.
    public init() { count = 0 }

    /// A vector's shape: from 0 to 2,147,483,647 numbers, to which `length` is clamped.
    public init(_ length: Int) {
        count = 1
        lengths[0] = length < 0 ? 0 : Int32(clamping: length)
    }

    /// A shape with these lengths; nil for more than ``maximumDimensions``, a length that no array has, or more
    /// numbers than can be counted.
    public init?(_ lengths: some Collection<Int>) {
        guard lengths.count <= Self.maximumDimensions else { return nil }
        count = lengths.count
        var size = 1
        for (dimension, length) in lengths.enumerated() {
            guard length >= 0, let short = Int32(exactly: length) else { return nil }
            self.lengths[dimension] = short
            let (product, overflow) = size.multipliedReportingOverflow(by: length)
            guard !overflow else { return nil }
            size = product
        }
    }

    /// How many numbers an array of this shape has: the product of its lengths.
    public var size: Int {
        var size = 1
        // No overflow: the initializer has multiplied them.
        for dimension in 0..<count { size *= Int(lengths[dimension]) }
        return size
    }
}

extension ArrayShape: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(dimension: Int) -> Int {
        precondition(dimension >= 0 && dimension < count, "there are only \(count) dimensions")
        return Int(lengths[dimension])
    }
}

extension ArrayShape: ExpressibleByArrayLiteral {
    /// At most ``maximumDimensions`` lengths, each of which an array can have.
    public init(arrayLiteral elements: Int...) {
        guard let shape = ArrayShape(elements) else { preconditionFailure("no array has the shape \(elements)") }
        self = shape
    }
}

extension ArrayShape: CustomStringConvertible {
    /// As Python writes a tuple: `()`, `(3,)`, `(2, 3)`.
    public var description: String {
        "(" + map(String.init).joined(separator: ", ") + (count == 1 ? ",)" : ")")
    }
}
