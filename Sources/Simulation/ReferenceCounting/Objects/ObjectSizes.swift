/// Bytes an object takes: `sys.getsizeof` of CPython 3.11 on a 64-bit machine, as of the object's creation.
///
/// What a container gains later is not counted: its size is an event's of its allocation.
public enum ObjectSizes {
    /// An instance of a class of the program, with any number of fields.
    public static let instance = 56
    /// A function or lambda.
    public static let function = 152
    /// A captured variable.
    public static let cell = 40
    /// A method bound to its receiver.
    public static let boundMethod = 64
    /// A weak reference object.
    public static let weakReference = 80

    /// A range or an iterator.
    public static let iterator = 48

    /// A list of `count` elements.
    public static func list(_ count: Int) -> Int { 56 + 8 * count }
    /// A tuple of `count` elements.
    public static func tuple(_ count: Int) -> Int { 40 + 8 * count }

    /// A dict of `count` string keys: 64 bytes empty, else its table, whose size is a power of two filled
    /// to two thirds.
    public static func dict(_ count: Int) -> Int {
        guard count > 0 else { return 64 }
        var size = 8
        while size * 2 / 3 < count { size *= 2 }
        let index = size <= 256 ? size : size <= 65_536 ? 2 * size : 4 * size
        return 64 + 32 + index + 16 * (size * 2 / 3)
    }

    /// An array by its data: 8 bytes a number.
    public static func array(_ count: Int) -> Int { 8 * count }
}
