public import TraceModel

/// Records one run: every batch is one transaction.
///
/// A recorder that is killed loses no more than the batch it was handed last; where pages are written, a quarter of a
/// second's batches.
///
/// Memory does not grow with the recording. Use it from the thread that uses its session.
public final class TraceRecorder: Tracker {
    /// The run's number in the database, from 1.
    public let run: Int

    let session: RecordingSession
    private let firstEvent: Int
    private let firstObject: Int
    private let rowChecksum: UInt64
    private var lastEvent: Int
    private var lastObject: Int
    private var ordinals = Ordinals()
    /// The births of the batch under way; kept for its memory.
    private var births: [ObjectBirth] = []
    private var pending = PendingRows()
    private var statements = StatementNumbers()
    private var outputCount = 0
    private var textChecksum: UInt64 = 0
    private var hasFinished = false

    init(session: RecordingSession, run: Int, firstEvent: Int, firstObject: Int, rowChecksum: UInt64) {
        self.session = session
        self.run = run
        self.firstEvent = firstEvent
        self.firstObject = firstObject
        self.rowChecksum = rowChecksum
        lastEvent = firstEvent - 1
        lastObject = firstObject - 1
    }

    deinit { try? commit() }

    /// Writes a batch: its names, its output, its events and births and their checksums, all of them or nothing.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` after the run finished, and for an
    ///   object that is not the next one.
    /// - Complexity: O(n), about 0.2 microseconds an event; a tenth of it where pages are written.
    public func record(_ batch: borrowing EventBatch) throws {
        let writer = try recordingWriter()
        let events = batch.events
        let names = batch.names
        let output = batch.output
        guard !(events.isEmpty && names.isEmpty && output.isEmpty) else { return }
        ordinals.define(names.types)
        let span = try gatherBirths(of: events)
        if let pages = session.pages {
            let row = try write(events, span, to: pages)
            pending.add(names, output, sealed: row)
            if pending.isDue { try commit() }
        } else {
            try session.connection.transaction {
                var rows = PendingRows()
                rows.add(names, output, sealed: try write(events, span, writer))
                try write(rows, writer)
            }
        }
    }

    /// Collects what comes into being, and which objects the events name.
    private func gatherBirths(of events: UnsafeBufferPointer<Event>) throws -> ObjectSpan {
        births.removeAll(keepingCapacity: true)
        var span = ObjectSpan.none
        for (place, event) in events.enumerated() {
            span.add(event)
            guard event.kind == .allocate else { continue }
            let number = lastObject - firstObject + 2 + births.count
            guard Int(event.object.rawValue) == number else {
                throw StoreError.misuse("object \(event.object.rawValue) came into being where \(number) had to")
            }
            births.append(
                ObjectBirth(
                    event, sequence: lastEvent - firstEvent + 2 + place,
                    ordinal: ordinals.next(of: event.allocatedType)))
        }
        return span
    }

    private func write(
        _ events: UnsafeBufferPointer<Event>, _ span: ObjectSpan, to pages: PagedTables
    ) throws -> BatchRow? {
        guard !events.isEmpty else { return nil }
        var checksum = Checksum.Events(firstSequence: lastEvent - firstEvent + 2)
        try pages.events.append(events, firstID: Int64(lastEvent + 1), adding: &checksum)
        var birthChecksum = Checksum.Births(firstObject: lastObject - firstObject + 2)
        try births.withUnsafeBufferPointer {
            try pages.objects.append($0, firstID: Int64(lastObject + 1), adding: &birthChecksum)
        }
        return advance(events.count, span, checksum.value, birthChecksum.value)
    }

    private func write(
        _ events: UnsafeBufferPointer<Event>, _ span: ObjectSpan, _ writer: BatchWriter
    ) throws -> BatchRow? {
        guard !events.isEmpty else { return nil }
        let checksum = try writer.events.append(events, from: lastEvent - firstEvent + 2)
        guard try session.connection.lastInsertedRow() == lastEvent + events.count else {
            throw TraceError(
                .inputOutput, "another program writes into \(session.connection.path)",
                remedy: "close it and record again into a new database")
        }
        var birthChecksum = Checksum.Births(firstObject: lastObject - firstObject + 2)
        for birth in births { birthChecksum.add(birth) }
        try writer.write(births, firstID: lastObject + 1)
        return advance(events.count, span, checksum, birthChecksum.value)
    }

