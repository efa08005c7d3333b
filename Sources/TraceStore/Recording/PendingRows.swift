import TraceModel

/// What belongs to events that are not committed yet, and goes into tables of SQLite's own with them.
struct PendingRows {
    var names = TraceNames()
    var output: [PrintedOutput] = []
    var batches: [BatchRow] = []
    private var events = 0
    private var since = ContinuousClock.now

    /// A kill loses no more than so many events, or what so much time brought.
    private static let mostEvents = 1 << 18
    private static let mostRows = 1 << 13
    private static let mostTime = Duration.milliseconds(250)

    /// Whether there is nothing to commit.
    var isEmpty: Bool { names.isEmpty && output.isEmpty && batches.isEmpty }

    /// Whether it is time to commit.
    var isDue: Bool {
        events >= Self.mostEvents || output.count + names.sites.count >= Self.mostRows
            || ContinuousClock.now - since >= Self.mostTime
    }

    /// Adds what belongs to a batch, and the row that seals its events if it has any.
    mutating func add(_ names: TraceNames, _ output: [PrintedOutput], sealed row: BatchRow?) {
        self.names.append(names)
        self.output += output
        guard let row else { return }
        events += row.events.count
        batches.append(row)
    }
}
