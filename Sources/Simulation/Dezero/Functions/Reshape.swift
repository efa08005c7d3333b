public import ReferenceCounting

/// `y = x.reshape(shape)`.
public struct Reshape: Function {
    public let object: Handle
    public init(object: Handle) { self.object = object }

    public func forward(_ xs: Arrays, in dezero: inout Dezero) throws -> Arrays {
        try dezero.set("x_shape", of: self, to: .shape(dezero.shape(of: xs[0])))
        return [try dezero.reshaped(xs[0], to: dezero.shape("shape", of: self) ?? [])]
    }

    public func backward(_ gys: Arrays, in dezero: inout Dezero) throws -> Arrays {
        [try dezero.reshaped(gys[0], to: dezero.shape("x_shape", of: self) ?? [])]
    }
}

extension Dezero {
    /// `reshape(x, shape)`.
    public mutating func reshape(_ x: Variable, _ shape: ArrayShape) throws -> Variable {
        try apply(Reshape.self, with: ["shape": .shape(shape)], to: [x])
    }
}

/// `reshape(x, shape)`.
public func reshape(_ x: Formula, _ shape: ArrayShape) -> Formula {
    .call(Operation(Reshape.self, .function("reshape", shape.description), with: ["shape": .shape(shape)]), [x])
}
