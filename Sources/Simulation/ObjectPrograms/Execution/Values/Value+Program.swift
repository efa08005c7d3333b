import ReferenceCounting

/// The plain values of object programs.
extension Value.Tag {
    static let boolean = Value.Tag(rawValue: 8)
    static let integer = Value.Tag(rawValue: 9)
    static let float = Value.Tag(rawValue: 10)
    /// The bits are a place in the table of strings.
    static let string = Value.Tag(rawValue: 11)
    /// The bits are a class's index.
    static let programClass = Value.Tag(rawValue: 12)
    static let builtIn = Value.Tag(rawValue: 13)
    static let module = Value.Tag(rawValue: 14)
    static let exceptionClass = Value.Tag(rawValue: 15)
    /// The bits are a place in the table of exceptions.
    static let exception = Value.Tag(rawValue: 16)
    /// A method of a list or dict that was looked up for a call; the receiver stands beside it.
    static let builtInMethod = Value.Tag(rawValue: 17)
    /// A number that numpy made of a 0-d array.
    static let scalar = Value.Tag(rawValue: 18)
    static let integerScalar = Value.Tag(rawValue: 19)
    /// `numpy.random`.
    static let randomModule = Value.Tag(rawValue: 20)
    /// What `sys.getrefcount` gives for what is no object here; each is another.
    static let immortal = Value.Tag(rawValue: 21)
}

extension Value {
    init(_ value: Bool) { self.init(tag: .boolean, bits: value ? 1 : 0) }
    init(_ value: Int) { self.init(tag: .integer, bits: UInt64(bitPattern: Int64(value))) }
    init(_ value: Double) { self.init(tag: .float, bits: value.bitPattern) }
    init(_ value: BuiltIn) {
        self.init(tag: .builtIn, bits: UInt64(BuiltIn.allCases.firstIndex(of: value) ?? 0))
    }

    static func programClass(_ index: Int) -> Value { Value(tag: .programClass, bits: UInt64(index)) }

    /// The bits as an index or number.
    var index: Int { Int(truncatingIfNeeded: bits) }
    var builtIn: BuiltIn? { tag == .builtIn ? BuiltIn.allCases[index] : nil }

    /// The number, where it is one that arithmetic counts as whole.
    var wholeNumber: Int? { tag == .integer || tag == .boolean || tag == .integerScalar ? index : nil }

    /// The number, where it is one.
    var number: Double? {
        if let wholeNumber { return Double(wholeNumber) }
        return tag == .float || tag == .scalar ? Double(bitPattern: bits) : nil
    }

    /// Whether two numbers are in an order, exactly: a whole number is not rounded to a float; nil where they have none.
    ///
    /// Below 0, 0 or above 0 as the first is smaller, equal or larger.
    static func order(_ left: Value, _ right: Value) -> Int? {
        if let a = left.wholeNumber, let b = right.wholeNumber { return a < b ? -1 : a == b ? 0 : 1 }
        if let a = left.wholeNumber, left.tag != .integerScalar, right.tag == .float {
            return order(a, Double(bitPattern: right.bits))
        }
        if left.tag == .float, let b = right.wholeNumber, right.tag != .integerScalar {
            return order(b, Double(bitPattern: left.bits)).map { -$0 }
        }
        guard let a = left.number, let b = right.number, !a.isNaN, !b.isNaN else { return nil }
        return a < b ? -1 : a == b ? 0 : 1
    }

    private static func order(_ whole: Int, _ number: Double) -> Int? {
        guard !number.isNaN else { return nil }
        guard let floor = Int(exactly: number.rounded(.down)) else { return number > 0 ? -1 : 1 }
        if whole != floor { return whole < floor ? -1 : 1 }
        return number > number.rounded(.down) ? -1 : 0
    }

    var isNumpyScalar: Bool { tag == .scalar || tag == .integerScalar }
}
