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
        if let text = run.description.programText, SHA256.hexadecimal(text) != row.programSHA256 {
            throw damaged("its program text is not what was recorded")
        }
        let parts = try [.graph] + eventParts()
        let work = Work(parts.count)
        let helpers = min(ProcessInfo.processInfo.activeProcessorCount, Self.mostReaders, parts.count) - 1
        let group = DispatchGroup()
        if eventCount >= Self.longRun {
            for _ in 0..<helpers {
                // Where there can be no second connection this one does everything.
                guard let reader = try? connection.another().map(reading(through:)) else { break }
                DispatchQueue.global().async(group: group) { work.run { try reader.verify(parts[$0]) } }
            }
        }
        work.run { index in
            try verify(parts[index])
            guard case .events(let range, _) = parts[index] else { return }
            // The parts are handed out in their order, so that all before this one are read, or nearly.
            progress(range.upperBound, eventCount)
        }
        group.wait()
        if let failure = work.failure { throw failure }
    }

    /// More events than this are worth a second thread.
    private static let longRun = 200_000
    /// More threads than this would wait for memory.
    private static let mostReaders = 4

    /// What is compared with one checksum.
    private enum Part {
        case graph
        case events(ClosedRange<Int>, checksum: SQLValue)
    }

    /// The batches, which must cover the run's events without a gap.
    private func eventParts() throws -> [Part] {
        var next = 1
        let parts = try batches.map { batch in
            guard let range = sequences(of: batch) else { throw damaged("a row of batch is outside of its events") }
            guard range.lowerBound == next else { throw damaged("the batch that begins at event \(next) is missing") }
            next = range.upperBound + 1
            return Part.events(range, checksum: batch[2])
        }
        guard next == eventCount + 1 else { throw damaged("the batch that begins at event \(next) is missing") }
        return parts
    }

    private func verify(_ part: Part) throws {
        switch part {
        case .graph:
            try verifyGraph()
        case .events(let range, let expected):
            guard SQLValue(checksum: try checksum(of: range)) == expected else {
                throw damaged("its events \(range.lowerBound) to \(range.upperBound) are not what was recorded")
            }
        }
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
