import LeakAnalysis
import SwiftSource
import TraceModel

/// The objects of a network in this process.
private final class Node {
    var one: Node?
    var two: Node?
    var three: Node?
    weak var weak: Node?

    func hold(_ node: Node, by field: String) {
        switch field {
        case "one": one = node
        case "two": two = node
        case "three": three = node
        default: weak = node
        }
    }
}

extension Network {
    /// Makes it of real objects, and looks at them.
    func real() throws -> [Finding] {
        guard let scope = WatchedScope() else { throw TraceError(.usage, WatchedScope.refusal ?? "too many scopes") }
        let kept = scope.watch { make() }
        scope.close()
        guard let snapshot = scope.snapshot() else { throw TraceError(.inputOutput, "no memory") }
        return withExtendedLifetime(kept) { CountVerdict(snapshot).findings }
    }

    @inline(never) private func make() -> [Node] {
        let nodes = (0..<count).map { _ in Node() }
        for edge in edges { nodes[edge.source].hold(nodes[edge.target], by: edge.field) }
        return held.sorted().map { nodes[$0] }
    }
}
