import Testing
import TraceModel
import TraceStore

@Suite struct ThreadedRecorderTests {
    @Test(arguments: [RecordingMethod.statements, .pages])
    func `what goes through the other thread comes back as it was`(method: RecordingMethod) throws {
        let folder = try TemporaryFolder()
        let session = try RecordingSession(path: folder.file(), toolVersion: toolVersion, method: method)
        let recorder = try session.begin(.sample())
        let threaded = ThreadedRecorder(recorder)
        var expected = MemoryTrace(names: SelfRing.names)
        // Nothing, fewer than a buffer takes, more than all of them together, and nothing again.
        for (index, size) in [0, 3, 100_000, 1, 0].enumerated() {
            let events = (0..<size).map { Event(.retain, object: ObjectID(rawValue: UInt32($0 % 999 + 1)), count: 1) }
            let output = [PrintedOutput(sequence: expected.events.count, text: "batch \(index)\n")]
            try events.withUnsafeBufferPointer { buffer in
                let names = index == 0 ? SelfRing.names : TraceNames()
                try threaded.record(EventBatch(events: buffer, names: names, output: output))
            }
            expected.events += events
            expected.output += output
        }
        try threaded.finish()
        try threaded.finish()
        try recorder.finish(status: .finished)
        try session.close()
        let database = try TraceDatabase(path: folder.file())
        let run = try database.run(id: 1)
        try database.verify(run)
        #expect(try database.trace(of: run).copy() == expected)
    }

    @Test func `a failure on the other thread reaches who records`() throws {
        let folder = try TemporaryFolder()
        let session = try RecordingSession(path: folder.file(), toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        try session.close()
        let threaded = ThreadedRecorder(recorder)
        let error = #expect(throws: TraceError.self) {
            for _ in 0..<1000 {
                try SelfRing.events.withUnsafeBufferPointer { events in
                    try threaded.record(EventBatch(events: events, names: TraceNames(), output: []))
                }
            }
        }
        #expect(error?.code == .defect)
        #expect(throws: TraceError.self) { try threaded.finish() }
    }

    @Test func `who never records need not finish`() throws {
        let folder = try TemporaryFolder()
        let session = try RecordingSession(path: folder.file(), toolVersion: toolVersion)
        let threaded = ThreadedRecorder(try session.begin(.sample()))
        try threaded.finish()
        try session.close()
    }
}
