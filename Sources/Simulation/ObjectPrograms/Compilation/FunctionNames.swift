/// Tells functions apart that one function, class or module makes under one name.
///
/// The n-th of them, in the order of the text, has `#n` behind its name: a line number would change with every edit
/// above it.
enum FunctionNames {
    /// Gives every function its ``Code/slotName``; O(n log n).
    ///
    /// A function stands behind the code that makes it.
    static func assign(to codes: [Code]) {
        var siblings: [Key: [Int]] = [:]
        for (index, code) in codes.enumerated() where code.isFunction {
            siblings[Key(outer: code.outer.map { ObjectIdentifier($0.code) }, name: code.name), default: []]
                .append(index)
        }
        var ordinals = [Int](repeating: 1, count: codes.count)
        for group in siblings.values {
            let sorted = group.sorted { codes[$0].position < codes[$1].position }
            for (place, index) in sorted.enumerated() { ordinals[index] = place + 1 }
        }
        for (index, code) in codes.enumerated() {
            let own = ordinals[index] > 1 ? "\(code.name)#\(ordinals[index])" : code.name
            code.slotName = code.outer.map { $0.code.slotName + $0.separator + own } ?? own
        }
    }

    private struct Key: Hashable {
        var outer: ObjectIdentifier?
        var name: String
    }
}
