import ReferenceCounting

/// The strings of a run, each kept once.
struct StringTable {
    private var strings: [String] = []
    /// How many code points each has.
    private var lengths: [Int] = []
    private var index: [String: Int] = [:]

    subscript(value: Value) -> String { strings[value.index] }

    /// How many code points a string has, as Python counts them.
    func length(of value: Value) -> Int { lengths[value.index] }

    mutating func value(_ text: String) -> Value {
        if let known = index[text] { return Value(tag: .string, bits: UInt64(known)) }
        strings.append(text)
        lengths.append(text.unicodeScalars.count)
        index[text] = strings.count - 1
        return Value(tag: .string, bits: UInt64(strings.count - 1))
    }
}
