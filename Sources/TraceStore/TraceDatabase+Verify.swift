public import TraceModel

extension TraceDatabase {
    /// Reads a run from end to end and compares it with the checksums that its recorder left; call it before
    /// judging a run.
    ///
    /// - Throws: `.badData` for the first damage: a missing or changed event, a missing batch, a changed name,
    ///   output or program text, a changed object, reference or member of a finding.
    /// - Complexity: O(n) in the run's events, about 0.2 microseconds each, and in its objects and references.
    public func verify(_ run: RunInfo) throws { try StoredTrace(connection, run: run.id).verify() }

    /// Looks whether the file was cut off within its last page, which SQLite reads as if it were whole.
    ///
    /// As long as there is a log beside the database its pages may still be on their way.
    ///
    /// - Throws: `.badData` where a part of a page is missing.
    public func verifyLength() throws {
        let (pages, rest) = try file.length().quotientAndRemainder(
            dividingBy: Int(connection.integer("PRAGMA page_size")))
        guard rest == 0 || file.hasLog else {
            throw StoreError.damaged(connection.path, "it is cut off within page \(pages + 1)")
        }
    }

    private var file: DatabaseFile { DatabaseFile(connection.path) }
}

extension StoredTrace {
    /// Compares the run with its checksums; see `TraceDatabase.verify(_:)`.
    ///
    /// `progress` is told now and then how many of how many events were read.
    public func verify(progress: (_ read: Int, _ total: Int) -> Void = { _, _ in }) throws {
        if let text = run.description.programText, SHA256.hexadecimal(text) != row.programSHA256 {
            throw damaged("its program text is not what was recorded")
        }
        var next = 1
        for batch in batches {
            guard let range = sequences(of: batch) else { throw damaged("a row of batch is outside of its events") }
            guard range.lowerBound == next else { throw damaged("the batch that begins at event \(next) is missing") }
            guard SQLValue(checksum: try checksum(of: range)) == batch[2] else {
                throw damaged("its events \(range.lowerBound) to \(range.upperBound) are not what was recorded")
            }
            next = range.upperBound + 1
            progress(range.upperBound, eventCount)
        }
        guard next == eventCount + 1 else { throw damaged("the batch that begins at event \(next) is missing") }
        try verifyGraph()
    }

    /// Compares the rows of analysis that no report reads.
    private func verifyGraph() throws {
        var sum: UInt64 = 0
        for (table, columns) in Self.graphTables {
            try connection.forEachRow("SELECT \(columns) FROM \(table) WHERE run = ?", [SQLValue(run.id)]) { values in
                sum &+= Checksum.row(table, values)
            }
        }
        let expected = row.graphChecksum == .null ? SQLValue(checksum: 0) : row.graphChecksum
        guard SQLValue(checksum: sum) == expected else {
            throw damaged("its objects and references are not what its analysis stored")
        }
    }

    private static let graphTables = [
        ("object", "id, kind, type, label, bytes, born, died, freed_by"),
        ("finding_member", "finding, component, object, role"),
        ("reference", "id, owner, field, owned, is_strong, made_by"),
    ]

    /// The run's own numbers of a batch's events; nil where they are not all the run's.
    private func sequences(of batch: [SQLValue]) -> ClosedRange<Int>? {
        guard let events = row.events, let first = batch[0].integer.map(Int.init),
            let last = batch[1].integer.map(Int.init), first >= events.lowerBound, last <= events.upperBound,
            first <= last
        else { return nil }
        return first - row.firstEvent + 1...last - row.firstEvent + 1
    }

    private func checksum(of range: ClosedRange<Int>) throws -> UInt64 {
        var checksum = Checksum.Events(firstSequence: range.lowerBound)
        var events: [Event] = []
        for start in stride(from: range.lowerBound, through: range.upperBound, by: Self.chunkSize) {
            events.removeAll(keepingCapacity: true)
            try read(start...min(start + Self.chunkSize - 1, range.upperBound), into: &events)
            for event in events { checksum.add(event) }
        }
        return checksum.value
    }

    private func damaged(_ what: String) -> TraceError { StoreError.damaged(path, "run \(run.id): \(what)") }
}
