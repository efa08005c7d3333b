public import TraceModel

/// A run as a database holds it, read in chunks: memory is needed for the names and one chunk, never for the events.
///
/// It shows the run as it stood when this value was made, also while a recorder goes on.
public struct StoredTrace: Trace, Sendable {
    public let names: TraceNames
    public let output: [PrintedOutput]
    public var eventCount: Int { row.info.events }

    /// The run.
    public var run: RunInfo { row.info }

    /// How many events `readEvents` hands over at once.
    public static let chunkSize = 4096

    let row: RunRow
    let connection: Connection
    private let defined: DefinedNames
    /// The rows of `batch`: first event, last event, checksum.
    let batches: [[SQLValue]]

    init(_ connection: Connection, run id: Int) throws {
        self.connection = connection
        (row, names, output, batches) = try connection.snapshot {
            let row = try RunRow.load(id, from: connection)
            try row.checkSize(connection)
            let text = try NameReader(connection, row)
            let batches = try connection.rows(
                "SELECT first_event, last_event, checksum FROM batch WHERE run = ? ORDER BY first_event",
                [SQLValue(id)])
            return (row, text.names, text.output, batches)
        }
        defined = DefinedNames(names)
    }

    private init(_ other: StoredTrace, _ connection: Connection) {
        self.connection = connection
        (row, names, output, batches, defined) = (other.row, other.names, other.output, other.batches, other.defined)
    }

    /// The same run, read through another connection.
    func reading(through connection: Connection) -> StoredTrace { StoredTrace(self, connection) }

    /// Calls `body` chunk by chunk; no lock is held while it runs.
    ///
    /// - Throws: what `body` throws; a `TraceError` `.badData` that names the first row that is missing or that no
    ///   recorder could have written.
    /// - Complexity: O(n), about 0.1 microseconds an event.
    public func readEvents(from start: Int, _ body: (Int, ArraySlice<Event>) throws -> Bool) throws {
        var events: [Event] = []
        events.reserveCapacity(min(Self.chunkSize, eventCount))
        var sequence = max(start, 1)
        while sequence <= eventCount {
            let last = min(sequence + Self.chunkSize - 1, eventCount)
            events.removeAll(keepingCapacity: true)
            try read(sequence...last, into: &events)
            guard try body(sequence, events[...]) else { return }
            sequence = last + 1
        }
    }

    /// Appends the events with these numbers of the run's own, each of them checked.
    func read(_ sequences: ClosedRange<Int>, into events: inout [Event]) throws {
        let offset = row.firstEvent - 1
        let start = events.count
        try connection.access { pointer in
            try EventReader(on: pointer, path: connection.path)
                .read(sequences.lowerBound + offset...sequences.upperBound + offset, into: &events)
        }
        for index in start..<events.count {
            if let problem = defined.problem(events[index]) {
                let id = sequences.lowerBound + offset + index - start
                throw StoreError.damaged(connection.path, "row \(id) of event names \(problem)")
            }
        }
    }

    var path: String { connection.path }
}

extension RunRow {
    /// A row of `event` takes no less.
    private static let leastBytesAnEvent = 8

    /// Refuses a run that claims more events than the file can hold, before anyone makes room for them.
    fileprivate func checkSize(_ connection: Connection) throws {
        guard info.events <= (try connection.bytes()) / Self.leastBytesAnEvent else {
            throw StoreError.damaged(connection.path, "row \(info.id) of run claims more events than the file can hold")
        }
    }
}
