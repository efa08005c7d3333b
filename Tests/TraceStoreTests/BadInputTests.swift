import Foundation
import Testing
import TraceModel
import TraceStore

/// One line of the contract: what stands at the path, and what is said of it.
struct BadInput: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: TraceError.Code
    var says: String
    /// Whether a recorder refuses it too.
    var stopsRecording = true
    /// How a recorder refuses it.
    var recordingCode = TraceError.Code.badData
    var make: @Sendable (String) throws -> Void

    static let all = [
        BadInput(testDescription: "missing", code: .notFound, says: "no database", stopsRecording: false) { _ in },
        BadInput(testDescription: "folder", code: .badData, says: "is a folder", recordingCode: .cannotCreate) {
            try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
        },
        BadInput(testDescription: "empty", code: .badData, says: "is empty", stopsRecording: false) {
            try Data().write(to: URL(fileURLWithPath: $0))
        },
        BadInput(testDescription: "short text", code: .badData, says: "not an SQLite database") {
            try Data("hello".utf8).write(to: URL(fileURLWithPath: $0))
        },
        BadInput(testDescription: "long text", code: .badData, says: "not an SQLite database") {
            try Data(String(repeating: "a = Node()\n", count: 1000).utf8).write(to: URL(fileURLWithPath: $0))
        },
        BadInput(
            testDescription: "pipe", code: .badData, says: "is not a regular file", recordingCode: .cannotCreate
        ) {
            try #require(mkfifo($0, 0o600) == 0)
        },
        BadInput(testDescription: "another application", code: .badData, says: "another application") {
            try sql($0, "CREATE TABLE run(id); INSERT INTO run VALUES(1)")
        },
        BadInput(testDescription: "another application with a log", code: .badData, says: "another application") {
            try sql($0, "PRAGMA journal_mode = WAL; CREATE TABLE run(id); INSERT INTO run VALUES(1)")
        },
        BadInput(testDescription: "newer version", code: .badData, says: "newer dezero-trace: version 3") {
            try SelfRing.record(into: $0)
            try sql($0, "PRAGMA user_version = 3")
        },
        BadInput(testDescription: "version 0", code: .badData, says: "its version is 0") {
            try SelfRing.record(into: $0)
            try sql($0, "PRAGMA user_version = 0")
        },
        BadInput(testDescription: "other tables", code: .badData, says: "not as it should be") {
            try sql($0, "CREATE TABLE run(id); PRAGMA application_id = 0x445A5452; PRAGMA user_version = 2")
        },
        BadInput(testDescription: "a view in place of a table", code: .badData, says: "not as it should be") {
            try SelfRing.record(into: $0)
            try sql($0, "ALTER TABLE event RENAME TO e; CREATE VIEW event AS SELECT * FROM e")
        },
        BadInput(testDescription: "half a file", code: .badData, says: "is damaged") {
            try SelfRing.record(into: $0)
            let url = URL(fileURLWithPath: $0)
            let data = try Data(contentsOf: url)
            try data.prefix(data.count / 2).write(to: url)
        },
    ]
}

@Suite struct BadInputTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: BadInput.all) func `bad input is one clear error and stays as it is`(input: BadInput) throws {
        let path = folder.file()
        try input.make(path)
        let before = try contents()
        let error = try #require(throws: TraceError.self) { try TraceDatabase(path: path) }
        try expect(error, input, path, input.code)
        #expect(try contents() == before)
        guard input.stopsRecording else { return }
        let refusal = try #require(throws: TraceError.self) {
            try RecordingSession(path: path, toolVersion: toolVersion)
        }
        try expect(refusal, input, path, input.recordingCode)
        #expect(try contents() == before)
    }

    private func expect(_ error: TraceError, _ input: BadInput, _ path: String, _ code: TraceError.Code) throws {
        #expect(error.code == code)
        #expect(error.message.contains(input.says))
        #expect(error.message.contains(path))
        #expect(error.remedy?.isEmpty == false)
        #expect(!error.description.contains("\n"))
    }

    /// Every name in the folder, with the bytes of every file.
    private func contents() throws -> [String: Data?] {
        var contents: [String: Data?] = [:]
        for name in try folder.names() {
            let path = folder.file(name)
            let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            contents[name] = type == .typeRegular ? try Data(contentsOf: URL(fileURLWithPath: path)) : Data?.none
        }
        return contents
    }

    @Test func `a place that cannot be written is said before anything is made`() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.file("file")))
        var places = [folder.file("no/such/t.sqlite"), folder.file("file/t.sqlite")]
        if FileManager.default.fileExists(atPath: "/proc/self") { places.append("/proc/t.sqlite") }
        if geteuid() != 0 {
            let locked = folder.file("locked")
            try FileManager.default.createDirectory(
                atPath: locked, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
            places.append(locked + "/t.sqlite")
        }
        let before = try folder.names()
        for path in places {
            let error = try #require(throws: TraceError.self) {
                try RecordingSession(path: path, toolVersion: toolVersion)
            }
            #expect(error.code == .cannotCreate)
            #expect(error.message.contains(path))
            #expect(error.remedy != nil)
        }
        #expect(try folder.names() == before)
    }

    @Test func `an empty file becomes a database`() throws {
        try Data().write(to: URL(fileURLWithPath: folder.file()))
        try SelfRing.record(into: folder.file())
        #expect(try TraceDatabase(path: folder.file()).runs().map(\.events) == [SelfRing.events.count])
    }
}
