/// What a heap hands over when its buffer is full: the events, and what they name for the first time.
public struct EventBatch: ~Copyable {
    /// The events, oldest first; valid only while the tracker's method runs.
    public let events: UnsafeBufferPointer<Event>
    /// Types, fields and sites defined since the batch before.
    public let names: TraceNames
    /// What the program printed since the batch before.
    public let output: [PrintedOutput]

    /// Wraps a full buffer.
    public init(events: UnsafeBufferPointer<Event>, names: TraceNames, output: [PrintedOutput]) {
        self.events = events
        self.names = names
        self.output = output
    }
}

/// Watches a heap.
///
/// It is called once a buffer, never once an event.
public protocol Tracker: AnyObject {
    /// Keeps the batch. A thrown error stops the run at its next statement.
    func record(_ batch: borrowing EventBatch) throws

    /// Takes what is alive at a mark, right after the batch that ends with the mark's event.
    func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws

    /// Asked now and then where nothing happens that would be recorded, and before much memory is taken at once.
    ///
    /// - Parameter bytes: how much memory is about to be taken; 0 where a statement only takes long.
    /// - Throws: what stops the run there.
    func checkpoint(taking bytes: Int) throws
}

extension Tracker {
    /// Events alone tell the same, to a reader that folds them.
    public func record(_ snapshot: HeapSnapshot, at mark: EndMark) throws {}

    /// Lets every run go on; throws nothing.
    public func checkpoint(taking bytes: Int) throws {}
}
