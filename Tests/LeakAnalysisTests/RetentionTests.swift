import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

/// Which cycles hold which, and what each keeps alone.
@Suite struct RetentionTests {
    @Test func `key cycles come first, however little they keep`() throws {
        var heap = HeapBuilder()
        let (key, held) = (heap.allocate("Key", bytes: 1), heap.allocate("Held", bytes: 1_000))
        heap.store(key, "me", key)
        heap.store(held, "me", held)
        let (other, tail) = (heap.allocate("Other", bytes: 2), heap.allocate("Tail", bytes: 7))
        heap.store(other, "me", other)
        heap.store(key, "tail", tail)
        heap.store(tail, "held", held)
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map { $0.path.map(\.object) } == [["Key#1"], ["Other#1"], ["Held#1"]])
        #expect(findings.map(\.heldBy) == [[], [], [findings[0].fingerprint]], "through the tail, which is no cycle")
        #expect(findings.map(\.retainedBytes) == [8, 2, 1_000], "each object is counted once")
        #expect(findings.map(\.exclusiveBytes) == [1_008, 2, 1_000], "all of them would go with the key")
        #expect(findings.map(\.exclusiveObjects) == [3, 1, 1])
    }

    @Test func `what two cycles hold neither keeps alone`() throws {
        var heap = HeapBuilder()
        let (a, b, shared) = (
            heap.allocate("A", bytes: 1), heap.allocate("B", bytes: 2), heap.allocate("Shared", bytes: 40)
        )
        for owner in [a, b] {
            heap.store(owner, "me", owner)
            heap.store(owner, "shared", shared)
        }
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.reduce(0) { $0 + $1.retainedBytes } == 43)
        #expect(Set(findings.map(\.exclusiveBytes)) == [1, 2])
    }

    @Test func `a cycle below another of its own cause is weighed with that one`() throws {
        var heap = HeapBuilder()
        let nodes = (0..<3).map { _ in heap.allocate("Node", bytes: 10) }
        for node in nodes { heap.store(node, "me", node) }
        heap.store(nodes[0], "below", nodes[1])
        heap.store(nodes[1], "below", nodes[2])
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map(\.instances) == [3])
        #expect(findings.map(\.exclusiveBytes) == [30])
        #expect(findings.map(\.heldBy) == [[]], "a cause does not hold itself")
    }

    @Test func `what hangs on a long chain of holders is found in time`() throws {
        var heap = HeapBuilder()
        let nodes = (0..<20_000).map { _ in heap.allocate("Node", bytes: 1) }
        heap.store(nodes[0], "me", nodes[0])
        for (left, right) in zip(nodes, nodes.dropFirst()) { heap.store(left, "next", right) }
        // Every node is also held by the middle one, or holds it: common ancestors lie far up.
        for node in nodes[10_001...] { heap.store(nodes[10_000], "all", node) }
        heap.mark(.namesDropped)
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map(\.exclusiveBytes) == [20_000])
    }
}
