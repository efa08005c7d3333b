import Synchronization

/// What the random graphs are made of: an object with a place of every kind that can hold another.
final class Node {
    struct Inner {
        var number = 1
        var node: Node?
    }
    struct Outer {
        var flag = true
        var inner = Inner()
    }
    enum Choice {
        case nothing
        case one(Node)
        case other(Int, Node)
        indirect case boxed(Choice, Node)
    }
    struct Large {
        var numbers = (1, 2, 3, 4)
        var node: Node
    }
    struct Key: Hashable {
        var node: Node
        static func == (left: Key, right: Key) -> Bool { left.node === right.node }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(node)) }
    }
    struct Alone: ~Copyable {
        var number: Int
        var node: Node?
    }
    struct Failure: Error { var node: Node }
    final class Generic<Value> {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    var plain: Node?
    var nested = Outer()
    var tuple: (Int, (name: String, node: Node?)) = (1, ("", nil))
    var choice = Choice.nothing
    var anything: Any?
    var list: [Node] = []
    var optionals: [[Node?]] = []
    var anyList: [Any] = []
    var table: [String: Node] = [:]
    var deepTable: [Int: [String: Any]] = [:]
    var keys: Set<Key> = []
    var byKey: [Key: Int] = [:]
    var contiguous: ContiguousArray<Node> = []
    var slice: ArraySlice<Node> = []
    var twice: Node??
    var error: (any Error)?
    var object: AnyObject?
    var marked: (any Marked)?
    var collection: (any Collection<Node>)?
    var closure: (() -> Node)?
    var closures: [(Int) -> Node] = []
    var asyncClosure: (@Sendable () async throws -> Void)?
    var generic: Generic<Node>?
    var genericStruct: Generic<Inner>?
    var existentialInStruct: Generic<Any>?
    var inline: [2 of Node?] = [nil, nil]
    let mutex = Mutex<[Node]>([])
    let mutexOfStruct = Mutex(Inner())
    var noncopyable = Alone(number: 3, node: nil)
    weak var weakly: Node?
    var weaks: [Weakly] = []
    unowned var unownedly: Node?

    init() {}
}

protocol Marked {}
extension Node: Marked {}
extension Node: @unchecked Sendable {}
struct Weakly { weak var node: Node? }

/// How a node holds another.
enum Kind: CaseIterable {
    case plain, nested, tuple, one, other, boxed, any, anyLarge, anyTuple, list, optionals, anyList, table, deepTable
    case set, dictionaryKey, contiguous, slice, twice, error, object, marked, collection
    case capture, captures, capturedVariable, capturedClosure, closures, asyncClosure, method, nestedFunction
    case generic, genericStruct, genericAny, genericClosure, inline, mutex, mutexOfStruct, noncopyable
    case weakly, weaks, unownedly, weakCapture

    /// Whether it keeps alive.
    var isStrong: Bool {
        switch self {
        case .weakly, .weaks, .unownedly, .weakCapture: false
        default: true
        }
    }
}

extension Node {
    /// Holds another node; the fields that hold one thing only are overwritten.
    func hold(_ other: Node, by kind: Kind) {
        switch kind {
        case .plain: plain = other
        case .nested: nested.inner.node = other
        case .tuple: tuple = (2, ("name", other))
        case .one: choice = .one(other)
        case .other: choice = .other(7, other)
        case .boxed: choice = .boxed(.nothing, other)
        case .any: anything = other
        case .anyLarge: anything = Large(node: other)
        case .anyTuple: anything = (1, other)
        case .list: list.append(other)
        case .optionals: optionals.append([nil, other])
        case .anyList: anyList.append(Inner(node: other))
        case .table: table["key\(table.count)"] = other
        case .deepTable: deepTable[3] = ["inner": other]
        case .set: keys.insert(Key(node: other))
        case .dictionaryKey: byKey[Key(node: other)] = 1
        case .contiguous: contiguous.append(other)
        case .slice: slice = [other, other].dropFirst()
        case .twice: twice = .some(.some(other))
        case .error: error = Failure(node: other)
        case .object: object = other
        case .marked: marked = other
        case .collection: collection = [other]
        default: holdByClosure(other, kind)
        }
    }

    private func holdByClosure(_ other: Node, _ kind: Kind) {
        switch kind {
        case .capture: closure = { other }
        case .captures:
            let (number, text) = (table.count, "text")
            closure = { number > 1_000_000 && text.isEmpty ? Node() : other }
        case .capturedVariable:
            var variable = other
            closure = {
                defer { if variable.list.count > 1_000_000 { variable = Node() } }
                return variable
            }
        case .capturedClosure:
            let inner: (Int) -> Node = { _ in other }
            closure = { inner(1) }
        case .closures: closures.append { _ in other }
        case .asyncClosure: asyncClosure = { if other.list.count > 1_000_000 { throw CancellationError() } }
        case .method: closure = other.itself
        case .nestedFunction:
            func nested() -> Node { other }
            closure = nested
        case .generic: generic = Generic(other)
        case .genericStruct: genericStruct = Generic(Inner(node: other))
        case .genericAny: existentialInStruct = Generic(Large(node: other))
        case .genericClosure: closure = Self.returning(other)
        case .inline: inline[1] = other
        case .mutex: mutex.withLock { $0.append(other) }
        case .mutexOfStruct: mutexOfStruct.withLock { $0.node = other }
        case .noncopyable: noncopyable.node = other
        case .weakly: weakly = other
        case .weaks: weaks.append(Weakly(node: other))
        case .unownedly: unownedly = other
        case .weakCapture: closure = { [weak other] in other ?? Node() }
        default: return
        }
    }

    private func itself() -> Node { self }

    @inline(never) private static func returning<Value>(_ value: Value) -> () -> Value {
        let pair = (value, [value])
        return { pair.1.isEmpty ? pair.0 : value }
    }
}
