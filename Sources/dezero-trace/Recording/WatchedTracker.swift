import Programs
import TraceModel
import TraceStore

/// Hands every batch on, then looks whether the run may go on, and tells how far it came.
final class WatchedTracker: Tracker {
    private let recorder: ThreadedRecorder
    private let interruption: Interruption
    private let progress: Progress
    private let run: String
    private let limits: RunLimits
    private let size: RecordingSize
    private let sizeBefore: Int
    private var events = 0
    private var lastLook = ContinuousClock.now
    private var shown: (bytes: Int, at: ContinuousClock.Instant)

    /// The system is not asked more often; in that time a run can write and take some ten megabytes.
    private static let pause = Duration.milliseconds(20)

    /// Watches over a run of this name, whose recording is in these files.
    init(
        _ recorder: ThreadedRecorder, run: String, limits: RunLimits, size: RecordingSize, interruption: Interruption,
        progress: Progress
    ) {
        self.recorder = recorder
        self.run = run
        self.limits = limits
        self.size = size
        self.interruption = interruption
        self.progress = progress
        sizeBefore = size.bytes
        shown = (0, lastLook)
    }

    func record(_ batch: borrowing EventBatch) throws {
        try recorder.record(batch)
        events += batch.events.count
        // Only now, so that the batch is not lost.
        try look(taking: 0)
    }

    func checkpoint(taking bytes: Int) throws { try look(taking: bytes) }

    /// - Throws: ``Interrupted``, or a `StopReason`.
    private func look(taking bytes: Int) throws {
        try interruption.check()
        let now = ContinuousClock.now
        guard bytes > 0 || now - lastLook >= Self.pause else { return }
        lastLook = now
        let written = size.bytes - sizeBefore
        progress.show(line(written, at: now))
        if written > limits.size.bytes { throw StopReason.size }
        if !MemoryBound(bytes: limits.memory.bytes).permits(taking: bytes) { throw StopReason.memory }
    }

    /// `recording inf/strong: 12,000,000 events, 340 MB, 110 MB/s`.
    private func line(_ written: Int, at now: ContinuousClock.Instant) -> String {
        let seconds = (now - shown.at) / .seconds(1)
        let rate = seconds > 0 ? Double(max(written - shown.bytes, 0)) / seconds : 0
        shown = (written, now)
        let size = "\(ByteCount(bytes: max(written, 0)).rounded), \(ByteCount(bytes: Int(rate)).rounded)/s"
        return "recording \(run): \(Figures.text(events)) events, \(size)"
    }

    func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws { try recorder.record(snapshot, at: mark) }
}
