import Foundation
import Testing

@testable import LeakAnalysis

/// Random graphs of which networkx, not we, said what leads where: `fixtures/graphs/generate_paths.py`.
@Suite struct PathFixtureTests {
    struct Graph: Decodable {
        var seed: Int
        var nodes: Int
        var edges: [[Int32]]
        var components: [[Int32]]
        var descendants: [[Int32]]
        var ancestors: [[Int32]]
        var from: Int32
        var distances: [Int?]
        var cycles: [Int?]
        var dominators: [Int32?]

        var compact: CompactGraph {
            CompactGraph(
                nodeCount: nodes,
                edges: edges.enumerated().map {
                    CompactGraph.Edge(source: $1[0], target: $1[1], label: Int32($0))
                })
        }
    }

    static let graphs: [Graph] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/graphs/paths.json")
        return (try? JSONDecoder().decode([Graph].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func `the fixtures are there, and hold what is hard`() {
        #expect(Self.graphs.count == 150)
        #expect(Self.graphs.count { $0.components.contains { $0.count > 3 } } > 30)
        #expect(Self.graphs.contains { $0.distances.contains { $0 ?? 0 > 4 } })
        #expect(Self.graphs.reduce(0) { $0 + $1.dominators.count { $0 != nil } } > 500)
    }

    @Test(arguments: graphs.indices)
    func `components, descendants and ancestors are the graphs of networkx`(index: Int) {
        let truth = Self.graphs[index]
        let graph = truth.compact
        let parts = graph.componentGraphs()
        #expect(parts.map(\.nodes).sorted { $0[0] < $1[0] } == truth.components, "seed \(truth.seed)")
        for part in parts { expectEdges(of: part, areThoseWithin: part.nodes, truth) }
        for node in 0..<Int32(truth.nodes) {
            let (below, above) = (graph.descendants(of: [node]), graph.ancestors(of: [node]))
            #expect(below.nodes == truth.descendants[Int(node)], "seed \(truth.seed)")
            #expect(above.nodes == truth.ancestors[Int(node)], "seed \(truth.seed)")
            expectEdges(of: below, areThoseWithin: below.nodes, truth)
            expectEdges(of: above, areThoseWithin: above.nodes, truth)
        }
    }

    @Test(arguments: graphs.indices)
    func `shortest paths and cycles are as short as networkx's, and are there`(index: Int) {
        let truth = Self.graphs[index]
        let graph = truth.compact
        for node in 0..<Int32(truth.nodes) {
            let path = graph.path(from: [truth.from], to: node)
            #expect(path.map { $0.nodes.count - 1 } == truth.distances[Int(node)], "seed \(truth.seed)")
            if let path {
                #expect(path.nodes.first == truth.from && path.nodes.last == node, "seed \(truth.seed)")
                expectWalk(path, edges: path.nodes.count - 1, truth)
            }
            let cycle = graph.cycle(through: node)
            #expect(cycle?.nodes.count == truth.cycles[Int(node)], "seed \(truth.seed)")
            if let cycle {
                #expect(cycle.nodes.first == node, "seed \(truth.seed)")
                expectWalk(cycle, edges: cycle.nodes.count, truth)
            }
        }
    }

    @Test(arguments: graphs.indices)
    func `nearest dominators are networkx's`(index: Int) {
        let truth = Self.graphs[index]
        let tree = DominatorTree(nodeCount: truth.nodes) { node, body in
            for edge in truth.edges where edge[0] != edge[1] && Int(max(edge[0], edge[1])) == node {
                body(Int(min(edge[0], edge[1])))
            }
        }
        let found = tree.parents.dropLast().map { $0 == tree.root ? nil : $0 }
        #expect(found == truth.dominators, "seed \(truth.seed)")
    }

    /// A part has every edge of the whole between its nodes, once.
    private func expectEdges(of part: Subgraph, areThoseWithin nodes: [Int32], _ truth: Graph) {
        let within = truth.edges.indices.filter {
            nodes.contains(truth.edges[$0][0]) && nodes.contains(truth.edges[$0][1])
        }
        #expect(part.graph.labels.sorted() == within.map { Int32($0) }, "seed \(truth.seed)")
        expectPlaces(of: part, truth)
    }

    /// A walk has one edge a step, each from a node to the next.
    private func expectWalk(_ part: Subgraph, edges: Int, _ truth: Graph) {
        #expect(part.graph.edgeCount == edges, "seed \(truth.seed)")
        for edge in part.graph.edges {
            #expect(Int(edge.target) == (Int(edge.source) + 1) % part.nodes.count, "seed \(truth.seed)")
        }
        expectPlaces(of: part, truth)
    }

    private func expectPlaces(of part: Subgraph, _ truth: Graph) {
        for edge in part.graph.edges {
            let ends = [part.nodes[Int(edge.source)], part.nodes[Int(edge.target)]]
            #expect(ends == truth.edges[Int(edge.label)], "seed \(truth.seed)")
        }
    }
}
