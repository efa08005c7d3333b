import CSQLite
import Foundation
import Testing
import TraceModel

@testable import TraceStore

/// How a new database comes to its place, and what becomes of one that leaves it too early.
@Suite struct PublishTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file()
    }

    private func session(_ method: RecordingMethod) throws -> RecordingSession {
        try RecordingSession(path: path, toolVersion: toolVersion, method: method)
    }

    private func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: folder.file(name), toPath: folder.file(other))
    }

    @Test func `a rename replaces nothing`() throws {
        try Data("new".utf8).write(to: URL(fileURLWithPath: folder.file("from")))
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.file("file")))
        try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "nothing")
        for name in ["file", "folder", "link"] {
            #expect(csqlite_rename_exclusively(folder.file("from"), folder.file(name)) == -1)
            #expect(errno == EEXIST)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("file"))) == Data("old".utf8))
        #expect(csqlite_rename_exclusively(folder.file("from"), folder.file("to")) == 0)
        #expect(try folder.names() == ["file", "folder", "link", "to"])
    }

    @Test func `a move that was cut short between its two names is ended by the next recorder`() throws {
        try SelfRing.record(into: path)
        try FileManager.default.linkItem(atPath: path, toPath: folder.file(".t.sqlite.recording"))
        #expect(try TraceDatabase(path: path).runs().count == 1)
        try SelfRing.record(into: path)
        #expect(try folder.names() == ["t.sqlite"])
        #expect(try TraceDatabase(path: path).runs().count == 2)
    }

    @Test(arguments: ["t.sqlite", "t.sqlite-wal", "t.sqlite-shm", "t.sqlite-journal"])
    func `what appears at the place or beside it stays, and so does the recording`(name: String) throws {
        let session = try session(.pages)
        let recorder = try session.begin(.sample())
        try recorder.record(SelfRing.events, names: SelfRing.names)
        try recorder.finish(status: .finished)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        let error = try #require(throws: TraceError.self) { try session.close() }
        #expect(error.code == .cannotCreate)
        #expect(error.message.hasPrefix("\(path) cannot appear: \(folder.file(name)) is in the way"))
        #expect(error.remedy?.contains(folder.file(".t.sqlite.recording")) == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == Data("mine".utf8))
        try move(name, to: "mine")
        // As the message says: the next command puts it in its place.
        let database = try TraceDatabase(path: path)
        try database.verify(database.run(id: 1))
        #expect(try database.run(id: 1).status == .finished)
        #expect(try folder.names() == ["mine", "t.sqlite"])
    }

    @Test func `a database that is moved while statements are recorded has all of them, and says that it is elsewhere`()
        throws
    {
        let session = try session(.statements)
        let recorder = try session.begin(.sample())
        try recorder.record(Array(SelfRing.events.prefix(4)), names: SelfRing.names)
        try move("t.sqlite", to: "moved")
        try recorder.record(Array(SelfRing.events.dropFirst(4)))
        try recorder.finish(status: .finished)
        let error = try #require(throws: TraceError.self) { try session.close() }
        #expect(error.code == .inputOutput)
        #expect(error.message == "\(path) was moved, replaced or removed while it was recorded into")
        #expect(try folder.names() == ["moved"])
        let database = try TraceDatabase(path: folder.file("moved"))
        #expect(try database.trace(of: database.run(id: 1)).copy() == SelfRing.trace)
    }

    @Test func `a database that is replaced while it is recorded into leaves the other one as it is`() throws {
        try SelfRing.record(into: path)
        try FileManager.default.copyItem(atPath: path, toPath: folder.file("copy"))
        let copy = try Data(contentsOf: URL(fileURLWithPath: folder.file("copy")))
        let session = try session(.statements)
        let recorder = try session.begin(.sample("second"))
        try recorder.record(SelfRing.events, names: SelfRing.names)
        try move("t.sqlite", to: "moved")
        try move("copy", to: "t.sqlite")
        try recorder.finish(status: .finished)
        #expect(throws: TraceError.self) { try session.close() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == copy)
        #expect(try TraceDatabase(path: folder.file("moved")).runs().map(\.description.program) == ["ring", "second"])
    }

    @Test func `pages are not written into a hidden file that was moved away`() throws {
        let session = try session(.pages)
        let recorder = try session.begin(.sample())
        try recorder.record(SelfRing.events, names: SelfRing.names)
        _ = try recorder.trace()
        try move(".t.sqlite.recording", to: "moved")
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("moved")))
        try recorder.record(SelfRing.events(making: 2))
        let error = try #require(throws: TraceError.self) { try recorder.trace() }
        #expect(error.code == .inputOutput && error.message.contains("was moved"))
        #expect(throws: TraceError.self) { try session.close() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("moved"))) == before)
    }

    @Test func `a session without a run removes its own file, and not one that came into its place`() throws {
        let session = try session(.statements)
        try move("t.sqlite", to: "moved")
        try SelfRing.record(into: folder.file("other"))
        try move("other", to: "t.sqlite")
        try session.close()
        #expect(try TraceDatabase(path: path).runs().count == 1)
    }

    @Test func `a path leads to one place, by whatever links`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("real"), withIntermediateDirectories: false)
        for (link, target) in [("folder", "real"), ("a", "folder/t"), ("b", "./a"), ("circle", "circle")] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        }
        // There and not there.
        for _ in 1...2 {
            let places = try Set(
                ["real/t", "folder/t", "a", "b", "real/../b"].map {
                    try DatabaseFile(folder.file($0)).resolvedPath
                })
            #expect(places == [try DatabaseFile(folder.path).resolvedPath + "/real/t"])
            try Data().write(to: URL(fileURLWithPath: folder.file("real/t")))
        }
        #expect(try DatabaseFile(folder.file("circle")).path == folder.file("circle"))
        #expect(throws: TraceError.self) { try DatabaseFile(folder.file("nothing/")) }
    }
}
