/// What sort of object the heap counts.
///
/// The raw values are stored and never change their meaning.
public enum ObjectKind: UInt8, CaseIterable, Sendable, Codable, BitwiseCopyable {
    /// An instance of a class of the program, or of DeZero.
    case instance = 1
    /// A list, tuple or dict.
    case container = 2
    /// An array of numbers.
    case array = 3
    /// A weak reference that the program made.
    case weakReference = 4
    /// A function or lambda.
    case function = 5
    /// A variable that a closure captured.
    case cell = 6
    /// A method bound to its receiver.
    case boundMethod = 7

    /// The name that people and JSON read.
    public var name: String {
        switch self {
        case .instance: "instance"
        case .container: "container"
        case .array: "array"
        case .weakReference: "weakref"
        case .function: "function"
        case .cell: "cell"
        case .boundMethod: "bound method"
        }
    }
}
