public import TraceModel

/// What stops a DeZero program.
public enum DezeroError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A slot that the design makes weak refers to an object that died.
    case deadReference(slot: Slot, owner: String, referent: String, diedAt: SiteDefinition?)
    /// Two arrays have shapes that do not fit.
    case shapeMismatch(String, String)
    /// A shape has room for another number of numbers than there are.
    case wrongSize(shape: String, numbers: Int)
    /// An array has no such dimension.
    case noDimension(Int, shape: String)
    /// A function gave another number of outputs than its caller wanted.
    case outputCount(function: String, wanted: Int, given: Int)
    /// A name was used that is not bound.
    case unboundName(String)
    /// A field was read that holds None.
    case missing(field: String, owner: String)

    /// The kind of error, as a failed run names it.
    public var name: String {
        switch self {
        case .deadReference: "DeadReference"
        case .shapeMismatch: "ShapeMismatch"
        case .wrongSize: "WrongSize"
        case .noDimension: "NoDimension"
        case .outputCount: "OutputCount"
        case .unboundName: "NameError"
        case .missing: "MissingValue"
        }
    }

    public var description: String {
        switch self {
        case .deadReference(let slot, let owner, let referent, let site):
            let place = site.map { " in `\($0.statement)` (\($0.file):\($0.line))" } ?? ""
            return "\(slot) of \(owner) is weak, and \(referent) died\(place)"
        case .shapeMismatch(let left, let right):
            return "arrays of the shapes \(left) and \(right) cannot be combined"
        case .wrongSize(let shape, let numbers):
            return "an array of the shape \(shape) cannot hold \(numbers) numbers"
        case .noDimension(let dimension, let shape):
            return "an array of the shape \(shape) has no dimension \(dimension)"
        case .outputCount(let function, let wanted, let given):
            return "\(function) gave \(given) outputs where \(wanted) were wanted"
        case .unboundName(let name):
            return "name '\(name)' is not bound"
        case .missing(let field, let owner):
            return "\(field) of \(owner) is None"
        }
    }
}
