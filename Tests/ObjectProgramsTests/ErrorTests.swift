import Foundation
import GoldenFiles
import ObjectPrograms
import Programs
import Testing
import TraceModel

@Suite("Bad programs")
struct ErrorTests {
    static let names = Fixtures.names("errors")

    @Test func `there are at least 40 of them`() { #expect(Self.names.count >= 40) }

    @Test(.tags(.golden), arguments: names)
    func `say where, what, and what to write instead`(_ name: String) throws {
        var text: String
        do {
            let program = try Fixtures.program("errors/\(name).py")
            text = try #require(try ProgramRun(program).failure, "\(name) ran")
            #expect(name.hasPrefix("run-"), "what can be known before the run is refused before it")
        } catch let error as TraceError {
            let refused = try #require(error.cause as? RefusedProgram)
            text = refused.description
            #expect(error.code == .badData)
            #expect("\(error)".hasPrefix("\(name).py:\(refused.refusals[0].places[0].line):"))
            #expect(!name.hasPrefix("run-"))
        }
        try GoldenFolder(Fixtures.folder.appending(path: "errors")).expect(text + "\n", "\(name).txt")
    }
}
