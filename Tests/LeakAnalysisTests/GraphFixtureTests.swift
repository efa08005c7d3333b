import Foundation
import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

/// Random graphs of which networkx, not we, said what is to be found: `fixtures/graphs/generate_graphs.py`.
@Suite struct GraphFixtureTests {
    struct Graph: Decodable {
        var seed: Int
        var nodes: Int
        var edges: [[Int]]
        var roots: [Int]
        var leaked: [Int]
        var components: [Component]
    }

    struct Component: Decodable {
        var members: [Int]
        var shortest: Int
        var isKey: Bool
        var exclusive: Int
    }

    static let graphs: [Graph] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/graphs/graphs.json")
        return (try? JSONDecoder().decode([Graph].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func `the fixtures are there, and hold what is hard`() {
        #expect(Self.graphs.count == 300)
        #expect(Self.graphs.count { $0.components.count > 1 } > 50)
        #expect(Self.graphs.contains { $0.components.contains { !$0.isKey } })
        #expect(Self.graphs.contains { $0.leaked.isEmpty })
    }

    @Test(arguments: graphs.indices)
    func `what leaked, in which cycles, and what each keeps agree with networkx`(index: Int) throws {
        let graph = Self.graphs[index]
        var heap = HeapBuilder()
        let objects = (0..<graph.nodes).map { heap.allocate("T\($0)", bytes: Int64(10 + $0)) }
        for (number, edge) in graph.edges.enumerated() {
            heap.store(objects[edge[0]], "f\(number)", objects[edge[1]])
        }
        for root in graph.roots { heap.bind("root\(root)", objects[root]) }
        heap.mark(.namesDropped)
        let analysis = try RunAnalyzer.analyze(heap.trace)

        #expect(analysis.summary.instances.leaked == graph.leaked.count, "seed \(graph.seed)")
        #expect(analysis.summary.bytes.leaked == graph.leaked.reduce(0) { $0 + 10 + $1 }, "seed \(graph.seed)")
        #expect(analysis.findings.count == graph.components.count, "seed \(graph.seed)")
        for (number, finding) in analysis.findings.enumerated() {
            let members = analysis.members.filter { $0.finding == number && $0.role == .inCycle }
            let nodes = members.compactMap { objects.firstIndex(of: $0.object) }.sorted()
            let truth = try #require(graph.components.first { $0.members == nodes }, "seed \(graph.seed)")
            #expect(finding.path.count == truth.shortest, "seed \(graph.seed)")
            #expect(finding.heldBy.isEmpty == truth.isKey, "seed \(graph.seed)")
            #expect(finding.exclusiveBytes == truth.exclusive, "seed \(graph.seed)")
            expectRing(finding.path, in: graph)
        }
        let keys = analysis.findings.map(\.heldBy.isEmpty)
        #expect(keys == keys.sorted { $0 && !$1 }, "seed \(graph.seed): key cycles come first")
    }

    /// Every step is an edge of the graph, and the last leads back to the first.
    private func expectRing(_ path: [Finding.Step], in graph: Graph) {
        for (step, next) in zip(path, path.dropFirst() + path.prefix(1)) {
            #expect(step.target == next.object, "seed \(graph.seed)")
            let edge = Int(step.field.dropFirst()).map { graph.edges[$0] } ?? []
            #expect(edge.map { "T\($0)#1" } == [step.object, step.target], "seed \(graph.seed)")
        }
    }

    @Test(arguments: graphs.indices)
    func `why tells of every object what networkx says of it`(index: Int) throws {
        let graph = Self.graphs[index]
        var heap = HeapBuilder()
        let objects = (0..<graph.nodes).map { heap.allocate("T\($0)") }
        for (number, edge) in graph.edges.enumerated() {
            heap.store(objects[edge[0]], "f\(number)", objects[edge[1]])
        }
        for root in graph.roots { heap.bind("root\(root)", objects[root]) }
        heap.mark(.programEnd)
        heap.mark(.namesDropped)
        for node in [0, graph.nodes / 2, graph.nodes - 1] {
            let why = try WhyAlive.build(heap.trace, object: objects[node])
            switch why.answer {
            case .reached(let root, let path):
                #expect(!graph.leaked.contains(node), "seed \(graph.seed)")
                let first = path.steps.first?.object ?? "T\(node)#1"
                #expect(root == "root\(first.dropFirst().prefix { $0 != "#" })", "seed \(graph.seed)")
                #expect(path.steps.last?.target ?? first == "T\(node)#1", "seed \(graph.seed)")
            case .leaked(let leak):
                #expect(graph.leaked.contains(node), "seed \(graph.seed)")
                let label = "T\(node)#1"
                if leak.fingerprint != nil {
                    expectRing(leak.ring.steps, in: graph)
                    let isInRing = leak.ring.steps.contains { $0.object == label }
                    #expect(isInRing == leak.path.steps.isEmpty, "seed \(graph.seed)")
                    #expect(isInRing || leak.path.steps.last?.target == label, "seed \(graph.seed)")
                    #expect(isInRing || leak.ring.steps.contains { $0.object == leak.path.steps.first?.object })
                }
            case .freed:
                Issue.record("seed \(graph.seed): nothing dies here")
            }
        }
    }
}
