import Foundation
import ObjectPrograms
import Programs
import Testing
import TraceModel

@Suite("Bad programs")
struct ErrorTests {
    static let names = Fixtures.names("errors")

    @Test func `there are at least 40 of them`() { #expect(Self.names.count >= 40) }

    @Test(arguments: names)
    func `say where, what, and what to write instead`(_ name: String) throws {
        var text: String
        do {
            let program = try Fixtures.program("errors/\(name).py")
            text = try #require(try ProgramRun(program).failure, "\(name) ran")
            #expect(name.hasPrefix("run-"), "what can be known before the run is refused before it")
        } catch let error as TraceError {
            text = "\(error)"
            #expect(error.code == .badData)
            #expect(text.hasPrefix("\(name).py:"))
            #expect(!name.hasPrefix("run-"))
        }
        try expectGolden(text + "\n", name)
    }

    /// Compares with `fixtures/errors/NAME.txt`, which `RECORD_GOLDEN=1` writes anew.
    private func expectGolden(_ text: String, _ name: String) throws {
        let file = Fixtures.folder.appending(path: "errors/\(name).txt")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("\(name).txt was recorded: read it, then run without RECORD_GOLDEN")
            return
        }
        let expected = try #require(try? String(contentsOf: file, encoding: .utf8), "record it with RECORD_GOLDEN=1")
        #expect(text == expected)
    }
}
