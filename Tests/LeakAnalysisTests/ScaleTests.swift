import Foundation
import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

/// What is linear stays linear: a quadratic step would need hours here, not the minute of the limit.
@Suite(.serialized) struct ScaleTests {
    #if DEBUG
    private static let size = 100_000
    #else
    private static let size = 1_000_000
    #endif

    @Test(.timeLimit(.minutes(1)))
    func `a large ring is one finding`() throws {
        var heap = HeapBuilder()
        let nodes = chain(&heap, of: Self.size)
        heap.store(nodes[Self.size - 1], "next", nodes[0])
        heap.end()
        let analysis = try RunAnalyzer.analyze(heap.trace)
        #expect(analysis.findings.map(\.objectsInCycle) == [Self.size])
        #expect(analysis.findings.map(\.length) == [Self.size])
        #expect(analysis.findings.map(\.path.count) == [Finding.mostSteps], "its two ends")
        #expect(analysis.findings.first?.path.last?.object == "Node#\(Self.size)")
        #expect(analysis.findings.first?.orphanedBy == nil, "no event has a site")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a large ring with a chord, a doubly linked list and a hub are found in time`() throws {
        var heap = HeapBuilder()
        let ring = chain(&heap, of: Self.size / 4)
        heap.store(ring[ring.count - 1], "next", ring[0])
        heap.store(ring[ring.count / 2], "chord", ring[0])
        let list = chain(&heap, of: Self.size / 4)
        for (left, right) in zip(list, list.dropFirst()) { heap.store(right, "previous", left) }
        let hub = heap.allocate("Hub")
        for node in chain(&heap, of: Self.size / 4) {
            heap.store(hub, "child", node)
            heap.store(node, "hub", hub)
        }
        heap.end()
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(Set(findings.map(\.length)) == [Self.size / 8 + 1, 2])
        #expect(findings.count == 3)
    }

    @Test(.timeLimit(.minutes(1)))
    func `many small cycles are one finding of many`() throws {
        var heap = HeapBuilder()
        for _ in 0..<Self.size / 2 {
            let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
            heap.store(a, "next", b)
            heap.store(b, "next", a)
        }
        heap.end()
        #expect(try RunAnalyzer.analyze(heap.trace).findings.map(\.instances) == [Self.size / 2])
    }

    @Test(.timeLimit(.minutes(1)))
    func `ten times as many events take about ten times as long`() throws {
        // Of 3-cycles: what refcycle needs 17 seconds for at 100,000.
        let small = try leastTime(rings: Self.size / 200)
        let large = try leastTime(rings: Self.size / 20)
        // A step that is quadratic would take a hundred times as long; what falls out of the caches takes twice.
        #expect(large < 30 * small, "\(small) and \(large) seconds")
    }

    /// The least processor time of three analyses, in seconds: other processes do not count.
    private func leastTime(rings: Int) throws -> Double {
        let trace = RingsTrace(rings: rings)
        return try (1...3).reduce(Double.infinity) { least, _ in
            let began = threadTime()
            let analysis = try RunAnalyzer.analyze(trace)
            let time = threadTime() - began
            #expect(analysis.findings.map(\.instances) == [rings])
            #expect(analysis.findings.map(\.objectsInCycle) == [3 * rings])
            return min(least, time)
        }
    }

    private func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Nodes that hold each the next, the first bound to a name.
    private func chain(_ heap: inout HeapBuilder, of count: Int) -> [ObjectID] {
        let first = heap.allocate("Node")
        heap.bind("first", first)
        var nodes = [first]
        for _ in 1..<count {
            let node = heap.allocate("Node")
            heap.store(nodes[nodes.count - 1], "next", node)
            nodes.append(node)
        }
        return nodes
    }
}
