import Dispatch
import Foundation
import Synchronization
import TraceModel

extension StoredTrace {
    /// Compares the run with its checksums; see `TraceDatabase.verify(_:)`.
    ///
    /// A long run is read by a few threads, each with a connection of its own. `progress` is told on the caller's
    /// thread, now and then, how many of how many events were read.
    public func verify(progress: (_ read: Int, _ total: Int) -> Void = { _, _ in }) throws {
        let parts = [Part.graph] + batches.indices.map(Part.batch)
        let work = Work(parts.count)
        let helpers = min(ProcessInfo.processInfo.activeProcessorCount, Self.mostReaders, parts.count) - 1
        let group = DispatchGroup()
        if eventCount >= Self.longRun {
            for _ in 0..<helpers {
                // Where there can be no second connection this one does everything.
                guard let reader = try? connection.another().map(reading(through:)) else { break }
                DispatchQueue.global().async(group: group) {
                    var events: [Event] = []
                    work.run { try reader.verify(parts[$0], &events) }
                }
            }
        }
        var events: [Event] = []
        work.run { index in
            try verify(parts[index], &events)
            guard case .batch(let batch) = parts[index] else { return }
            // The parts are handed out in their order, so that all before this one are read, or nearly.
            progress(batches[batch].events.upperBound, eventCount)
        }
        group.wait()
        if let failure = work.failure { throw failure }
    }

    /// More events than this are worth a second thread.
    private static let longRun = 200_000
    /// More threads than this would wait for memory.
    private static let mostReaders = 4

    /// What is compared with its checksums at once.
    private enum Part {
        case graph
        case batch(Int)
    }

    private func verify(_ part: Part, _ events: inout [Event]) throws {
        switch part {
        case .graph:
            // What an older version's analysis stored is not read.
            if layout == .second { try verifyGraph() }
        case .batch(let batch):
            try load(batch, into: &events)
            try verifyBirths(of: batch, events)
        }
    }

    /// Compares the births with their checksum, and with their events.
    private func verifyBirths(of batch: Int, _ events: [Event]) throws {
        let (row, outline) = (batchRows[batch], batches[batch])
        guard !row.objects.isEmpty else { return }
        var made = zip(outline.events.lowerBound..., events).lazy.filter { $0.1.kind == .allocate }.makeIterator()
        let first = self.row.firstObject - 1
        let numbers = row.objects.lowerBound - first...row.objects.upperBound - 1 - first
        var checksum = Checksum.Births(firstObject: numbers.lowerBound)
        try RowReader(connection: connection).forEachBirth(row.objects.lowerBound...row.objects.upperBound - 1) {
            id, birth in
            guard let (sequence, event) = made.next(), Int(event.object.rawValue) == id - first,
                birth == ObjectBirth(event, sequence: sequence, ordinal: birth.ordinal)
            else { throw changed("objects", numbers) }
            checksum.add(birth)
        }
        guard checksum.value == row.birthChecksum else { throw changed("objects", numbers) }
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
            throw StoreError.damaged(path, "run \(run.id): its references are not what its analysis stored")
        }
    }

    private static let graphTables = [
        ("finding_member", "finding, component, object, role"),
        ("reference", "id, owner, field, owned, is_strong, made_by"),
    ]
}
/// Numbered pieces of work that threads take one by one in their order, until one of them fails.
private final class Work: Sendable {
    private struct State {
        var next = 0
        var failure: (index: Int, error: any Error)?
    }

    private let count: Int
    private let state = Mutex(State())

    init(_ count: Int) { self.count = count }

    /// What the first piece threw that failed; the same one whichever thread was quicker.
    var failure: (any Error)? { state.withLock { $0.failure?.error } }

    /// Takes pieces and works on them until there is none.
    func run(_ body: (Int) throws -> Void) {
        while let index = take() {
            do {
                try body(index)
            } catch {
                state.withLock { state in
                    // A later piece can fail earlier.
                    if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
                }
            }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.failure == nil, state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }
}
