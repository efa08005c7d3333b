import ReferenceCounting

/// A text that equals another where every code point does, as in Python; Swift takes some that only look alike for one.
struct ExactText: Hashable {
    var text: String

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The strings of a run, each kept once.
struct StringTable {
    private var strings: [String] = []
    /// How many code points each has.
    private var lengths: [Int] = []
    private var index: [ExactText: Int] = [:]

    subscript(value: Value) -> String { strings[value.index] }

    /// How many code points a string has, as Python counts them.
    func length(of value: Value) -> Int { lengths[value.index] }

    mutating func value(_ text: String) -> Value {
        let key = ExactText(text: text)
        if let known = index[key] { return Value(tag: .string, bits: UInt64(known)) }
        strings.append(text)
        lengths.append(text.unicodeScalars.count)
        index[key] = strings.count - 1
        return Value(tag: .string, bits: UInt64(strings.count - 1))
    }
}
