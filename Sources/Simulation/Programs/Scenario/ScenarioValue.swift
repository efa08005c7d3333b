import TraceModel

/// What a statement of a scenario reads or stores: a name, a field of its object, a new instance, a list, `nil`.
///
/// It is no object but a way to one: reading `leaf["parent"]` does nothing yet, storing it in something is a statement.
public struct ScenarioValue: ExpressibleByNilLiteral, ExpressibleByArrayLiteral {
    let expression: ScenarioExpression
    /// Where its statements are written down; nil for a literal, which has none.
    let heap: ScenarioHeap?

    init(_ expression: ScenarioExpression, in heap: ScenarioHeap?) {
        self.expression = expression
        self.heap = heap
    }

    /// Nothing.
    public init(nilLiteral: ()) { self.init(.nothing, in: nil) }

    /// A new list.
    public init(arrayLiteral elements: ScenarioValue...) {
        self.init(.list(elements.map(\.expression)), in: elements.lazy.compactMap(\.heap).first)
    }

    /// A field of the object: what it refers to, or, set, a statement that stores something in it.
    public subscript(field: String, fileID fileID: StaticString = #fileID, line line: Int = #line) -> ScenarioValue {
        get { member(.field(field), fileID: fileID, line: line) }
        nonmutating set {
            heap?.write(
                "\(expression).\(field) = \(newValue.expression)", fileID, line,
                at: member(.field(field), fileID: fileID, line: line)
            ) { .store(newValue.expression, in: $0) }
        }
    }

    /// An element of the list, counted from 0.
    public subscript(position: Int, fileID fileID: StaticString = #fileID, line line: Int = #line) -> ScenarioValue {
        member(.element(position), fileID: fileID, line: line)
    }

    /// `list.append(value)`; a field that nothing was stored in becomes a list.
    public func append(_ value: ScenarioValue, fileID: StaticString = #fileID, line: Int = #line) {
        heap?.write("\(expression).append(\(value.expression))", fileID, line, at: self) {
            .append(value.expression, to: $0)
        }
    }

    /// `list.removeLast()`.
    public func removeLast(fileID: StaticString = #fileID, line: Int = #line) {
        heap?.write("\(expression).removeLast()", fileID, line, at: self) { .removeLast($0) }
    }

    /// `list.removeAll()`, first element first.
    public func removeAll(fileID: StaticString = #fileID, line: Int = #line) {
        heap?.write("\(expression).removeAll()", fileID, line, at: self) { .removeAll($0) }
    }

    /// Only what has a name leads on: the object of any other expression is gone when its statement ends.
    private func member(_ member: ScenarioPath.Member, fileID: StaticString, line: Int) -> ScenarioValue {
        guard case .path(var path) = expression else { return self }
        path.members.append(member)
        return ScenarioValue(.path(path), in: heap)
    }
}

/// A type of a scenario; called, it makes an instance: `node()`.
public struct ScenarioType {
    let place: Int
    let name: String
    let heap: ScenarioHeap

    /// A new instance, whose fields hold nothing yet.
    public func callAsFunction() -> ScenarioValue { ScenarioValue(.instance(of: place, name: name), in: heap) }
}
