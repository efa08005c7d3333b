public import ReferenceCounting

/// An array of real numbers: a scalar or a vector, whose memory lives and dies with its object.
///
/// One that a function returns is a temporary of the current frame.
public struct NDArray: Hashable, Sendable {
    /// The object on the heap.
    public let object: Handle

    /// Wraps an array object.
    public init(object: Handle) { self.object = object }
}
