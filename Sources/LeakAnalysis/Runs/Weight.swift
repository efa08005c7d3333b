import TraceModel

/// How much a set of objects is: instances of classes, and bytes of every kind.
struct Weight: Equatable {
    /// Instances of classes.
    var instances = 0
    /// Bytes of every kind of object.
    var bytes = 0

    /// Nothing.
    init() {}

    /// One object.
    init(of object: LiveObject) {
        instances = object.kind == .instance ? 1 : 0
        bytes = object.bytes
    }

    static func += (left: inout Weight, right: Weight) {
        left.instances += right.instances
        left.bytes += right.bytes
    }
}
