import TraceModel

extension TraceRecorder {
    /// Writes a batch's events into pages, and keeps the rest of it until the next commit.
    func add(
        _ events: UnsafeBufferPointer<Event>, _ names: TraceNames, _ output: [PrintedOutput], to pages: EventTree
    ) throws {
        let first = lastEvent + 1
        var sealed: (events: ClosedRange<Int>, checksum: UInt64)?
        if !events.isEmpty {
            let checksum = try pages.append(events, firstID: Int64(first), from: first - firstEvent + 1)
            lastEvent += events.count
            sealed = (first...lastEvent, checksum)
        }
        pending.add(names, output, sealed: sealed)
        if pending.isDue { try commit() }
    }
}
