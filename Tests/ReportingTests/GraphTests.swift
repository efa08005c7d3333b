import Foundation
import GoldenFiles
import Inspection
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct GraphTests {
    @Test(.tags(.golden)) func `a leaked cycle in DOT`() throws {
        try expectGolden(GraphDOT().text(Samples.cycleDrawing), "graph-cycle.dot")
    }

    @Test(.tags(.golden)) func `names, weak references and what is left out in DOT`() throws {
        try expectGolden(GraphDOT().text(Samples.squareDrawing), "graph-square.dot")
    }

    @Test(.tags(.golden)) func `a leaked cycle in Mermaid`() throws {
        try expectGolden(GraphMermaid().text(Samples.cycleDrawing), "graph-cycle.mmd")
    }

    @Test(.tags(.golden)) func `names, weak references and what is left out in Mermaid`() throws {
        try expectGolden(GraphMermaid().text(Samples.squareDrawing), "graph-square.mmd")
    }

    @Test(.tags(.golden)) func `a heap snapshot`() throws {
        let text = GraphHeapSnapshot().text(try MomentGraph(Samples.leakTrace()))
        try expectGolden(text, "leak.heapsnapshot")
    }

    @Test func `an empty moment is drawn empty`() throws {
        let graph = try MomentGraph(MemoryTrace())
        let drawing = Drawing(run: Samples.run(1, "empty", .strong), picture: ObjectPicture(graph))
        #expect(GraphDOT().text(drawing).hasSuffix("}\n"))
        #expect(GraphMermaid().text(drawing).hasPrefix("flowchart LR\n"))
        #expect(try SnapshotReader(GraphHeapSnapshot().text(graph)).nodes.count == 1)
    }

    @Test func `the heap snapshot holds every object, its names and its sizes`() throws {
        let snapshot = try SnapshotReader(GraphHeapSnapshot().text(try MomentGraph(Samples.leakTrace())))
        #expect(snapshot.problems == [])
        let objects = snapshot.nodes.filter { $0.type != "synthetic" }
        #expect(objects.map(\.id) == [1, 2, 3, 4])
        #expect(objects.map(\.name) == ["Node", "Node", "list", "Node"])
        #expect(objects.map(\.selfSize) == [100, 10, 1_000, 10])
        #expect(
            objects.map { $0.edges.map { "\($0.type) \($0.name)" } } == [
                ["weak next"], ["property next"], ["element 0"], ["property next"],
            ])
        #expect(snapshot.nodes[0].edges.map(\.name) == ["root", "unreachable"])
        // Without the way in, all of the ring would go, and nothing of what the name holds.
        #expect(snapshot.retainedSize(ofID: 2) == 10 + 1_000 + 10)
        #expect(snapshot.retainedSize(ofID: 1) == 100)
    }
}
