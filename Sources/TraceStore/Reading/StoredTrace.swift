public import TraceModel

/// A run as a database holds it, read batch by batch: memory is needed for the names and one batch, never for all
/// events.
///
/// It shows the run as it stood when this value was made, also while a recorder goes on. What it hands over was
/// compared with its checksum.
public struct StoredTrace: Trace, Sendable {
    public let names: TraceNames
    public let output: [PrintedOutput]
    public let batches: [BatchOutline]
    public var eventCount: Int { row.info.events }

    /// The run.
    public var run: RunInfo { row.info }

    let row: RunRow
    let connection: Connection
    /// The rows of `batch`, in the order of ``batches``.
    let batchRows: [BatchRow]
    let layout: Layout
    private let defined: DefinedNames
    private let meter: ReadingMeter?

    init(_ connection: Connection, run id: Int) throws {
        self.connection = connection
        let text: NameReader
        (row, layout, text, batchRows) = try connection.snapshot {
            let layout = try connection.layout()
            let row = try RunRow.load(id, from: connection)
            try row.checkSize(connection)
            return (
                row, layout, try NameReader(connection, row), try Self.batchRows(of: row, layout, from: connection)
            )
        }
        (names, output) = (text.names, text.output)
        defined = DefinedNames(text.names)
        meter = .current
        let offset = row.firstEvent - 1
        batches = batchRows.map {
            BatchOutline(events: $0.events.lowerBound - offset...$0.events.upperBound - offset, objects: $0.span)
        }
    }

    private init(_ other: StoredTrace, _ connection: Connection) {
        self.connection = connection
        (row, layout, defined, meter) = (other.row, other.layout, other.defined, other.meter)
        (names, output, batches, batchRows) = (other.names, other.output, other.batches, other.batchRows)
    }

    /// The same run, read through another connection.
    func reading(through connection: Connection) -> StoredTrace { StoredTrace(self, connection) }

    /// The batches, which must be all of the run's events and births without a gap.
    private static func batchRows(
        of run: RunRow, _ layout: Layout, from connection: Connection
    ) throws -> [BatchRow] {
        func damaged(_ what: String) -> TraceError {
            StoreError.damaged(connection.path, "run \(run.info.id): \(what)")
        }
        let columns = layout == .first ? "first_event, last_event, checksum" : "\(BatchRow.columns), row_checksum"
        let sql = "SELECT \(columns) FROM batch WHERE run = ? ORDER BY first_event"
        var (event, object) = (run.firstEvent, run.firstObject)
        let rows = try connection.rows(sql, [SQLValue(run.info.id)]).map { values in
            guard let row = layout == .first ? BatchRow(firstLayout: values) : BatchRow(row: values) else {
                throw damaged("a row of batch is not as a recorder writes it")
            }
            guard row.events.lowerBound == event else {
                throw damaged("the batch that begins at event \(event - run.firstEvent + 1) is missing")
            }
            guard layout == .first || row.objects.lowerBound == object else {
                throw damaged("the batch that begins at object \(object - run.firstObject + 1) is missing")
            }
            (event, object) = (row.events.upperBound + 1, row.objects.upperBound)
            return row
        }
        guard event - run.firstEvent == run.info.events else {
            throw damaged("the batch that begins at event \(event - run.firstEvent + 1) is missing")
        }
        guard layout == .first || object - run.firstObject == run.objects?.count ?? 0 else {
            throw damaged("the batch that begins at object \(object - run.firstObject + 1) is missing")
        }
        return rows
    }

    /// Reads a batch and compares it with its checksum.
    ///
    /// - Throws: a `TraceError` `.badData` that names the first row that is missing or that no recorder could have
    ///   written, or the batch that was changed.
    /// - Complexity: O(n), a few hundredths of a microsecond an event where pages are read, a tenth by SQL.
    public func load(_ batch: Int, into events: inout [Event]) throws {
        let row = batchRows[batch]
        events.removeAll(keepingCapacity: true)
        events.reserveCapacity(row.events.count)
        try RowReader(connection: connection).read(row.events, into: &events)
        meter?.add(events.count)
        var checksum = Checksum.Events(firstSequence: batches[batch].events.lowerBound)
        for (place, event) in events.enumerated() {
            if let problem = defined.problem(event) {
                throw StoreError.damaged(path, "row \(row.events.lowerBound + place) of event names \(problem)")
            }
            checksum.add(event)
        }
        guard checksum.value == row.checksum else { throw changed("events", batches[batch].events) }
    }

    public func births(of objects: Set<ObjectID>) throws -> [ObjectID: ObjectBirth] {
        guard layout == .second else { return try birthsInEvents(of: objects) }
        var found: [ObjectID: ObjectBirth] = [:]
        let reader = RowReader(connection: connection)
        // Where many are asked for, they are neighbours.
        for ids in objects.sorted().map(\.rawValue).stretches(bridging: 64) {
            guard let all = row.objects, Int(ids.lowerBound) <= all.count, ids.lowerBound > 0 else { continue }
            let first = row.firstObject - 1
            let last = min(first + Int(ids.upperBound), all.upperBound)
            try reader.forEachBirth(first + Int(ids.lowerBound)...last) { id, birth in
                let object = ObjectID(rawValue: UInt32(clamping: id - first))
                if objects.contains(object) { found[object] = birth }
            }
        }
        return found
    }

    public func object(of types: Set<TypeID>, ordinal: Int) throws -> ObjectID? {
        guard layout == .second else { return try objectInEvents(of: types, ordinal: ordinal) }
        guard !types.isEmpty, ordinal > 0 else { return nil }
        for batch in batchRows where !batch.objects.isEmpty {
            var found: ObjectID?
            try RowReader(connection: connection).forEachBirth(
                batch.objects.lowerBound...batch.objects.upperBound - 1
            ) { id, birth in
                guard birth.ordinal == ordinal, types.contains(birth.type) else { return }
                found = ObjectID(rawValue: UInt32(clamping: id - row.firstObject + 1))
            }
            if let found { return found }
        }
        return nil
    }

    var path: String { connection.path }

    func changed(_ what: String, _ range: ClosedRange<Int>) -> TraceError {
        StoreError.damaged(
            path,
            "run \(run.id): its \(what) \(range.lowerBound) to \(range.upperBound) are not what was recorded")
    }
}

extension Array where Element == UInt32 {
    /// Ascending numbers as ranges; gaps of up to so many numbers are closed.
    fileprivate func stretches(bridging gap: UInt32) -> [ClosedRange<UInt32>] {
        var stretches: [ClosedRange<UInt32>] = []
        for number in self {
            if let last = stretches.last, number - last.upperBound <= gap {
                stretches[stretches.count - 1] = last.lowerBound...number
            } else {
                stretches.append(number...number)
            }
        }
        return stretches
    }
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
