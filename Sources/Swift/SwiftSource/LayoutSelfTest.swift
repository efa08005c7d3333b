import CSwiftRuntime
import TraceModel

/// Whether the walk reads this toolchain's layouts.
///
/// Known objects are made, and their references compared with what is written here. A difference refuses for the whole
/// process.
enum LayoutSelfTest {
    /// Runs the test, once a process.
    static func runOnce() { _ = outcome }

    private static let outcome: Void = {
        guard dzt_refusal() == nil else { return }
        let found = references()
        if found != expected {
            dzt_refuse("this toolchain lays objects out in a way that is not known here (known: Swift 6.3)")
        }
    }()

    private struct Pair {
        var number: Int
        var node: Node?
    }

    private enum Choice {
        case none
        case node(Node)
        indirect case number(Int, Node)
    }

    private class Node {
        var name = "node"
        var next: Node?
        weak var back: Node?
    }

    private final class Leader: Node {
        var pair = Pair(number: 1, node: nil)
        var choice = Choice.none
        var list: [Node] = []
        var table: [String: Node] = [:]
        var anything: Any?
        var work: (() -> Node)?
    }

    /// Owner, field and owned, by their types.
    static let expected = [
        "Leader.anything>Node", "Leader.choice.node>Node", "Leader.list>container", "Leader.next>Node",
        "Leader.pair.node>Node", "Leader.table>container", "Leader.work>Leader", "Node.next>Leader",
        "container.['key']>Node", "container.[0]>Node",
    ]

    /// What a walk over the known objects finds.
    static func references() -> [String] {
        guard let scope = WatchedScope(trusting: ()) else { return [] }
        let leader = scope.watch { known() }
        scope.close()
        let snapshot = scope.snapshot()
        leader.work = nil
        leader.next?.next = nil
        guard let snapshot else { return [] }
        var types: [ObjectID: String] = [:]
        var names: [TypeID: String] = [:]
        for type in snapshot.names.types { names[type.id] = String(type.name.trimmingPrefix("\(Self.self).")) }
        for object in snapshot.heap.objects {
            types[object.id] = object.kind == .instance ? names[object.type] ?? "" : object.kind.name
        }
        var fields: [FieldID: String] = [:]
        for field in snapshot.names.fields { fields[field.id] = field.name }
        return snapshot.heap.references.map { reference in
            let owner = reference.owner.object.flatMap { types[$0] } ?? ""
            let field = reference.field.position.map { "[\($0)]" } ?? fields[reference.field] ?? ""
            return "\(owner).\(field)>\(types[reference.owned] ?? "")"
        }
        .sorted()
    }

    @inline(never) private static func known() -> Leader {
        let (leader, node) = (Leader(), Node())
        leader.next = node
        node.next = leader
        node.back = leader
        leader.pair.node = node
        leader.choice = .node(node)
        leader.list.append(node)
        leader.table["key"] = node
        leader.anything = node
        leader.work = { leader }
        return leader
    }
}
