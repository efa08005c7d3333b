import HeapBuilding
import LeakAnalysis
import TraceModel

@testable import SwiftSource

/// A random graph of real objects, and what of it must leak by a second, simple reasoning.
struct RandomGraph {
    /// The edges as the model has them.
    private(set) var edges: [(source: Int, target: Int, kind: Kind)] = []
    /// The nodes that are kept from outside.
    private(set) var kept: Set<Int> = []
    /// How many nodes there are.
    let count: Int

    /// Draws a graph; one place of a node holds one thing, so that each kind is drawn once a node.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        count = 2 + Int(random.next() % 24)
        for source in 0..<count {
            var used: Set<String> = []
            for _ in 0..<random.next() % 4 {
                let kind = Kind.allCases[Int(random.next() % UInt64(Kind.allCases.count))]
                guard used.insert(Self.place(of: kind)).inserted else { continue }
                edges.append((source, Int(random.next() % UInt64(count)), kind))
            }
            if random.next() % 8 == 0 { kept.insert(source) }
        }
    }

    /// The field that a kind is stored in.
    private static func place(of kind: Kind) -> String {
        switch kind {
        case .one, .other, .boxed: "choice"
        case .any, .anyLarge, .anyTuple: "anything"
        case .capture, .captures, .capturedVariable, .capturedClosure, .method, .nestedFunction, .genericClosure,
            .weakCapture:
            "closure"
        default: "\(kind)"
        }
    }

    /// How many nodes must leak: those that nobody outside reaches, and that a cycle of them reaches.
    var leaked: Int {
        let strong = edges.filter(\.kind.isStrong)
        var next = [[Int]](repeating: [], count: count)
        for edge in strong { next[edge.source].append(edge.target) }
        func closure(_ starts: some Sequence<Int>) -> Set<Int> {
            var found: Set<Int> = []
            var pending = Array(starts)
            while let node = pending.popLast() {
                if found.insert(node).inserted { pending += next[node] }
            }
            return found
        }
        let alive = closure(kept)
        let onCycles = (0..<count).filter { node in !alive.contains(node) && closure(next[node]).contains(node) }
        return closure(onCycles).subtracting(alive).count
    }

    /// Makes it, and returns how many nodes the verdict says leak, and how many objects were not understood.
    func judged() throws -> (leaked: Int, misunderstood: Int) {
        guard let scope = WatchedScope() else { throw TraceError(.usage, "refused") }
        let held = scope.watch { make() }
        scope.close()
        guard let snapshot = scope.snapshot() else { throw TraceError(.usage, "no memory") }
        let verdict = CountVerdict(snapshot)
        let names = NameIndex(snapshot.names)
        withExtendedLifetime(held) {}
        return (verdict.leaked.count { names.typeName($0.type) == "Node" }, verdict.misunderstood)
    }

    @inline(never) private func make() -> [Node] {
        let nodes = (0..<count).map { _ in Node() }
        for edge in edges { nodes[edge.source].hold(nodes[edge.target], by: edge.kind) }
        return kept.sorted().map { nodes[$0] }
    }
}
