/// A recorded run that can be read batch by batch, in either direction, as often as needed.
public protocol Trace {
    /// The names that the events use.
    var names: TraceNames { get }
    /// What the program printed.
    var output: [PrintedOutput] { get }
    /// How many events there are.
    var eventCount: Int { get }
    /// The batches in their order; together they are all of the events.
    var batches: [BatchOutline] { get }

    /// Replaces `events` with those of the batch at this place in ``batches``, verified where the source can.
    func load(_ batch: Int, into events: inout [Event]) throws

    /// How the objects with these ids came into being; an id that the run never allocated is left out.
    func births(of objects: Set<ObjectID>) throws -> [ObjectID: ObjectBirth]

    /// The object of one of these types with the number of a label; nil where there is none.
    func object(of types: Set<TypeID>, ordinal: Int) throws -> ObjectID?
}

/// Which events a batch holds, and which objects they can be about.
public struct BatchOutline: Equatable, Sendable {
    /// The run's own numbers of the events, from 1.
    public var events: ClosedRange<Int>
    /// The objects that the events name.
    public var objects: ObjectSpan

    /// Describes a batch.
    public init(events: ClosedRange<Int>, objects: ObjectSpan = .all) {
        self.events = events
        self.objects = objects
    }
}

extension Trace {
    /// Calls `body` with consecutive chunks of events and the sequence number (from 1) of each chunk's first,
    /// from event `start` on, until it returns false or the events end.
    public func readEvents(from start: Int, _ body: (_ first: Int, _ events: ArraySlice<Event>) throws -> Bool) throws {
        let batches = batches
        var events: [Event] = []
        var place = batches.firstIndex { $0.events.upperBound >= start } ?? batches.count
        while place < batches.count {
            try load(place, into: &events)
            let skipped = max(start - batches[place].events.lowerBound, 0)
            guard try body(batches[place].events.lowerBound + skipped, events[skipped...]) else { return }
            place += 1
        }
    }

    /// Calls `body` with every event and its sequence number, from 1.
    public func forEachEvent(_ body: (_ sequence: Int, _ event: Event) throws -> Void) throws {
        try forEachEvent(in: { _ in true }, body)
    }

    /// Calls `body` with every event, and its sequence number, of the batches that `matters` accepts; the others are
    /// not read.
    public func forEachEvent(
        in matters: (BatchOutline) -> Bool, _ body: (_ sequence: Int, _ event: Event) throws -> Void
    ) throws {
        var events: [Event] = []
        for (place, batch) in batches.enumerated() where matters(batch) {
            try load(place, into: &events)
            var sequence = batch.events.lowerBound
            for event in events {
                try body(sequence, event)
                sequence += 1
            }
        }
    }

    /// Calls `body` with one batch after another, the newest first, from the one that holds event `end` back, until
    /// it returns false; of the first batch only the events up to `end` are handed over.
    public func readBackwards(
        from end: Int, _ body: (_ first: Int, _ events: ArraySlice<Event>) throws -> Bool
    ) throws {
        let batches = batches
        var events: [Event] = []
        for place in batches.indices.reversed() where batches[place].events.lowerBound <= end {
            try load(place, into: &events)
            let kept = min(end - batches[place].events.lowerBound + 1, events.count)
            guard try body(batches[place].events.lowerBound, events[..<kept]) else { return }
        }
    }

    public func births(of objects: Set<ObjectID>) throws -> [ObjectID: ObjectBirth] {
        try birthsInEvents(of: objects)
    }

    public func object(of types: Set<TypeID>, ordinal: Int) throws -> ObjectID? {
        try objectInEvents(of: types, ordinal: ordinal)
    }

    /// The object of one of these types with the number of a label, looked for in the events.
    public func objectInEvents(of types: Set<TypeID>, ordinal: Int) throws -> ObjectID? {
        guard !types.isEmpty, ordinal > 0 else { return nil }
        var made = 0
        var found: ObjectID?
        try readEvents(from: 1) { _, events in
            for event in events where event.kind == .allocate && types.contains(event.allocatedType) {
                made += 1
                guard made == ordinal else { continue }
                found = event.object
                return false
            }
            return true
        }
        return found
    }

    /// The births of these objects, gathered from the events that tell of them.
    public func birthsInEvents(of objects: Set<ObjectID>) throws -> [ObjectID: ObjectBirth] {
        var found: [ObjectID: ObjectBirth] = [:]
        guard !objects.isEmpty else { return found }
        var ordinals = Ordinals(names)
        try readEvents(from: 1) { first, events in
            for (sequence, event) in zip(first..., events) where event.kind == .allocate {
                let ordinal = ordinals.next(of: event.allocatedType)
                guard objects.contains(event.object) else { continue }
                found[event.object] = ObjectBirth(event, sequence: sequence, ordinal: ordinal)
            }
            return found.count < objects.count
        }
        return found
    }
}

/// A trace that stands in memory: for tests, and for replays that nobody stores.
public struct MemoryTrace: Trace, Equatable, Sendable {
    public var names: TraceNames
    public var output: [PrintedOutput]
    /// The events, oldest first.
    public var events: [Event]

    /// A trace of these events.
    public init(events: [Event] = [], names: TraceNames = TraceNames(), output: [PrintedOutput] = []) {
        self.events = events
        self.names = names
        self.output = output
    }

    public var eventCount: Int { events.count }

    private static let batchSize = 16_384

    public var batches: [BatchOutline] {
        stride(from: 0, to: events.count, by: Self.batchSize).map {
            BatchOutline(events: $0 + 1...min($0 + Self.batchSize, events.count))
        }
    }

    public func load(_ batch: Int, into events: inout [Event]) throws {
        let start = batch * Self.batchSize
        events.removeAll(keepingCapacity: true)
        events += self.events[start..<min(start + Self.batchSize, self.events.count)]
    }
}

/// A tracker that keeps everything in memory.
public final class MemoryTracker: Tracker {
    /// What was recorded so far.
    public private(set) var trace = MemoryTrace()

    /// Records nothing yet.
    public init() {}

    public func record(_ batch: borrowing EventBatch) throws {
        trace.events.append(contentsOf: batch.events)
        trace.output.append(contentsOf: batch.output)
        trace.names.append(batch.names)
    }
}
