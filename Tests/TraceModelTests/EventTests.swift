import Testing
import TraceModel

@Suite("Events")
struct EventTests {
    @Test func `an event takes 32 bytes of a buffer`() {
        #expect(MemoryLayout<Event>.stride == 32)
    }

    @Test func `every kind has a name and a number of its own`() {
        #expect(Set(EventKind.allCases.map(\.name)).count == EventKind.allCases.count)
        #expect(Set(ObjectKind.allCases.map(\.name)).count == ObjectKind.allCases.count)
        // Stored in databases, so these numbers never change.
        #expect(EventKind.allCases.map(\.rawValue) == Array(1...13))
        #expect(ObjectKind.allCases.map(\.rawValue) == Array(1...7))
        #expect(EndMark.allCases.map(\.rawValue) == [1, 2, 3])
    }

    @Test func `a trace in memory reads from any event on`() throws {
        let events = (1...5).map { Event(.iteration, count: Int64($0)) }
        let trace = MemoryTrace(events: events)
        var seen: [Int] = []
        try trace.readEvents(from: 3) { first, chunk in
            seen += chunk.indices.map { $0 - chunk.startIndex + first }
            #expect(chunk.map(\.count) == [3, 4, 5])
            return true
        }
        #expect(seen == [3, 4, 5])
        try trace.readEvents(from: 6) { _, _ in
            Issue.record("there is no sixth event")
            return true
        }
    }

    @Test func `every event comes with its number`() throws {
        let trace = MemoryTrace(events: (1...4).map { Event(.iteration, count: Int64($0)) })
        var pairs: [(Int, Int64)] = []
        try trace.forEachEvent { pairs.append(($0, $1.count)) }
        #expect(pairs.map(\.0) == [1, 2, 3, 4])
        #expect(pairs.map(\.1) == [1, 2, 3, 4])
    }
}
