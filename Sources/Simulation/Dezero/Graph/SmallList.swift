/// A short list whose first two elements need no memory of their own.
///
/// Most functions have one or two inputs and one output; their arguments and results travel in this.
public struct SmallList<Element: Sendable>: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
    private var first: Element?
    private var second: Element?
    /// Nil, and so nothing to count when it is copied, where there are at most two.
    private var rest: [Element]?
    /// How many elements there are.
    public private(set) var count = 0

    /// No element.
    public init() {}

    /// One element.
    public init(_ element: Element) {
        first = element
        count = 1
    }

    /// These elements.
    @inline(__always)
    public init(arrayLiteral elements: Element...) {
        for element in elements { append(element) }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(position: Int) -> Element {
        precondition(position >= 0 && position < count, "there are only \(count) elements")
        if position == 0, let first { return first }
        if position == 1, let second { return second }
        guard let rest else { preconditionFailure("there are only \(count) elements") }
        return rest[position - 2]
    }

    /// Adds an element at the end.
    public mutating func append(_ element: Element) {
        switch count {
        case 0: first = element
        case 1: second = element
        case 2: rest = [element]
        default: rest?.append(element)
        }
        count += 1
    }
}

/// Arguments or results of a function's forward or backward.
public typealias Arrays = SmallList<NDArray>
/// Inputs or outputs of a function.
public typealias Variables = SmallList<Variable>
