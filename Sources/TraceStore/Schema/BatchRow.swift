import TraceModel

/// A row of `batch`: which rows of `event` and `object` were recorded together, and what they must be.
struct BatchRow: Equatable {
    /// The ids of its events.
    var events: ClosedRange<Int>
    /// The ids of the objects that were made; empty for none.
    var objects: Range<Int>
    /// The objects, by the run's own numbers, that the events name.
    var span: ObjectSpan
    /// Over the events.
    var checksum: UInt64
    /// Over the births.
    var birthChecksum: UInt64

    /// The columns behind the run, but for the checksum over the others.
    static let columns = "first_event, last_event, first_object, last_object, lowest, highest, checksum, birth_checksum"

    /// The values of ``columns``.
    private var values: [SQLValue] {
        [
            SQLValue(events.lowerBound), SQLValue(events.upperBound), SQLValue(objects.lowerBound),
            SQLValue(objects.upperBound - 1), SQLValue(Int(span.lowest)), SQLValue(Int(span.highest)),
            SQLValue(checksum: checksum), SQLValue(checksum: birthChecksum),
        ]
    }

    /// What the table holds behind the run.
    var row: [SQLValue] { values + [SQLValue(checksum: Checksum.row("batch", values))] }

    /// A row of ``columns`` and the row's checksum; nil for what no recorder wrote.
    init?(row: [SQLValue]) {
        guard let numbers = Self.numbers(row[..<6]), numbers[0] <= numbers[1], numbers[2] - 1 <= numbers[3],
            let lowest = UInt32(exactly: numbers[4]), let highest = UInt32(exactly: numbers[5]),
            let checksum = row[6].integer, let births = row[7].integer
        else { return nil }
        self.init(
            events: numbers[0]...numbers[1], objects: numbers[2]..<numbers[3] + 1,
            span: ObjectSpan(lowest: lowest, highest: highest), checksum: UInt64(bitPattern: checksum),
            birthChecksum: UInt64(bitPattern: births))
        guard self.row.last == row[8] else { return nil }
    }

    /// A row of the first layout: first event, last event, checksum.
    init?(firstLayout row: [SQLValue]) {
        guard let numbers = Self.numbers(row[..<2]), numbers[0] <= numbers[1], let checksum = row[2].integer else {
            return nil
        }
        self.init(
            events: numbers[0]...numbers[1], objects: 1..<1, span: .all, checksum: UInt64(bitPattern: checksum),
            birthChecksum: 0)
    }

    init(
        events: ClosedRange<Int>, objects: Range<Int>, span: ObjectSpan, checksum: UInt64, birthChecksum: UInt64
    ) {
        self.events = events
        self.objects = objects
        self.span = span
        self.checksum = checksum
        self.birthChecksum = birthChecksum
    }

    /// Ids, and numbers that are no larger.
    private static func numbers(_ values: ArraySlice<SQLValue>) -> [Int]? {
        let numbers = values.compactMap(\.integer).filter { (0...RunRow.largestID).contains($0) }.map(Int.init)
        return numbers.count == values.count ? numbers : nil
    }
}
