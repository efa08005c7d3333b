/// A recorded run that can be read from its first event to its last, as often as needed.
public protocol Trace {
    /// The names that the events use.
    var names: TraceNames { get }
    /// What the program printed.
    var output: [PrintedOutput] { get }
    /// How many events there are.
    var eventCount: Int { get }

    /// Calls `body` with consecutive chunks of events and the sequence number (from 1) of each chunk's first,
    /// from event `start` on, until it returns false or the events end.
    func readEvents(from start: Int, _ body: (_ first: Int, _ events: ArraySlice<Event>) throws -> Bool) throws
}

extension Trace {
    /// Calls `body` with every event and its sequence number, from 1.
    public func forEachEvent(_ body: (_ sequence: Int, _ event: Event) throws -> Void) throws {
        try readEvents(from: 1) { first, events in
            var sequence = first
            for event in events {
                try body(sequence, event)
                sequence += 1
            }
            return true
        }
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

    public func readEvents(from start: Int, _ body: (Int, ArraySlice<Event>) throws -> Bool) throws {
        guard start <= events.count else { return }
        _ = try body(start, events[(start - 1)...])
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
        trace.names.types += batch.names.types
        trace.names.fields += batch.names.fields
        trace.names.sites += batch.names.sites
    }
}
