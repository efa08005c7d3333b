import Testing
import TraceModel
import TraceStore

/// A run that is long enough for several threads to compare it with its checksums.
@Suite struct LongRunTests {
    private static let batchSize = 16_384
    private static let batches = 20

    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        var names = SelfRing.names
        var made: UInt32 = 0
        for _ in 0..<Self.batches {
            let events = (0..<Self.batchSize).map { place in
                var event = SelfRing.events[place % SelfRing.events.count]
                if event.kind == .allocate {
                    made += 1
                    event.object = ObjectID(rawValue: made)
                }
                return event
            }
            try recorder.record(events, names: names)
            names = TraceNames()
        }
        try recorder.finish(status: .finished)
        try session.close()
    }

    private func verify() throws {
        let database = try TraceDatabase(path: path)
        try database.verify(database.run(id: 1))
    }

    @Test func `whole, it is found so, and all of it was read`() throws {
        let database = try TraceDatabase(path: path)
        let trace = try database.trace(of: database.run(id: 1))
        #expect(trace.eventCount == Self.batches * Self.batchSize)
        var read: [Int] = []
        try trace.verify { done, total in
            #expect(total == trace.eventCount)
            read.append(done)
        }
        #expect(read == read.sorted())
        #expect(read.allSatisfy { $0 > 0 && $0 <= trace.eventCount })
    }

    @Test(arguments: [0, 1, batches / 2, batches - 1]) func `damage is found in whichever batch it is`(batch: Int)
        throws
    {
        let row = batch * Self.batchSize + 7
        try sql(path, "UPDATE event SET count = 77 WHERE id = \(row)")
        let first = batch * Self.batchSize + 1
        let error = #expect(throws: TraceError.self) { try verify() }
        #expect(error?.code == .badData)
        #expect(error?.message.contains("events \(first) to \(first + Self.batchSize - 1)") == true, "\(error as Any)")
    }

    @Test func `of several damages the first is named, whichever thread was quicker`() throws {
        try sql(path, "UPDATE event SET count = 77 WHERE id % 16384 = 16000 AND id > 40000")
        for _ in 0..<20 {
            let error = #expect(throws: TraceError.self) { try verify() }
            #expect(error?.message.contains("events 32769 to 49152") == true, "\(error as Any)")
        }
    }
}
