import Foundation
import Testing
import TraceModel
import TraceStore

@Suite struct RecordingSessionTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
    }

    private func session(wait: Double = 0) throws -> RecordingSession {
        try RecordingSession(path: path, toolVersion: toolVersion, wait: wait)
    }

    @Test func `one clean file remains`() throws {
        try SelfRing.record(into: path)
        #expect(try folder.names() == ["t.sqlite"])
        let database = try TraceDatabase(path: path)
        try database.verify(database.run(id: 1))
        #expect(try folder.names() == ["t.sqlite"])
    }

    @Test func `two runs of one session are contiguous`() throws {
        let session = try session()
        for program in ["first", "second"] {
            let recorder = try session.begin(.sample(program))
            try recorder.record(SelfRing.events, names: SelfRing.names)
            try recorder.finish(status: .finished)
        }
        try session.close()
        let count = SelfRing.events.count
        #expect(
            try sql(path, "SELECT first_event || '-' || last_event FROM run ORDER BY id")
                == ["1-\(count)", "\(count + 1)-\(2 * count)"])
        let database = try TraceDatabase(path: path)
        for run in try database.runs() {
            try database.verify(run)
            #expect(try database.trace(of: run).copy() == SelfRing.trace)
        }
    }

    @Test func `a database without a run is removed by who made it, and only by them`() throws {
        try session().close()
        #expect(try folder.names() == [])
        try SelfRing.record(into: path)
        try session().close()
        #expect(try folder.names() == ["t.sqlite"])
    }

    @Test func `a session that is dropped leaves an interrupted run and no lock`() throws {
        do {
            let recorder = try session().begin(.sample())
            try recorder.record(SelfRing.events, names: SelfRing.names)
        }
        #expect(try folder.names() == ["t.sqlite"])
        #expect(try TraceDatabase(path: path).run(id: 1).status == .interrupted)
    }

    @Test func `a reader sees what was committed while a recorder is at work`() throws {
        let session = try session()
        let recorder = try session.begin(.sample())
        try recorder.record(Array(SelfRing.events.prefix(4)), names: SelfRing.names)
        let database = try TraceDatabase(path: path)
        let early = try database.trace(of: database.run(id: 1))
        #expect(early.run.status == .recording)
        #expect(try database.runs().map(\.status) == [.recording])
        try recorder.record(Array(SelfRing.events.dropFirst(4)))
        #expect(try early.copy().events == Array(SelfRing.events.prefix(4)))
        try early.verify()
        try recorder.finish(status: .finished)
        #expect(try database.trace(of: database.run(id: 1)).copy() == SelfRing.trace)
        try session.close()
        #expect(try database.run(id: 1).status == .finished)
    }

    @Test func `what a reader kept from being tidied up, the next recorder tidies up`() throws {
        do {
            let session = try session()
            let recorder = try session.begin(.sample())
            try recorder.record(SelfRing.events, names: SelfRing.names)
            let database = try TraceDatabase(path: path)
            #expect(try database.runs().count == 1)
            try recorder.finish(status: .finished)
            try session.close()
            #expect(try folder.names().contains("t.sqlite-wal"))
            #expect(try database.trace(of: database.run(id: 1)).copy() == SelfRing.trace)
        }
        try SelfRing.record(into: path)
        #expect(try folder.names() == ["t.sqlite"])
        #expect(try TraceDatabase(path: path).runs().map(\.status) == [.finished, .finished])
    }

    @Test func `removed runs take their rows with them and leave the others whole`() throws {
        for program in ["a", "b", "c"] { try SelfRing.record(into: path, .sample(program)) }
        let session = try session()
        let error = #expect(throws: TraceError.self) { try session.remove(runs: [2, 9]) }
        #expect(error?.code == .notFound)
        try session.remove(runs: [1, 3])
        try session.close()
        #expect(try folder.names() == ["t.sqlite"])
        let database = try TraceDatabase(path: path)
        let runs = try database.runs()
        #expect(runs.map(\.id) == [2])
        for run in runs {
            try database.verify(run)
            #expect(try database.trace(of: run).copy() == SelfRing.trace)
        }
        for table in ["type", "field", "site", "batch"] {
            #expect(try sql(path, "SELECT DISTINCT run FROM \(table)") == ["2"])
        }
        #expect(try sql(path, "SELECT count(*) FROM event") == ["\(SelfRing.events.count)"])
        #expect(try sql(path, "PRAGMA freelist_count") == ["0"])
        try SelfRing.record(into: path, .sample("d"))
        let last = try TraceDatabase(path: path)
        for run in try last.runs() { try last.verify(run) }
    }

    @Test func `a second recorder waits, then says whom for`() throws {
        let first = try session()
        let start = ContinuousClock.now
        let error = try #require(throws: TraceError.self) { try session(wait: 0.5) }
        #expect(ContinuousClock.now - start >= .seconds(0.5))
        #expect(error.code == .inputOutput)
        #expect(error.message == "process \(getpid()) is recording into \(path)")
        try first.close()
        try session().close()
    }

    @Test func `a second recorder goes on where the first one ends`() throws {
        let first = try session()
        _ = try first.begin(.sample())
        let path = path
        let waiting = Thread {
            _ = try? RecordingSession(path: path, toolVersion: toolVersion, wait: 60).begin(.sample("second"))
        }
        waiting.start()
        Thread.sleep(forTimeInterval: 0.5)
        try first.close()
        for _ in 0..<600 where !waiting.isFinished { Thread.sleep(forTimeInterval: 0.05) }
        let programs = try TraceDatabase(path: path).runs().map(\.description.program)
        #expect(programs == ["ring", "second"])
        #expect(try folder.names() == ["t.sqlite"])
    }

    @Test func `every name of a file has the same lock`() throws {
        try SelfRing.record(into: path)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
        let first = try session()
        let error = #expect(throws: TraceError.self) {
            try RecordingSession(path: folder.file("link"), toolVersion: toolVersion)
        }
        #expect(error?.code == .inputOutput)
        try first.close()
    }

    @Test func `a recorder that is misused says so and writes nothing`() throws {
        let session = try session()
        let recorder = try session.begin(.sample())
        let expectations: [(String, () throws -> Void)] = [
            ("a second run at once", { _ = try session.begin(.sample()) }),
            ("an analysis before the end", { try recorder.store(.empty) }),
            ("an end that is none", { try recorder.finish(status: .recording) }),
        ]
        for (what, call) in expectations {
            let error = #expect(throws: TraceError.self, "\(what)") { try call() }
            #expect(error?.code == .defect)
        }
        try recorder.finish(status: .finished)
        #expect(throws: TraceError.self) { try recorder.record(SelfRing.events, names: SelfRing.names) }
        #expect(throws: TraceError.self) { try recorder.finish(status: .finished) }
        try session.close()
        try session.close()
        #expect(throws: TraceError.self) { try recorder.store(.empty) }
        #expect(throws: TraceError.self) { try recorder.trace() }
        #expect(throws: TraceError.self) { try session.begin(.sample()) }
        #expect(try sql(path, "SELECT count(*) FROM event") == ["0"])
    }
}

extension RunAnalysis {
    static let empty = RunAnalysis(summary: RunSummary(), findings: [], members: [], objects: [], references: [])
}
