import LeakAnalysis
import ReferenceCounting
import TraceModel

/// Graphs made on the heap without an interpreter between.
enum Graphs {
    /// Makes `last.next = Node(); last = last.next` for `count` nodes, and drops the head.
    ///
    /// A ring's last node holds the first, and a collection frees it.
    static func line(of count: Int, isRing: Bool, _ tracker: (any Tracker)?) throws {
        var heap = SimulatedHeap(tracker: tracker)
        let type = heap.defineType("Node")
        let next = heap.defineField("next", declaringType: type)
        let (head, last) = (heap.defineField("head"), heap.defineField("last"))
        let site = heap.defineSite(file: "bench.py", line: 1, statement: "last.next = Node()")
        heap.site = site
        func make() -> Handle {
            let node = heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance, capacity: 1)
            heap.retain(node, by: .module, .temporary)
            return node
        }
        let first = make()
        heap.move(first, from: .module, .temporary, to: .module, head)
        heap.retain(first, by: .module, last)
        var newest = first
        for _ in 1..<count {
            let node = make()
            try heap.setField(next, of: newest, to: Value(node), movedFrom: .module)
            heap.retain(node, by: .module, last)
            heap.release(newest, by: .module, last)
            newest = node
        }
        if isRing {
            heap.retain(first, by: .module, .temporary)
            try heap.setField(next, of: newest, to: Value(first), movedFrom: .module)
        }
        heap.release(newest, by: .module, last)
        heap.release(first, by: .module, head)
        if isRing { heap.collect(cause: .called) }
        try heap.finishRecording()
        precondition(heap.liveObjects == 0)
    }

    /// Leaks `count` cycles of three nodes each, and returns what was recorded.
    static func cycles(_ count: Int) throws -> MemoryTrace {
        let tracker = MemoryTracker()
        var heap = SimulatedHeap(tracker: tracker)
        let type = heap.defineType("Node")
        let next = heap.defineField("next", declaringType: type)
        let site = heap.defineSite(file: "bench.py", line: 1, statement: "a.next = b")
        heap.site = site
        for _ in 0..<count {
            let nodes = (0..<3).map { _ in
                let node = heap.allocate(type, kind: .instance, bytes: ObjectSizes.instance, capacity: 1)
                heap.retain(node, by: .module, .temporary)
                return node
            }
            for (index, node) in nodes.enumerated() {
                let target = nodes[(index + 1) % 3]
                heap.retain(target, by: .module, .temporary)
                try heap.setField(next, of: node, to: Value(target), movedFrom: .module)
            }
            for node in nodes { heap.release(node, by: .module, .temporary) }
        }
        heap.mark(.programEnd)
        heap.mark(.namesDropped)
        heap.mark(.finalCollection)
        try heap.finishRecording()
        precondition(heap.liveObjects == 3 * count)
        return tracker.trace
    }
}