    /// The row that seals the batch, which is now part of the run.
    private func advance(_ count: Int, _ span: ObjectSpan, _ checksum: UInt64, _ birthChecksum: UInt64) -> BatchRow {
        defer {
            lastEvent += count
            lastObject += births.count
        }
        return BatchRow(
            events: lastEvent + 1...lastEvent + count, objects: lastObject + 1..<lastObject + 1 + births.count,
            span: span, checksum: checksum, birthChecksum: birthChecksum)
    }

    /// Writes what belongs to the events so far, inside of a transaction.
    private func write(_ rows: PendingRows, _ writer: BatchWriter) throws {
        var text = textChecksum
        text &+= try writer.names.write(rows.names, run: run, known: &statements)
        text &+= try writer.names.write(rows.output, from: outputCount + 1, run: run)
        for batch in rows.batches { try writer.seal(run: run, batch) }
        let row = rowChecksum &+ RunRow.progress(reached)
        try writer.advance(run: run, reached: reached, rowChecksum: row, textChecksum: text)
        textChecksum = text
        outputCount += rows.output.count
    }

    /// The last event and the last object, as the run's row has them.
    private var reached: [SQLValue] { [SQLValue(lastEvent), SQLValue(lastObject)] }

    /// Makes everything that was recorded so far readable.
    ///
    /// - Throws: `.inputOutput` where writing failed.
    func commit() throws {
        guard !pending.isEmpty, let writer = session.writer else { return }
        // A kill in between leaves events that no batch seals; they are removed when the file is opened next.
        try session.pages?.commit()
        try session.connection.transaction { try write(pending, writer) }
        pending = PendingRows()
    }

    /// Ends the run: `finished`, `interrupted`, or `failed` with its failure as `Type: message`.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` for `recording`, or the second time.
    public func finish(status: RunStatus, failure: String? = nil) throws {
        _ = try recordingWriter()
        guard status != .recording else { throw StoreError.misuse("a run cannot finish as recording") }
        try commit()
        let end = [SQLValue(status.rawValue), SQLValue(failure), SQLValue(UTCTime.now())]
        let checksum = rowChecksum &+ RunRow.end(reached, status: end[0], failure: end[1], finishedAt: end[2])
        _ = try session.connection.rows(
            "UPDATE run SET status = ?, failure = ?, finished_at = ?, row_checksum = ? WHERE id = ?",
            end + [SQLValue(checksum: checksum), SQLValue(run)])
        hasFinished = true
        session.didFinish(run: run)
    }

    /// The run as it stands, readable while its session is open: the way to analyse it without a second connection.
    public func trace() throws -> StoredTrace {
        try commit()
        return try StoredTrace(session.connection, run: run)
    }

    /// So many members of findings, and so many references, are kept as rows.
    public static let mostGraphRows = AnalysisWriter.mostRows

    /// Stores what analysis found in the run, in place of what was stored before.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` before the run finished.
    /// - Complexity: O(n) in what leaked, about 1.3 microseconds an object and reference.
    public func store(_ analysis: RunAnalysis) throws {
        guard hasFinished else { throw StoreError.misuse("an analysis was stored before its run had finished") }
        guard session.writer != nil else {
            throw StoreError.misuse("an analysis was stored after its session was closed")
        }
        try AnalysisWriter(connection: session.connection, run: run).store(analysis)
    }

    /// The session's statements, which are gone when it is closed.
    private func recordingWriter() throws -> BatchWriter {
        guard let writer = session.writer else {
            throw StoreError.misuse("run \(run) was used after its session was closed")
        }
        if hasFinished { throw StoreError.misuse("run \(run) was used after it finished") }
        return writer
    }
}
