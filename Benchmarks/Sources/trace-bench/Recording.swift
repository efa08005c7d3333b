import TraceModel
import TraceStore

/// Where the events of a benchmark go.
enum Recording {
    /// Records into a database what `body` hands to a tracker, from the open to the close, or nothing where there
    /// is no path; returns how many events there were.
    static func run(
        into path: String?, _ method: RecordingMethod = .automatic, _ body: ((any Tracker)?) throws -> Void
    ) throws -> Int {
        guard let path else {
            try body(nil)
            return 0
        }
        let session = try RecordingSession(path: path, toolVersion: "bench", method: method)
        let recorder = try session.begin(RunDescription(program: "bench", design: .strong))
        let writer = ThreadedRecorder(recorder)
        let counter = CountingTracker(writer)
        try body(counter)
        try writer.finish()
        try recorder.finish(status: .finished)
        try session.close()
        return counter.events
    }
}

/// Counts what it hands on.
private final class CountingTracker: Tracker {
    private let next: any Tracker
    private(set) var events = 0

    init(_ next: any Tracker) { self.next = next }

    func record(_ batch: borrowing EventBatch) throws {
        events += batch.events.count
        try next.record(batch)
    }
}

/// The events of `Benchmarks/C/insert.c`, one by one the same: a chain of nodes, seven events a node.
enum SyntheticEvents {
    private static let batch = 16_384

    /// Hands `count` events to a tracker, as many at once as a heap does.
    static func send(_ count: Int, to tracker: any Tracker) throws {
        var names = TraceNames()
        names.types = (1...9).map { TypeDefinition(id: TypeID(rawValue: $0), name: "type\($0)") }
        names.fields = (1...2).map { FieldDefinition(id: FieldID(rawValue: $0), name: "field\($0)") }
        names.sites = (1...4).map {
            SiteDefinition(
                id: SiteID(rawValue: $0), file: "bench.py", line: Int($0), column: 1, function: "f", statement: "s")
        }
        let buffer = UnsafeMutableBufferPointer<Event>.allocate(capacity: batch)
        defer { buffer.deallocate() }
        for first in stride(from: 0, to: count, by: batch) {
            let size = min(batch, count - first)
            for index in 0..<size { buffer[index] = event(first + index) }
            let events = UnsafeBufferPointer(rebasing: buffer[0..<size])
            try tracker.record(EventBatch(events: events, names: names, output: []))
            names = TraceNames()
        }
    }

    @inline(__always)
    private static func event(_ index: Int) -> Event {
        let node = ObjectID(rawValue: UInt32(truncatingIfNeeded: index / 7 + 1))
        let frame = OwnerID(rawValue: -2)
        let next = FieldID(rawValue: 2)
        let (made, freed) = (SiteID(rawValue: 3), SiteID(rawValue: 4))
        return switch index % 7 {
        case 0: Event(.statement, owner: .module, site: made)
        case 1:
            Event(
                .allocate, object: node, count: 56, owner: OwnerID(rawValue: 9), field: FieldID(rawValue: 1),
                site: made)
        case 2: Event(.retain, object: node, count: 1, owner: frame, site: made)
        case 3: Event(.retain, object: node, count: 2, owner: OwnerID(node), field: next, site: made)
        case 4: Event(.release, object: node, count: 1, owner: frame, site: made)
        case 5: Event(.release, object: node, owner: OwnerID(node), field: next, site: freed)
        default: Event(.deinitialize, object: node, site: freed)
        }
    }
}
