public import TraceModel

/// The types that every heap defines, in this order, before a program defines its own.
public enum StandardType {
    /// A list.
    public static let list = TypeID(rawValue: 1)
    /// A tuple.
    public static let tuple = TypeID(rawValue: 2)
    /// A dict.
    public static let dict = TypeID(rawValue: 3)
    /// An array of numbers.
    public static let array = TypeID(rawValue: 4)
    /// A weak reference object.
    public static let weakReference = TypeID(rawValue: 5)
    /// A function or lambda.
    public static let function = TypeID(rawValue: 6)
    /// A captured variable.
    public static let cell = TypeID(rawValue: 7)
    /// A method bound to its receiver.
    public static let boundMethod = TypeID(rawValue: 8)

    /// How many there are.
    public static let count = 8

    static let names = ["list", "tuple", "dict", "ndarray", "weakref", "function", "cell", "method"]
}
