import Foundation
import Synchronization
public import TraceModel

/// Hands one run on to trackers on a thread of their own, so that the program goes on while its events are written.
///
/// A few buffers of one size go to and fro between the two threads; nothing is locked and nothing allocated an event.
/// From the first batch until ``finish()`` the trackers, and the session of one that records, belong to that thread.
public final class ThreadedRecorder: Tracker {
    private let channel: Channel
    private var hasStarted = false
    private var hasFinished = false

    /// Hands every batch to each of these in turn, while it is in the processor's cache.
    public init(_ trackers: any Tracker...) { channel = Channel(trackers) }

    deinit { try? finish() }

    /// Hands a batch over, and waits only while every buffer is still being written.
    ///
    /// - Throws: what writing an earlier batch threw.
    public func record(_ batch: borrowing EventBatch) throws {
        if !hasStarted { start() }
        let events = batch.events
        var next = 0
        repeat {
            let count = min(events.count - next, Channel.capacity)
            let isFirst = next == 0
            try channel.send(
                UnsafeBufferPointer(rebasing: events[next..<next + count]),
                names: isFirst ? batch.names : TraceNames(), output: isFirst ? batch.output : [])
            next += count
        } while next < events.count
    }

    /// Hands a snapshot over, behind the batches before.
    public func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws {
        if !hasStarted { start() }
        try channel.send(snapshot, at: mark)
    }

    /// Waits until everything is written; the trackers may then be used again.
    ///
    /// - Throws: what writing threw.
    public func finish() throws {
        guard hasStarted, !hasFinished else { return }
        hasFinished = true
        try channel.end()
    }

    private func start() {
        hasStarted = true
        let thread = Thread { [channel] in channel.receive() }
        thread.name = "recorder"
        thread.start()
    }
}

/// The buffers between the two threads.
///
/// Each buffer is one thread's at a time: the sender's from a wait for `free` to a signal of `full`, the receiver's
/// from there to its signal of `free`. That order is what makes sharing them safe.
private final class Channel: @unchecked Sendable {
    /// The events of a buffer, as many as a heap hands over at once.
    static let capacity = 16_384
    private static let depth = 4

    private let trackers: [any Tracker]
    private let buffers = (0..<Channel.depth).map { _ in Buffer(capacity: Channel.capacity) }
    /// It starts at 0, for a semaphore that ends below its start is taken for one still in use.
    private let free = DispatchSemaphore(value: 0)
    private let full = DispatchSemaphore(value: 0)
    private let isDone = DispatchSemaphore(value: 0)
    private let failure = Mutex<TraceError?>(nil)
    /// How many buffers were sent; the sender's own.
    private var sent = 0

    init(_ trackers: [any Tracker]) {
        self.trackers = trackers
        for _ in buffers { free.signal() }
    }

    func send(_ events: UnsafeBufferPointer<Event>, names: TraceNames, output: [PrintedOutput]) throws {
        if let failure = failure.withLock(\.self) { throw failure }
        send { $0.fill(events, names: names, output: output) }
    }

    func send(_ snapshot: HeapSnapshot, at mark: EndMark) throws {
        if let failure = failure.withLock(\.self) { throw failure }
        send { $0.snapshot = (snapshot, mark) }
    }

    /// Waits for the receiver to end.
    func end() throws {
        send { $0.isLast = true }
        isDone.wait()
        if let failure = failure.withLock(\.self) { throw failure }
    }

    private func send(_ fill: (Buffer) -> Void) {
        free.wait()
        fill(buffers[sent % Self.depth])
        sent += 1
        full.signal()
    }

    /// Records what is sent until the end; after a failure it only lets the sender go on to notice it.
    func receive() {
        var received = 0
        while true {
            full.wait()
            let buffer = buffers[received % Self.depth]
            if buffer.isLast { break }
            if failure.withLock({ $0 == nil }) { record(buffer) }
            received += 1
            free.signal()
        }
        isDone.signal()
    }

    private func record(_ buffer: Buffer) {
        do {
            if let (snapshot, mark) = buffer.snapshot {
                buffer.snapshot = nil
                for tracker in trackers { try tracker.record(snapshot, at: mark) }
                return
            }
            let batch = EventBatch(
                events: UnsafeBufferPointer(start: buffer.events, count: buffer.count), names: buffer.names,
                output: buffer.output)
            for tracker in trackers { try tracker.record(batch) }
        } catch {
            failure.withLock { $0 = error as? TraceError ?? StoreError.misuse("writing threw \(error)") }
        }
    }
}

/// Events on their way, with what belongs to them.
private final class Buffer {
    let events: UnsafeMutablePointer<Event>
    private(set) var count = 0
    private(set) var names = TraceNames()
    private(set) var output: [PrintedOutput] = []
    /// What stands in it in place of events; nil for events.
    var snapshot: (HeapSnapshot, EndMark)?
    /// Whether nothing comes after it, and nothing is in it.
    var isLast = false

    init(capacity: Int) { events = .allocate(capacity: capacity) }

    deinit { events.deallocate() }

    func fill(_ events: UnsafeBufferPointer<Event>, names: TraceNames, output: [PrintedOutput]) {
        if let start = events.baseAddress { self.events.update(from: start, count: events.count) }
        count = events.count
        self.names = names
        self.output = output
    }
}
