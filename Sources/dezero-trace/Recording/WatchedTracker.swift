import TraceModel
import TraceStore

/// Hands every batch on, then looks whether somebody wants to stop, and tells how far it came.
final class WatchedTracker: Tracker {
    private let recorder: ThreadedRecorder
    private let interruption: Interruption
    private let progress: Progress
    private let run: String
    private var events = 0

    /// Watches over a run of this name.
    init(_ recorder: ThreadedRecorder, run: String, interruption: Interruption, progress: Progress) {
        self.recorder = recorder
        self.run = run
        self.interruption = interruption
        self.progress = progress
    }

    func record(_ batch: borrowing EventBatch) throws {
        try recorder.record(batch)
        events += batch.events.count
        progress.show("recording \(run): \(Figures.text(events)) events")
        // Only now, so that the batch is not lost.
        try interruption.check()
    }

    func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws { try recorder.record(snapshot, at: mark) }
}
