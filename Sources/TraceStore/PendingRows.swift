import TraceModel

/// What belongs to events that are not committed yet, and goes into tables of SQLite's own with them.
struct PendingRows {
    var names = TraceNames()
    var output: [PrintedOutput] = []
    /// The batches: their events' ids, and their checksums.
    var seals: [(events: ClosedRange<Int>, checksum: UInt64)] = []
    private var events = 0
    private var since = ContinuousClock.now

    /// A kill loses no more than so many events, or what so much time brought.
    private static let mostEvents = 1 << 18
    private static let mostRows = 1 << 13
    private static let mostTime = Duration.milliseconds(250)

    /// Whether there is nothing to commit.
    var isEmpty: Bool { names.isEmpty && output.isEmpty && seals.isEmpty }

    /// Whether it is time to commit.
    var isDue: Bool {
        events >= Self.mostEvents || output.count + names.sites.count >= Self.mostRows
            || ContinuousClock.now - since >= Self.mostTime
    }

    /// Adds a batch whose events were written, `sealed` being their ids and checksum.
    mutating func add(
        _ names: TraceNames, _ output: [PrintedOutput], sealed: (events: ClosedRange<Int>, checksum: UInt64)?
    ) {
        self.names.types += names.types
        self.names.fields += names.fields
        self.names.sites += names.sites
        self.output += output
        guard let sealed else { return }
        events += sealed.events.count
        seals.append(sealed)
    }
}
