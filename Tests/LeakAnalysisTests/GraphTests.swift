import HeapBuilding
import Testing

@testable import LeakAnalysis

@Suite struct GraphTests {
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `reachability and components agree with the transitive closure`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let graph = randomGraph(&random)
        let closure = transitiveClosure(graph)
        let components = graph.components()
        for left in 0..<graph.nodeCount {
            let reached = graph.reachable(from: [Int32(left)])
            for right in 0..<graph.nodeCount {
                let isPath = closure[left][right]
                #expect(reached[right] == (isPath || left == right), "seed \(seed)")
                let isMutual = left == right || (isPath && closure[right][left])
                #expect((components.componentOf[left] == components.componentOf[right]) == isMutual, "seed \(seed)")
                if isPath { #expect(components.componentOf[left] >= components.componentOf[right], "seed \(seed)") }
                let path = graph.shortestPath(from: [Int32(left)], to: Int32(right))
                #expect((path != nil) == reached[right], "seed \(seed)")
            }
            let members = components.members(of: Int(components.componentOf[left]))
            #expect(graph.isCyclic(members) == closure[left][left], "seed \(seed)")
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `the least shortest cycle agrees with all cycles tried`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let graph = randomGraph(&random)
        let componentOf = graph.components().componentOf
        let inner = graph.filter { componentOf[Int($0.source)] == componentOf[Int($0.target)] }
        let ranks = (0..<inner.edgeCount).map { _ in Int32.random(in: 0..<3, using: &random) }
        var finder = CycleFinder(graph: inner, ranks: ranks)
        let components = graph.components()
        for component in 0..<components.count {
            let members = components.members(of: component)
            guard inner.isCyclic(members) else { continue }
            let found = finder.leastCycle(in: members)
            let best = bruteLeastCycle(inner, ranks: ranks, members: members)
            let start = Rotation.least(found.map { ranks[$0] })
            let rotated = (found[start...] + found[..<start]).map { ranks[$0] }
            #expect(rotated == best, "seed \(seed)")
            for (place, edge) in found.enumerated() {
                let next = found[(place + 1) % found.count]
                #expect(inner.positions(of: Int(inner.targets[edge])).contains(next), "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `the least rotation and the period agree with all tried`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ring = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int.random(in: 0..<2, using: &random) }
        let rotations = ring.indices.map { Array(ring[$0...] + ring[..<$0]) }
        let least = rotations.min { $0.lexicographicallyPrecedes($1) }
        #expect(rotations[Rotation.least(ring)] == least, "seed \(seed)")
        let period = ring.indices.dropFirst().first { rotations[$0] == ring } ?? ring.count
        #expect(Rotation.period(ring) == period, "seed \(seed)")
    }

    @Test func `a path of a hundred thousand nodes needs no stack`() {
        let count = 100_000
        let edges = (0..<count).map {
            CompactGraph.Edge(source: Int32($0), target: Int32(($0 + 1) % count), label: 0)
        }
        let graph = CompactGraph(nodeCount: count, edges: edges)
        #expect(graph.components().count == 1)
        #expect(graph.shortestPath(from: [0], to: Int32(count - 1))?.count == count)
    }
}

private func randomGraph(_ random: inout SeededGenerator) -> CompactGraph {
    let nodes = Int.random(in: 1...8, using: &random)
    let edges = (0..<Int.random(in: 0...14, using: &random)).map { label in
        CompactGraph.Edge(
            source: Int32.random(in: 0..<Int32(nodes), using: &random),
            target: Int32.random(in: 0..<Int32(nodes), using: &random), label: Int32(label))
    }
    return CompactGraph(nodeCount: nodes, edges: edges)
}

/// Whether a path of at least one edge leads from each node to each, by Warshall's algorithm.
private func transitiveClosure(_ graph: CompactGraph) -> [[Bool]] {
    var closure = (0..<graph.nodeCount).map { left in
        (0..<graph.nodeCount).map { graph.successors(of: left).contains(Int32($0)) }
    }
    for middle in 0..<graph.nodeCount {
        for left in 0..<graph.nodeCount where closure[left][middle] {
            for right in 0..<graph.nodeCount where closure[middle][right] { closure[left][right] = true }
        }
    }
    return closure
}

/// The least sequence of ranks of all closed walks of the least length that any has, by trying every walk.
private func bruteLeastCycle(_ graph: CompactGraph, ranks: [Int32], members: ArraySlice<Int32>) -> [Int32]? {
    for length in 1...members.count {
        var walks = members.map { (start: $0, end: $0, ranks: [Int32]()) }
        for _ in 0..<length {
            walks = walks.flatMap { walk in
                graph.positions(of: Int(walk.end)).map { (walk.start, graph.targets[$0], walk.ranks + [ranks[$0]]) }
            }
        }
        let closed = walks.filter { $0.start == $0.end }.map(\.ranks)
        if let least = closed.min(by: { $0.lexicographicallyPrecedes($1) }) { return least }
    }
    return nil
}
