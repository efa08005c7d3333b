import TraceModel

extension TraceRecorder {
    /// Writes a batch's events into pages, and keeps the rest of it until the next commit.
    func add(
        _ events: UnsafeBufferPointer<Event>, _ names: TraceNames, _ output: [PrintedOutput], to pages: EventTree
    ) throws {
        let first = lastEvent + 1
        var sealed: (events: ClosedRange<Int>, checksum: UInt64)?
        if !events.isEmpty {
            var checksum = Checksum.Events(firstSequence: first - firstEvent + 1)
            for event in events { checksum.add(event) }
            try pages.append(events, firstID: Int64(first))
            lastEvent += events.count
            sealed = (first...lastEvent, checksum.value)
        }
        pending.add(names, output, sealed: sealed)
        if pending.isDue { try commit() }
    }
}
