import ReferenceCounting
import TraceModel

/// Comparison and truth.
extension Interpreter {
    mutating func compare(_ operation: ComparisonOperator) throws {
        let right = stack[top - 1]
        let left = stack[top - 2]
        let result: Bool
        switch operation {
        case .isSame: result = isSame(left, right)
        case .isNotSame: result = !isSame(left, right)
        case .equal: result = try isEqual(left, right)
        case .notEqual: result = try !isEqual(left, right)
        case .contained: result = try contains(right, left)
        case .notContained: result = try !contains(right, left)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            result = try isOrdered(left, operation, right)
        }
        top -= 2
        try drop(left)
        try drop(right)
        push(Value(result))
    }

    private static var unsupportedComparison: Stop {
        .unsupported("comparison of arrays", instead: "compare their elements")
    }

    func isSame(_ left: Value, _ right: Value) -> Bool { left.tag == right.tag && left.bits == right.bits }

    mutating func isEqual(_ left: Value, _ right: Value) throws -> Bool {
        guard comparisonDepth + recursionDepth < Self.maximumRecursion else {
            throw Stop.raised("RecursionError", "maximum recursion depth exceeded in comparison")
        }
        comparisonDepth += 1
        defer { comparisonDepth -= 1 }
        if left.number != nil, right.number != nil { return Value.order(left, right) == 0 }
        if isArray(left) || isArray(right) { throw Self.unsupportedComparison }
        if isSame(left, right) { return true }
        guard let a = left.handle, let b = right.handle else { return false }
        if isSequence(a), heap.type(of: a) == heap.type(of: b) {
            // Nests are compared as often as there are ways to them.
            try heap.step()
            let (these, those) = (try elements(of: left), try elements(of: right))
            guard these.count == those.count else { return false }
            return try firstDifference(these, those) == nil
        }
        if isType(left, StandardType.dict), isType(right, StandardType.dict) {
            throw Stop.unsupported("comparison of dicts", instead: "compare their items")
        }
        if heap.kind(of: a) == .boundMethod, heap.kind(of: b) == .boundMethod {
            return isSame(heap.slot(0, of: a), heap.slot(0, of: b))
                && heap.referent(of: heap.slot(1, of: a)) == heap.referent(of: heap.slot(1, of: b))
        }
        if heap.kind(of: a) == .weakReference, heap.kind(of: b) == .weakReference {
            guard let one = heap.referent(of: heap.slot(0, of: a)), let other = heap.referent(of: heap.slot(0, of: b))
            else { return false }
            return try isEqual(Value(one), Value(other))
        }
        return false
    }

    private mutating func contains(_ container: Value, _ item: Value) throws -> Bool {
        if isType(container, StandardType.dict), let dict = container.handle { return try find(item, in: dict) != nil }
        if container.tag == .string {
            guard item.tag == .string else {
                throw Stop.typeError("'in <string>' requires string as left operand, not \(typeName(item))")
            }
            return try contains(strings[container], strings[item])
        }
        if isArray(container) { throw Self.unsupportedComparison }
        guard let handle = container.handle, isSequence(handle) else {
            if isContainer(container) {
                throw Stop.unsupported("a search in \(typeName(container))", instead: "loop over it with for")
            }
            throw Stop.typeError("argument of type '\(typeName(container))' is not iterable")
        }
        for (place, element) in try elements(of: container).enumerated() {
            try heap.look(at: place)
            if try isSame(element, item) || isEqual(element, item) { return true }
        }
        return false
    }

    /// Where two sequences differ first; nil where they do not as far as the shorter one goes.
    private mutating func firstDifference(_ these: [Value], _ those: [Value]) throws -> Int? {
        for place in 0..<min(these.count, those.count) {
            try heap.look(at: place)
            if try !(isSame(these[place], those[place]) || isEqual(these[place], those[place])) { return place }
        }
        return nil
    }

    /// Whether a text stands in another, by code points.
    private mutating func contains(_ text: String, _ part: String) throws -> Bool {
        let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
        try heap.prepare(text: bytes.count + wanted.count)
        guard let first = wanted.first else { return true }
        var start = 0
        while start + wanted.count <= bytes.count {
            if bytes[start] == first {
                var length = 1
                while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
                if length == wanted.count { return true }
                try heap.prepare(text: length)
            }
            start += 1
        }
        return false
    }

    mutating func isOrdered(_ left: Value, _ operation: ComparisonOperator, _ right: Value) throws -> Bool {
        func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
            switch operation {
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            default: a >= b
            }
        }
        if left.number != nil, right.number != nil { return Value.order(left, right).map { holds($0, 0) } ?? false }
        if left.tag == .string, right.tag == .string {
            return holds(compareScalars(strings[left], strings[right]), 0)
        }
        if let a = left.handle, let b = right.handle, isSequence(a), heap.type(of: a) == heap.type(of: b) {
            let (these, those) = (try elements(of: left), try elements(of: right))
            if let place = try firstDifference(these, those) {
                return try isOrdered(these[place], operation, those[place])
            }
            return holds(these.count, those.count)
        }
        if isArray(left) || isArray(right) { throw Self.unsupportedComparison }
        throw Stop.typeError(
            "'\(operation.rawValue)' not supported between instances of '\(typeName(left))' and '\(typeName(right))'")
    }

    /// Below 0, 0 or above 0 as the first text stands before, with or after the second, code point by code point.
    private func compareScalars(_ left: String, _ right: String) -> Int {
        if left.unicodeScalars.elementsEqual(right.unicodeScalars) { return 0 }
        return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars) ? -1 : 1
    }

    mutating func truth(_ value: Value) throws -> Bool {
        switch value.tag {
        case .none: return false
        case .boolean, .integer, .integerScalar: return value.bits != 0
        case .float, .scalar: return Double(bitPattern: value.bits) != 0
        case .string: return !strings[value].isEmpty
        case .strong:
            guard let handle = value.handle else { return true }
            switch heap.kind(of: handle) {
            case .container:
                if heap.type(of: handle) == StandardType.dict { return itemCount(of: handle) > 0 }
                if heap.type(of: handle) == iterators.range { return rangeCount(handle) > 0 }
                return !isSequence(handle) || heap.slotCount(of: handle) > 0
            case .array:
                let elements = heap.elements(of: handle)
                guard elements.count == 1 else {
                    throw Stop.valueError(
                        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
                }
                return elements[0] != 0
            case .instance:
                let method = attribute("__len__", ofClass: classIndex(of: handle))
                return method.tag == .empty ? true : try length(value) > 0
            default: return true
            }
        default: return true
        }
    }
}
