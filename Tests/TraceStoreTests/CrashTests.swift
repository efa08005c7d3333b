import CSQLite
import Foundation
import Testing
import TraceModel
import TraceStore

@Suite struct CrashTests {
    /// A recording whose recorder was killed in the middle: its files as they stood, copied away from it.
    private func abandoned(in folder: TemporaryFolder) throws -> String {
        let session = try RecordingSession(path: folder.file("live.sqlite"), toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        try recorder.record(Array(SelfRing.events.prefix(4)), names: SelfRing.names)
        for suffix in ["", "-wal", "-shm", ".lock"] {
            try FileManager.default.copyItem(
                atPath: folder.file("live.sqlite" + suffix), toPath: folder.file("t.sqlite" + suffix))
        }
        try session.close()
        return folder.file()
    }

    @Test func `what a killed recorder left reads as interrupted, whole as far as it went`() throws {
        let folder = try TemporaryFolder()
        let path = try abandoned(in: folder)
        let database = try TraceDatabase(path: path)
        let run = try database.run(id: 1)
        #expect(run.status == .interrupted)
        #expect(run.finishedAt == nil)
        try database.verify(run)
        #expect(try database.trace(of: run).copy().events == Array(SelfRing.events.prefix(4)))
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
    }

    @Test func `the next recorder marks it interrupted and tidies up`() throws {
        let folder = try TemporaryFolder()
        let path = try abandoned(in: folder)
        try SelfRing.record(into: path)
        #expect(try sql(path, "SELECT status FROM run ORDER BY id") == ["interrupted", "finished"])
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
        #expect(try folder.names().filter { $0.hasPrefix("t.") } == ["t.sqlite"])
    }

    @Test func `a journal that a killed writer left is rolled back for a reader`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file()
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        try recorder.record(SelfRing.events, names: SelfRing.names)
        // More than the two pages that the writer below may keep in memory.
        for number in 2...2001 { try recorder.record(SelfRing.events(making: number)) }
        try recorder.finish(status: .finished)
        try session.close()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            var connection: OpaquePointer?
            sqlite3_open(path, &connection)
            sqlite3_exec(connection, "PRAGMA cache_size = 2; BEGIN; UPDATE event SET count = 99", nil, nil, nil)
            kill(getpid(), SIGKILL)
        }
        #expect(try folder.names() == ["t.sqlite", "t.sqlite-journal"])
        let database = try TraceDatabase(path: path)
        try database.verify(database.run(id: 1))
        #expect(try folder.names() == ["t.sqlite"])
    }

    @Test func `kill -9 loses no committed batch`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let session = try RecordingSession(path: path, toolVersion: toolVersion)
            let recorder = try session.begin(.sample())
            try recorder.record(SelfRing.events, names: SelfRing.names)
            for number in 2...201 { try recorder.record(SelfRing.events(making: number)) }
            kill(getpid(), SIGKILL)
        }
        let database = try TraceDatabase(path: path)
        let run = try database.run(id: 1)
        #expect(run.status == .interrupted)
        #expect(run.events == 201 * SelfRing.events.count)
        try database.verify(run)
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
    }
}
