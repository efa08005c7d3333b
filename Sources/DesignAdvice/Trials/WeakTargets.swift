import LeakAnalysis
import TraceModel

/// What stands behind the bound methods and cells of leaked objects: a weak slot weakens their reference to it.
struct WeakTargets {
    /// What a cell holds, and whose method a bound method is.
    private var behind: [Int32: Int32] = [:]
    /// The function of a bound method, by its qualified name.
    private var functions: [Int32: String] = [:]

    /// Notes a reference of a bound method or cell.
    mutating func add(
        from source: Int32, in field: String, to target: Int32, in objects: [LiveObject], names: NameIndex
    ) {
        switch (objects[Int(source)].kind, field) {
        case (.cell, _), (.boundMethod, "__self__"): behind[source] = target
        case (.boundMethod, "__func__"): functions[source] = names.typeName(objects[Int(target)].type)
        default: break
        }
    }

    /// The instance that a weak slot with an object in it would hold weakly; nil where it would leave it strong.
    func target(of node: Int32, in objects: [LiveObject]) -> Int32? {
        switch objects[Int(node)].kind {
        case .instance: node
        case .boundMethod: behind[node].flatMap { objects[Int($0)].kind == .instance ? $0 : nil }
        case .cell: behind[node].flatMap { objects[Int($0)].kind == .cell ? nil : target(of: $0, in: objects) }
        default: nil
        }
    }

    /// The function of the bound method that an object is, or that a cell holds, by its qualified name.
    func method(in node: Int32) -> String? { functions[node] ?? behind[node].flatMap { functions[$0] } }
}
