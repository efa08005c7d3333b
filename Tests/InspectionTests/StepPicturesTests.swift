import HeapBuilding
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@Suite struct StepPicturesTests {
    private func pictures(
        _ heap: HeapBuilder, labels: [String] = [], events: [Int] = [], work: Int = StepPictures.mostWork
    )
        throws -> StepPictures
    {
        let scan = try PictureScan(heap.trace, labels: labels, events: events)
        return try StepPictures(
            heap.trace, scan: scan, labels: Set(scan.drawn), statements: scan.shownStatements(), work: work)
    }

    /// The book's ring: two objects that hold each other, and a last statement that drops their names.
    private func ring() -> HeapBuilder {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        let a = heap.allocate("obj")
        heap.bind("a", a)
        heap.line(2, "b = obj()")
        let b = heap.allocate("obj")
        heap.bind("b", b)
        heap.line(3, "a.b = b; b.a = a")
        heap.store(a, "b", b)
        heap.store(b, "a", a)
        heap.line(4, "a = b = None")
        heap.unbind("a")
        heap.unbind("b")
        heap.end()
        return heap
    }

    @Test func `every statement has a picture of what it left behind`() throws {
        let frames = try pictures(ring()).frames
        #expect(frames.map(\.number) == [1, 2, 3, 4])
        #expect(frames.map(\.statement?.line) == [1, 2, 3, 4])
        #expect(frames.map { $0.picture.boxes.map(\.count) } == [[1], [1, 1], [2, 2], [1, 1]])
        #expect(frames.map { $0.picture.roots } == [["a"], ["a", "b"], ["a", "b"], []])
        #expect(frames[2].picture.boxes.map(\.state) == [.reached, .reached])
        #expect(frames[3].picture.boxes.map(\.state) == [.inCycle, .inCycle])
    }

    @Test func `the end of the run is a picture of its own only where it changes something`() throws {
        var heap = HeapBuilder()
        heap.line(1, "a = obj()")
        heap.bind("a", heap.allocate("obj"))
        heap.end()
        let frames = try pictures(heap).frames
        #expect(frames.map(\.number) == [1, nil])
        #expect(frames[1].freed == ["obj#1"])
        #expect(frames[1].picture.boxes.isEmpty)
    }

    @Test func `statements in a loop of the module count pass by pass, those of calls do not`() throws {
        var heap = HeapBuilder()
        heap.line(1, "for i in range(2):")
        for _ in 1...2 {
            heap.line(2, "n = f()", depth: 1)
            heap.line(9, "return obj()", depth: 2, function: "f", frame: OwnerID(rawValue: -2))
            heap.bind("n", heap.allocate("obj"))
        }
        heap.end()
        #expect(try pictures(heap).frames.compactMap(\.statement?.line) == [1, 2, 2])
    }

    @Test func `where what was asked for happened in a function, one steps into those of the module's file`() throws {
        var heap = HeapBuilder()
        var asked: [Int] = []
        heap.line(1, "for i in range(2):")
        for pass in 1...2 {
            if pass == 1 {
                heap.line(2, "n = f()", depth: 1)
                heap.line(9, "return obj()", depth: 2, function: "f", frame: OwnerID(rawValue: -2))
            } else {
                heap.emit(Event(.statement, count: 1, owner: .module, site: SiteID(rawValue: 2)))
                heap.emit(Event(.statement, count: 2, owner: OwnerID(rawValue: -2), site: SiteID(rawValue: 3)))
            }
            asked.append(heap.now)
            heap.bind("n", heap.allocate("obj"))
        }
        heap.end()
        let scan = try PictureScan(heap.trace, labels: [], events: asked)
        #expect(scan.hasMomentInFunction)
        #expect(scan.statementCount() == 3)
        #expect(scan.statementCount(inFunctions: true) == 5)
        let pictures = try StepPictures(
            heap.trace, scan: scan, labels: Set(scan.drawn), statements: scan.shownStatements(inFunctions: true),
            inFunctions: true)
        let steps = pictures.frames.filter { $0.number != nil }
        #expect(steps.compactMap(\.statement?.line) == [1, 2, 9, 2, 9])
        #expect(steps.map(\.pass) == [1, 1, 1, 2, 2])
        #expect(try !PictureScan(heap.trace, labels: [], events: [1]).hasMomentInFunction)
    }

    @Test func `of a long run the first statements are shown, the last, and those around what was asked for`() throws {
        var heap = HeapBuilder()
        var asked = 0
        for number in 1...1000 {
            heap.line(number)
            if number == 500 { asked = heap.now }
        }
        heap.end()
        let pictures = try pictures(heap, events: [asked])
        let numbers = pictures.frames.compactMap(\.number)
        #expect(pictures.statementCount == 1000)
        #expect(numbers == Array(1...30) + Array(496...504) + Array(997...1000))
    }

    @Test func `of many objects the first are drawn, and those that were asked for`() throws {
        var heap = HeapBuilder()
        heap.line(1)
        for index in 1...1000 { heap.bind("n\(index)", heap.allocate("Node")) }
        heap.end()
        let pictures = try pictures(heap, labels: ["Node#700"])
        #expect(pictures.objectCount == 1000)
        #expect(pictures.drawn == (1...13).map { "Node#\($0)" } + ["Node#700"])
        #expect(pictures.frames.first?.picture.boxes.map(\.label) == pictures.drawn)
    }

    @Test func `where too much is alive for every picture, the first and the end are taken`() throws {
        var heap = HeapBuilder()
        for index in 1...60 {
            heap.line(index)
            for _ in 1...10 { heap.bind("n", heap.allocate("Node")) }
        }
        heap.end()
        // 10 objects after the first statement, 20 after the second: 100 are enough for the first four of them.
        let pictures = try pictures(heap, work: 101)
        #expect(pictures.frames.map(\.number) == [1, 2, 3, 4, nil])
        #expect(pictures.frames.last?.picture.moment.mark == .namesDropped)
    }

    @Test func `a run without instances is drawn with everything that it has`() throws {
        var heap = HeapBuilder()
        heap.line(1, "items = []")
        let list = heap.allocate("list", kind: .container)
        heap.bind("items", list)
        heap.end()
        #expect(try pictures(heap).frames.first?.picture.boxes.map(\.label) == ["list#1"])
    }

    @Test func `the timeline ends where the run is judged, so that what leaked stays in it`() throws {
        var heap = ring()
        heap.collect([ObjectID(rawValue: 1), ObjectID(rawValue: 2)])
        let scan = try PictureScan(heap.trace, labels: [], events: [])
        #expect(scan.judgedAt < heap.trace.eventCount)
        #expect(scan.timeline.points.last == .init(seq: scan.judgedAt, objects: 2, bytes: 96))
        #expect(scan.timeline.points.map(\.objects).max() == 2)
    }

    @Test func `a point of a long timeline is the highest of its stretch`() throws {
        var heap = HeapBuilder()
        heap.line(1)
        for _ in 1...1000 {
            heap.bind("n", heap.allocate("Node"))
            heap.unbind("n")
        }
        heap.end()
        let timeline = try PictureScan(heap.trace, labels: [], events: []).timeline
        #expect(timeline.points.count <= MemoryTimeline.mostPoints)
        #expect(timeline.stride > 1)
        // Never more than one alive, and in every stretch of more than three events one is.
        #expect(timeline.points.dropLast().allSatisfy { $0.objects == 1 && $0.bytes == 48 })
    }

    @Test func `histories of several objects are those of each`() throws {
        let heap = ring()
        let ids = [ObjectID(rawValue: 1), ObjectID(rawValue: 2), ObjectID(rawValue: 99)]
        let together = try ObjectHistory.build(heap.trace, objects: Set(ids))
        #expect(together.count == 2)
        for id in ids.prefix(2) { #expect(try together[id] == ObjectHistory.build(heap.trace, object: id)) }
    }
}
