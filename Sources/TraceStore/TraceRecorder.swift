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
    let firstEvent: Int
    private let rowChecksum: UInt64
    var lastEvent: Int
    var pending = PendingRows()
    private var outputCount = 0
    private var textChecksum: UInt64 = 0
    private var hasFinished = false

    init(session: RecordingSession, run: Int, firstEvent: Int, rowChecksum: UInt64) {
        self.session = session
        self.run = run
        self.firstEvent = firstEvent
        self.rowChecksum = rowChecksum
        lastEvent = firstEvent - 1
    }

    deinit { try? commit() }

    /// Writes a batch: its names, its output, its events and their checksum, all of them or nothing.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` after the run finished.
    /// - Complexity: O(n), about 0.2 microseconds an event; a tenth of it where pages are written.
    public func record(_ batch: borrowing EventBatch) throws {
        let writer = try recordingWriter()
        let events = batch.events
        let names = batch.names
        let output = batch.output
        guard !(events.isEmpty && names.isEmpty && output.isEmpty) else { return }
        if let pages = session.pages { return try add(events, names, output, to: pages) }
        let last = lastEvent + events.count
        try session.connection.transaction {
            var rows = PendingRows()
            let checksum = events.isEmpty ? nil : try write(events, upTo: last, writer)
            rows.add(names, output, sealed: checksum.map { (lastEvent + 1...last, $0) })
            try write(rows, upTo: last, writer)
        }
        lastEvent = last
    }

    /// Writes what belongs to the events up to `last`, inside of a transaction.
    private func write(_ rows: PendingRows, upTo last: Int, _ writer: BatchWriter) throws {
        var text = textChecksum
        text &+= try writer.names.write(rows.names, run: run)
        text &+= try writer.names.write(rows.output, from: outputCount + 1, run: run)
        for (events, checksum) in rows.seals { try writer.seal(run: run, events: events, checksum: checksum) }
        let row = rowChecksum &+ RunRow.progress(lastEvent: SQLValue(last))
        try writer.advance(run: run, lastEvent: last, rowChecksum: row, textChecksum: text)
        textChecksum = text
        outputCount += rows.output.count
    }

    /// Makes everything that was recorded so far readable.
    ///
    /// - Throws: `.inputOutput` where writing failed.
    func commit() throws {
        guard !pending.isEmpty, let writer = session.writer else { return }
        // A kill in between leaves events that no batch seals; whoever opens the file next takes them away.
        try session.pages?.commit()
        try session.connection.transaction { try write(pending, upTo: lastEvent, writer) }
        pending = PendingRows()
    }

    private func write(
        _ events: UnsafeBufferPointer<Event>, upTo last: Int, _ writer: BatchWriter
    ) throws -> UInt64 {
        let checksum = try writer.events.append(events, from: lastEvent + 1 - firstEvent + 1)
        guard try session.connection.lastInsertedRow() == last else {
            throw TraceError(
                .inputOutput, "another program writes into \(session.connection.path)",
                remedy: "close it and record again into a new database")
        }
        return checksum
    }

    /// Ends the run: `finished`, `interrupted`, or `failed` with its failure as `Type: message`.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` for `recording`, or the second time.
    public func finish(status: RunStatus, failure: String? = nil) throws {
        _ = try recordingWriter()
        guard status != .recording else { throw StoreError.misuse("a run cannot finish as recording") }
        try commit()
        let end = [SQLValue(status.rawValue), SQLValue(failure), SQLValue(UTCTime.now())]
        let last = SQLValue(lastEvent)
        let checksum = rowChecksum &+ RunRow.end(lastEvent: last, status: end[0], failure: end[1], finishedAt: end[2])
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

    /// Stores what analysis found in the run, in place of what was stored before.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` before the run finished.
    /// - Complexity: O(n) in the objects, about 1.3 microseconds each.
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
