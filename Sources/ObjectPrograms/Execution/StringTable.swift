import ReferenceCounting

/// The strings of a run, each kept once.
struct StringTable {
    private var strings: [String] = []
    private var index: [String: Int] = [:]

    subscript(value: Value) -> String { strings[value.index] }

    mutating func value(_ text: String) -> Value {
        if let known = index[text] { return Value(tag: .string, bits: UInt64(known)) }
        strings.append(text)
        index[text] = strings.count - 1
        return Value(tag: .string, bits: UInt64(strings.count - 1))
    }
}
