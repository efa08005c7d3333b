/// What a heap has room for.
public enum HeapLimits {
    /// The most elements that a list or tuple is given at once, numbers of an array and bytes of a text: 268,435,456.
    ///
    /// A list that grows element by element may become longer.
    public static let elements = 1 << 28

    /// Objects, and weak references, that are alive at once; marks stand above them in 32 bits.
    static let places = 1 << 29
    /// Places for fields and elements, in blocks of powers of two: 32 GiB.
    static let slots = 1 << 31
    /// Objects and calls that a run can make before their numbers are used up.
    static let numbers = Int(Int32.max) - (1 << 24)
}
