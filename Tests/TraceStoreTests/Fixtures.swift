import Foundation
import TraceModel
import TraceStore

let toolVersion = "0.1-test"

extension TraceRecorder {
    /// Hands over one batch.
    func record(_ events: [Event], names: TraceNames = TraceNames(), output: [PrintedOutput] = []) throws {
        try events.withUnsafeBufferPointer { try record(EventBatch(events: $0, names: names, output: output)) }
    }
}

extension RunDescription {
    static func sample(_ program: String = "ring", _ design: Design = .strong) -> RunDescription {
        RunDescription(program: program, design: design)
    }
}

/// A ring of one node that drops its only name: small enough to know every row by heart.
enum SelfRing {
    static let names: TraceNames = {
        var names = TraceNames()
        names.types = [TypeDefinition(id: TypeID(rawValue: 1), name: "Node")]
        names.fields = [
            FieldDefinition(id: FieldID(rawValue: 1), name: "a"),
            FieldDefinition(id: FieldID(rawValue: 2), name: "next", declaringType: TypeID(rawValue: 1)),
        ]
        names.sites = [
            SiteDefinition(
                id: SiteID(rawValue: 1), file: "ring.py", line: 3, column: 1, function: "<module>",
                statement: "a = Node()"),
            SiteDefinition(
                id: SiteID(rawValue: 2), file: "ring.py", line: 4, column: 1, function: "<module>",
                statement: "a.next = a"),
        ]
        return names
    }()

    private static let node = ObjectID(rawValue: 1)
    private static let first = SiteID(rawValue: 1)
    private static let second = SiteID(rawValue: 2)

    static let events = [
        Event(.statement, count: 0, owner: .module, site: first),
        Event(
            .allocate, object: node, count: 48, owner: OwnerID(rawValue: 1), field: FieldID(rawValue: 1), site: first),
        Event(.retain, object: node, count: 1, owner: .module, field: FieldID(rawValue: 1), site: first),
        Event(.statement, count: 0, owner: .module, site: second),
        Event(.retain, object: node, count: 2, owner: OwnerID(node), field: FieldID(rawValue: 2), site: second),
        Event(.retain, object: node, count: 3, owner: OwnerID(rawValue: -7), field: .temporary, site: second),
        Event(.release, object: node, count: 2, owner: OwnerID(rawValue: -7), field: .temporary, site: second),
        Event(.mark, count: EndMark.programEnd.rawValue),
        Event(.release, object: node, count: 1, owner: .module, field: FieldID(rawValue: 1)),
        Event(.mark, count: EndMark.namesDropped.rawValue),
    ]

    /// The same once more: another object that is held, whose events are told of the first one.
    static func events(making number: Int) -> [Event] {
        events.map { event in
            var event = event
            if event.kind == .allocate { event.object = ObjectID(rawValue: UInt32(number)) }
            return event
        }
    }

    /// What a reader of the recording must get.
    static let trace = MemoryTrace(events: events, names: names)

    /// Records it as one finished run into a new session, batch by batch of `batchSize` events.
    @discardableResult
    static func record(
        into path: String, _ description: RunDescription = .sample(), batchSize: Int = 4
    ) throws -> Int {
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(description)
        var names = names
        for start in stride(from: 0, to: events.count, by: batchSize) {
            try recorder.record(Array(events[start..<min(start + batchSize, events.count)]), names: names)
            names = TraceNames()
        }
        try recorder.finish(status: .finished)
        try session.close()
        return recorder.run
    }
}

extension Trace {
    /// Everything a reader gets, in memory.
    func copy() throws -> MemoryTrace {
        var events: [Event] = []
        try forEachEvent { _, event in events.append(event) }
        return MemoryTrace(events: events, names: names, output: output)
    }
}
