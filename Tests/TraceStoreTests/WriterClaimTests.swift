import CSQLite
import Foundation
import Testing
import TraceModel

@testable import TraceStore

/// The lock that goes with a file, beside the one that goes with its name.
@Suite struct WriterClaimTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try SelfRing.record(into: folder.file("a"))
        try sql(folder.file("a"), "PRAGMA journal_mode = WAL")
    }

    private func file(_ name: String) throws -> DatabaseFile { try DatabaseFile(folder.file(name)) }

    @Test func `a claim is of the file, under all of its names`() throws {
        try FileManager.default.linkItem(atPath: folder.file("a"), toPath: folder.file("b"))
        for name in ["a", "b"] {
            let claim = try WriterClaim.take(on: file(name))
            try withExtendedLifetime(claim) {
                for other in ["a", "b"] {
                    let error = try #require(throws: TraceError.self) { try WriterClaim.take(on: file(other)) }
                    #expect(error.code == .inputOutput && error.message.contains("under another name"))
                    #expect(try WriterClaim.isHeldElsewhere(on: file(other)), "nobody has the lock of \(other)")
                }
            }
        }
        #expect(try !WriterClaim.isHeldElsewhere(on: file("a")))
    }

    @Test func `everybody else passes by a claim`() throws {
        let claim = try WriterClaim.take(on: file("a"))
        try withExtendedLifetime(claim) {
            #expect(try sql(folder.file("a"), "SELECT count(*) FROM run") == ["1"])
            try sql(folder.file("a"), "UPDATE run SET failure = 'x'")
        }
        #expect(try sql(folder.file("a"), "SELECT failure FROM run") == ["x"])
    }

    @Test(.enabled(if: Shell.path != nil, "needs the sqlite3 shell"))
    func `neither looking for a claim nor giving one back takes the locks of a reader in this process`() throws {
        let path = folder.file("a")
        let reader = try Connection.reading(file("a"))
        try reader.snapshot {
            #expect(try reader.integer("SELECT count(*) FROM run") == 1)
            #expect(try !WriterClaim.isHeldElsewhere(on: file("a")))
            _ = try WriterClaim.take(on: file("a"))
            // Another process gets the database for itself only once nobody has it open.
            #expect(try status(of: "PRAGMA journal_mode = DELETE", on: path) == SQLITE_BUSY)
        }
        try reader.close()
        #expect(try status(of: "PRAGMA journal_mode = DELETE", on: path) == SQLITE_OK)
    }

    /// How the shell ends that runs a statement: with SQLite's own code.
    private func status(of statement: String, on path: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Shell.path))
        process.arguments = ["-batch", path, statement]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
