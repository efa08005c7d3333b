import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

/// What `why` says of objects that died.
@Suite struct WhyAliveTests {
    private func death(_ heap: HeapBuilder, _ object: ObjectID) throws -> WhyAlive.Death {
        let why = try WhyAlive.build(heap.trace, object: object)
        guard case .freed(let death) = why.answer else {
            throw TraceError(.defect, "\(object.rawValue) did not die")
        }
        return death
    }

    @Test func `an object that counting freed died by the release that began the cascade`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = Node()")
        let (a, b) = (heap.allocate("Node"), heap.allocate("Node"))
        heap.bind("a", a)
        heap.line(2, "a.next = b")
        heap.store(a, "next", b)
        heap.line(3, "a = None")
        heap.unbind("a")
        heap.end()
        for (object, holder) in [(a, "a"), (b, "Node#1.next")] {
            let death = try death(heap, object)
            #expect(death.byCollector == false)
            #expect(death.lastHolder == holder)
            #expect(death.cause?.line == 3)
            #expect(death.at?.line == 3)
            #expect(death.orphanedBy == nil, "it was reached until it died")
        }
    }

    @Test func `an object that a collection freed was orphaned before, by the release that let it go`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = Node()")
        let a = heap.allocate("Node")
        heap.bind("a", a)
        heap.store(a, "me", a)
        heap.line(2, "a = None")
        heap.unbind("a")
        heap.line(3, "gc.collect()")
        heap.collect([a])
        heap.end()
        let death = try death(heap, a)
        #expect(death.byCollector)
        #expect(death.cause == nil)
        #expect(death.orphanedBy?.line == 2)
        #expect(death.at?.line == 3)
    }
}
