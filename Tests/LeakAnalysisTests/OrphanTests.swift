import HeapBuilding
import LeakAnalysis
import Testing
import TraceModel

@Suite struct OrphanTests {
    @Test func `a cycle orphaned inside a cascade is orphaned by the root release that began it`() throws {
        var heap = HeapBuilder()
        let (owner, middle, ring) = (heap.allocate("Owner"), heap.allocate("Middle"), heap.allocate("Ring"))
        heap.bind("owner", owner)
        heap.store(owner, "middle", middle)
        heap.store(middle, "ring", ring)
        heap.store(ring, "me", ring)
        heap.line(7, "owner = None")
        let root = heap.now + 1
        heap.unbind("owner")
        #expect(heap.now > root + 2, "the cascade has releases of its own")
        heap.end()
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        let place = Finding.Moment(file: "test.py", line: 7, statement: "owner = None", seq: root, name: "owner")
        #expect(finding.orphanedBy == place)
        // owner is released and dies, middle is released and dies, then the ring is let go.
        #expect(finding.orphanedThrough?.seq == root + 4)
        #expect(finding.orphanedThrough?.statement == place.statement)
    }

    @Test func `a cycle that loses its name itself was orphaned through no cascade`() throws {
        var heap = HeapBuilder()
        let ring = heap.allocate("Ring")
        heap.bind("ring", ring)
        heap.store(ring, "me", ring)
        heap.line(7, "ring = None")
        heap.unbind("ring")
        heap.end()
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        #expect(finding.orphanedBy != nil)
        #expect(finding.orphanedThrough == nil)
    }

    @Test func `what a leaked cycle holds was orphaned through the release that reached that cycle`() throws {
        var heap = HeapBuilder()
        let (owner, outer, inner) = (heap.allocate("Owner"), heap.allocate("Outer"), heap.allocate("Inner"))
        heap.bind("owner", owner)
        heap.store(owner, "outer", outer)
        heap.store(outer, "me", outer)
        heap.store(outer, "inner", inner)
        heap.store(inner, "me", inner)
        heap.line(7, "owner = None")
        let root = heap.now + 1
        heap.unbind("owner")
        heap.end()
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        #expect(findings.map(\.orphanedBy?.seq) == [root, root])
        #expect(findings.map(\.orphanedThrough?.seq) == [root + 2, root + 2], "the dying owner lets go of outer")
        #expect(findings.map(\.heldBy) == [[], findings.prefix(1).map(\.fingerprint)])
    }

    @Test func `an object that its finalizer brings back for a while still dies by the first release`() throws {
        var heap = HeapBuilder()
        let (owner, ring) = (heap.allocate("Owner"), heap.allocate("Ring"))
        let (frame, name) = (OwnerID(rawValue: -2), heap.field("self"))
        heap.bind("owner", owner)
        heap.store(owner, "ring", ring)
        heap.store(ring, "me", ring)
        heap.line(7, "owner = None")
        var trace = heap.trace
        let site = trace.events.last?.site ?? .none
        let first = trace.events.count + 1
        trace.events += [
            Event(.release, object: owner, count: 0, owner: .module, field: heap.field("owner"), site: site),
            Event(.retain, object: owner, count: 1, owner: frame, field: name, site: site),
            Event(.statement, count: 1, owner: frame, site: site),
            Event(.release, object: owner, count: 0, owner: frame, field: name, site: site),
            Event(.deinitialize, object: owner, site: site),
            Event(.release, object: ring, count: 1, owner: OwnerID(owner), field: heap.field("ring"), site: site),
            Event(.mark, count: EndMark.namesDropped.rawValue),
        ]
        #expect(try RunAnalyzer.analyze(trace).findings.first?.orphanedBy?.seq == first)
    }

    @Test(arguments: [false, true])
    func `a cycle whose garbage holder was collected later was orphaned before`(throughAThird: Bool) throws {
        var heap = HeapBuilder()
        let (holder, third, ring) = (heap.allocate("Holder"), heap.allocate("Third"), heap.allocate("Ring"))
        heap.bind("holder", holder)
        heap.store(holder, "me", holder)
        heap.store(holder, "child", throughAThird ? third : ring)
        if throughAThird { heap.store(third, "child", ring) }
        heap.store(ring, "me", ring)
        heap.line(7, "holder = None")
        heap.unbind("holder")
        let orphaned = heap.now
        heap.line(8, "gc.collect(0)")
        heap.collect([holder])
        heap.end()
        let findings = try RunAnalyzer.analyze(heap.trace).findings
        let ring1 = try #require(findings.first { $0.left > 0 })
        #expect(ring1.path.map(\.object) == ["Ring#1"])
        #expect(ring1.orphanedBy?.seq == orphaned)
        let holder1 = try #require(findings.first { $0.collected > 0 })
        #expect(holder1.path.map(\.object) == ["Holder#1"])
        #expect(holder1.orphanedBy?.seq == orphaned)
        #expect(holder1.closedBy?.statement == ring1.closedBy?.statement, "all stores stand on one line")
    }

    @Test func `closing and orphaning that the source cannot place are left out`() throws {
        var heap = HeapBuilder()
        let ring = heap.allocate("Ring")
        heap.store(ring, "me", ring)
        heap.mark(.namesDropped)
        let finding = try #require(try RunAnalyzer.analyze(heap.trace).findings.first)
        #expect(finding.closedBy == nil, "no event has a site")
        #expect(finding.orphanedBy == nil, "no root ever held it")
    }
}
