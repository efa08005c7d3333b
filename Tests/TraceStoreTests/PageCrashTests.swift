import Foundation
import Testing
import TraceModel
import TraceStore

/// Makes this process unable to write files beyond a size.
private func limitFileSize(_ bytes: rlim_t) {
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    #if os(Linux)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    #else
    setrlimit(RLIMIT_FSIZE, &limit)
    #endif
}

/// Kills while pages are written.
///
/// `KILLS` says how many; `make torture` asks for 500.
@Suite struct PageCrashTests {
    private static let kills = ProcessInfo.processInfo.environment["KILLS"].flatMap(Int.init) ?? 8

    /// Records without an end into small pages, with a commit after nearly every batch, until a thread kills it.
    private static func recordUntilKilled(_ path: String, pageSize: Int, microseconds: UInt32) throws {
        Thread {
            usleep(microseconds)
            kill(getpid(), SIGKILL)
        }.start()
        let session = try RecordingSession(
            path: path, toolVersion: toolVersion, method: .pages, pageSize: pageSize)
        for run in 1... {
            let recorder = try session.begin(.sample("run \(run)"))
            try recorder.record([], names: SelfRing.names)
            var made = 0
            for batch in 1...100 {
                for _ in 0..<batch % 7 {
                    made += 1
                    try recorder.record(SelfRing.events(making: made))
                }
                _ = try recorder.trace()
            }
            try recorder.finish(status: .finished)
            try recorder.store(.empty)
        }
    }

    @Test(arguments: 0..<kills) func `a kill at any moment leaves everything that was committed`(round: Int)
        async throws
    {
        let folder = try TemporaryFolder()
        let path = folder.file()
        let pageSize = [512, 4096, 16_384, 65_536][round % 4]
        let moment = UInt32.random(in: 1_000...400_000)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, pageSize = pageSize as Int, moment = moment as UInt32] in
            try Self.recordUntilKilled(path, pageSize: pageSize, microseconds: moment)
        }
        let database: TraceDatabase
        do {
            database = try TraceDatabase(path: path)
        } catch let error as TraceError where error.code == .notFound {
            // It was killed before the first run began.
            #expect(try folder.names().filter { !$0.hasSuffix(".lock") } == [])
            return
        }
        #expect(try folder.names() == ["t.sqlite"])
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"], "killed after \(moment) microseconds")
        try database.verifyLength()
        let runs = try database.runs()
        for run in runs { try database.verify(run) }
        #expect(runs.dropLast().allSatisfy { $0.status == .finished })
        let events = runs.reduce(0) { $0 + $1.events }
        #expect(try sql(path, "SELECT count(*) FROM event") == ["\(events)"])
        // Whoever records next goes on where it ended.
        try SelfRing.record(into: path)
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
    }

    @Test func `a full disk takes nothing that was committed`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file()
        await #expect(processExitsWith: .success) { [path = path as String] in
            let session = try RecordingSession(path: path, toolVersion: toolVersion, method: .pages)
            let recorder = try session.begin(.sample())
            try recorder.record(SelfRing.events, names: SelfRing.names)
            _ = try recorder.trace()
            // A limit on the size of files fails as a full disk does, but with another number.
            signal(SIGXFSZ, SIG_IGN)
            limitFileSize(4 << 20)
            let events = [Event](repeating: SelfRing.events[2], count: 10_000)
            let error = #expect(throws: TraceError.self) { for _ in 0..<100 { try recorder.record(events) } }
            #expect(error?.code == .inputOutput)
            try session.close()
        }
        let database = try TraceDatabase(path: path)
        let run = try database.run(id: 1)
        #expect(run.status == .interrupted)
        try database.verify(run)
        #expect(run.events >= SelfRing.events.count)
        #expect(try sql(path, "PRAGMA integrity_check") == ["ok"])
        #expect(try folder.names() == ["t.sqlite"])
        try database.verifyLength()
    }
}
