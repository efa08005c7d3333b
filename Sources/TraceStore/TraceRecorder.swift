public import TraceModel

/// Records one run: every batch is one transaction, so that a recorder that is killed loses no more than the batch
/// it was handed last.
///
/// Memory does not grow with the recording. Use it from the thread that uses its session.
public final class TraceRecorder: Tracker {
    /// The run's number in the database, from 1.
    public let run: Int

    private let session: RecordingSession
    private let firstEvent: Int
    private var lastEvent: Int
    private var outputCount = 0
    private var textChecksum: UInt64 = 0
    private var hasFinished = false

    init(session: RecordingSession, run: Int, firstEvent: Int) {
        self.session = session
        self.run = run
        self.firstEvent = firstEvent
        lastEvent = firstEvent - 1
    }

    /// Writes a batch: its names, its output, its events and their checksum, all of them or nothing.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` after the run finished.
    /// - Complexity: O(n), about 0.2 microseconds an event.
    public func record(_ batch: borrowing EventBatch) throws {
        let writer = try recordingWriter()
        let events = batch.events
        let names = batch.names
        let output = batch.output
        guard !(events.isEmpty && names.isEmpty && output.isEmpty) else { return }
        let last = lastEvent + events.count
        let text = try session.connection.transaction {
            var text = textChecksum
            text &+= try writer.names.write(names, run: run)
            text &+= try writer.names.write(output, from: outputCount + 1, run: run)
            if !events.isEmpty { try write(events, upTo: last, writer) }
            try writer.advance(run: run, lastEvent: last, textChecksum: text)
            return text
        }
        lastEvent = last
        textChecksum = text
        outputCount += output.count
    }

    private func write(
        _ events: UnsafeBufferPointer<Event>, upTo last: Int, _ writer: BatchWriter
    ) throws {
        let checksum = try writer.events.append(events, from: lastEvent + 1 - firstEvent + 1)
        guard try session.connection.lastInsertedRow() == last else {
            throw TraceError(
                .inputOutput, "another program writes into \(session.connection.path)",
                remedy: "close it and record again into a new database")
        }
        try writer.seal(run: run, events: lastEvent + 1...last, checksum: checksum)
    }

    /// Ends the run: `finished`, `interrupted`, or `failed` with its failure as `Type: message`.
    ///
    /// - Throws: a `TraceError`: `.inputOutput` where writing failed; `.defect` for `recording`, or the second time.
    public func finish(status: RunStatus, failure: String? = nil) throws {
        _ = try recordingWriter()
        guard status != .recording else { throw StoreError.misuse("a run cannot finish as recording") }
        _ = try session.connection.rows(
            "UPDATE run SET status = ?, failure = ?, finished_at = ? WHERE id = ?",
            [SQLValue(status.rawValue), SQLValue(failure), SQLValue(UTCTime.now()), SQLValue(run)])
        hasFinished = true
        session.didFinish(run: run)
    }

    /// The run as it stands, readable while its session is open: the way to analyse it without a second connection.
    public func trace() throws -> StoredTrace { try StoredTrace(session.connection, run: run) }

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
