import Foundation
import Testing
import TraceModel
import TraceStore

@Suite struct PruneTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
    }

    private func prune(_ count: Int) throws -> Set<Int> {
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let deleted = try session.prune(keeping: count)
        try session.close()
        return deleted
    }

    /// A run of more events than fit into a few pages.
    private func recordPages() throws {
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let recorder = try session.begin(.sample())
        try recorder.record([Event](repeating: Event(.mark, count: 1), count: 20_000))
        try recorder.finish(status: .finished)
        try session.close()
    }

    private var size: Int { (try? Data(contentsOf: URL(fileURLWithPath: path)).count) ?? 0 }

    @Test func `the newest runs of every program and design stay`() throws {
        let weak = Design.weakref([Slot(type: "Node", field: "next")])
        for description in [
            RunDescription.sample("a"), .sample("b"), .sample("a"), .sample("a", weak), .sample("a"), .sample("b"),
        ] {
            try SelfRing.record(into: path, description)
        }
        // Runs 1, 3 and 5 are of a/strong, 2 and 6 of b/strong, 4 of a/weakref.
        #expect(try prune(2) == [1])
        #expect(try prune(1) == [2, 3])
        #expect(try prune(1) == [])
        let database = try TraceDatabase(path: path)
        #expect(try database.runs().map(\.id) == [4, 5, 6])
        for run in try database.runs() {
            try database.verify(run)
            #expect(try database.trace(of: run).copy() == SelfRing.trace)
        }
    }

    @Test func `the file shrinks`() throws {
        for _ in 1...2 { try recordPages() }
        let before = size
        #expect(try prune(1) == [1])
        #expect(size < before)
    }

    @Test func `what a reader hindered is given back the next time`() throws {
        for _ in 1...2 { try recordPages() }
        let before = size
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        let reader = try TraceDatabase(path: path)
        try withExtendedLifetime(reader) {
            #expect(try session.prune(keeping: 1) == [1])
            try session.close()
        }
        #expect(size >= before)
        _ = consume reader
        #expect(try prune(1) == [])
        #expect(size < before)
    }

    @Test func `nobody prunes what is being recorded`() throws {
        try SelfRing.record(into: path)
        let session = try RecordingSession(path: path, toolVersion: toolVersion)
        _ = try session.begin(.sample())
        let error = #expect(throws: TraceError.self) { try prune(1) }
        #expect(error?.code == .inputOutput)
        #expect(throws: TraceError.self) { try session.prune(keeping: 0) }
        try session.close()
    }

    @Test func `a file that is cut off within its last page is damaged`() throws {
        try SelfRing.record(into: path)
        try TraceDatabase(path: path).verifyLength()
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try whole.dropLast().write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TraceError.self) { try TraceDatabase(path: path).verifyLength() }
        #expect(error?.code == .badData)
    }
}
