import HeapBuilding
import Testing

/// A few nodes that refer to each other: what every source is to see in the same way.
struct Network: CustomTestStringConvertible, Sendable {
    /// A reference from the field of one node to another.
    struct Edge: Hashable, Sendable {
        var source: Int
        var field: String
        var target: Int
        /// A weak one keeps nothing alive.
        var isStrong: Bool { field != "weak" }
    }

    /// The fields of a node: each refers to one node at most, the last one weakly.
    static let fields = ["one", "two", "three", "weak"]

    var testDescription: String
    var count: Int
    var edges: [Edge]
    /// The nodes that something else holds.
    var held: Set<Int> = []

    /// Edges as `0.one 1, 1.two 0`; the nodes are those that are named.
    init(_ name: String, _ text: String, held: Set<Int> = []) {
        testDescription = name
        edges = text.split(separator: ",").compactMap { edge in
            let parts = edge.split { " .".contains($0) }
            guard parts.count == 3, let source = Int(parts[0]), let target = Int(parts[2]) else { return nil }
            return Edge(source: source, field: String(parts[1]), target: target)
        }
        count = (edges.flatMap { [$0.source, $0.target] }.max() ?? -1) + 1
        self.held = held
    }

    /// A random one of at most nine nodes.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        testDescription = "seed \(seed)"
        let count = Int.random(in: 1...9, using: &random)
        self.count = count
        edges = (0..<count).flatMap { source in
            Self.fields.compactMap { field in
                let target = Int.random(in: 0..<count, using: &random)
                return Bool.random(using: &random) ? nil : Edge(source: source, field: field, target: target)
            }
        }
        held = Set((0..<count).filter { _ in Int.random(in: 0..<8, using: &random) == 0 })
    }

    /// The same with nothing held, for a source whose programs can hold nothing at their end.
    var unheld: Network {
        var network = self
        network.held = []
        return network
    }
}

/// What is true of it, by the plainest reasoning.
extension Network {
    func reached(from starts: some Sequence<Int>) -> Set<Int> {
        var found: Set<Int> = []
        var pending = Array(starts)
        while let node = pending.popLast() {
            guard found.insert(node).inserted else { continue }
            pending += edges.filter { $0.isStrong && $0.source == node }.map(\.target)
        }
        return found
    }

    /// The nodes that nothing else reaches, and that a ring of such nodes keeps: exactly these leak.
    var leaked: Set<Int> {
        let alive = reached(from: held)
        return reached(from: rings.flatMap { $0.map(\.source) }).subtracting(alive)
    }

    /// Every simple ring of strong references among nodes that nothing else reaches, from each of its nodes on.
    var rings: [[Edge]] {
        let alive = reached(from: held)
        let strong = edges.filter { $0.isStrong && !alive.contains($0.source) }
        func extend(_ path: [Edge]) -> [[Edge]] {
            guard let first = path.first, let last = path.last else { return [] }
            if last.target == first.source { return [path] }
            guard !path.contains(where: { $0.source == last.target }) else { return [] }
            return strong.filter { $0.source == last.target }.flatMap { extend(path + [$0]) }
        }
        return strong.flatMap { extend([$0]) }
    }
}
