import Testing
import TraceModel
import TraceStore

@Suite struct RoundTripTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8].map { UInt64($0) } + [UInt64.random(in: 9...UInt64.max)])
    func `random batches come back as they were recorded`(seed: UInt64) throws {
        print("seed \(seed)")
        let folder = try TemporaryFolder()
        let session = try RecordingSession(path: folder.file(), toolVersion: toolVersion)
        var generator = RandomTrace(seed: seed)
        let recorder = try session.begin(.sample())
        var expected = MemoryTrace()
        for batch in generator.batches() {
            try recorder.record(batch.events, names: batch.names, output: batch.output)
            expected.events += batch.events
            expected.output += batch.output
            expected.names.types += batch.names.types
            expected.names.fields += batch.names.fields
            expected.names.sites += batch.names.sites
        }
        #expect(try recorder.trace().copy() == expected)
        try recorder.finish(status: .finished)
        try session.close()
        let database = try TraceDatabase(path: folder.file())
        let run = try database.run(id: recorder.run)
        #expect(run.events == expected.events.count)
        try database.verify(run)
        #expect(try database.trace(of: run).copy() == expected)
        #expect(try sql(folder.file(), "PRAGMA integrity_check") == ["ok"])
    }

    @Test func `everything that describes a run comes back`() throws {
        let folder = try TemporaryFolder()
        let description = RunDescription(
            program: "step/17 'x'", design: .weak([Slot(type: "Function", field: "outputs")]),
            explicitWeakReferences: true, collector: CollectorName(text: "memory:1000"), source: "simulated",
            programText: "a = 1\n# \u{0} 변수\n", parameters: ["n": "3", "quote\"": "{}"])
        let session = try RecordingSession(path: folder.file(), toolVersion: toolVersion)
        let recorder = try session.begin(description)
        try recorder.finish(status: .failed, failure: "ValueError: no")
        try session.close()
        let run = try TraceDatabase(path: folder.file()).run(id: 1)
        #expect(run.description == description)
        #expect(run.status == .failed)
        #expect(run.failure == "ValueError: no")
        #expect(run.events == 0)
        #expect(run.startedAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(try #require(run.finishedAt) >= run.startedAt)
        #expect(try sql(folder.file(), "SELECT tool_version FROM run") == [toolVersion])
    }

    @Test func `reading begins at any event and stops when told to`() throws {
        let folder = try TemporaryFolder()
        try SelfRing.record(into: folder.file())
        let database = try TraceDatabase(path: folder.file())
        let trace = try database.trace(of: database.run(id: 1))
        for start in 1...SelfRing.events.count {
            var events: [Event] = []
            try trace.readEvents(from: start) { first, chunk in
                #expect(first == start + events.count)
                events += chunk
                return true
            }
            #expect(events == Array(SelfRing.events[(start - 1)...]))
        }
        try trace.readEvents(from: SelfRing.events.count + 1) { _, _ in
            Issue.record("there is no event after the last")
            return true
        }
        var calls = 0
        try trace.readEvents(from: 1) { _, _ in
            calls += 1
            // A body may read again: nothing is locked meanwhile.
            let copy = try trace.copy()
            #expect(copy == SelfRing.trace)
            return false
        }
        #expect(calls == 1)
    }

    @Test func `the newest run of every program and design is found`() throws {
        let folder = try TemporaryFolder()
        let weak = Design.weak([Slot(type: "Node", field: "next")])
        for (program, design) in [("a", Design.strong), ("b", .strong), ("a", weak), ("a", .strong)] {
            try SelfRing.record(into: folder.file(), .sample(program, design))
        }
        let database = try TraceDatabase(path: folder.file())
        #expect(try database.runs().map(\.id) == [1, 2, 3, 4])
        #expect(try database.newestRuns().map(\.id) == [2, 3, 4])
        #expect(try database.newestRun(program: "a", design: "strong").id == 4)
        #expect(try database.newestRun(program: "a", design: "Node.next").id == 3)
        let noSuchRun = #expect(throws: TraceError.self) { try database.run(id: 5) }
        #expect(noSuchRun?.code == .notFound)
        let noSuchProgram = #expect(throws: TraceError.self) {
            try database.newestRun(program: "c", design: "strong")
        }
        #expect(noSuchProgram?.code == .notFound)
    }
}
