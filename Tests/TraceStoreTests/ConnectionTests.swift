import Testing
import TraceModel

@testable import TraceStore

@Suite struct ConnectionTests {
    @Test func `no connection trusts a schema, and reading ones cannot write`() throws {
        let folder = try TemporaryFolder()
        try SelfRing.record(into: folder.file())
        let file = try DatabaseFile(folder.file())
        let reading = try Connection.reading(file)
        for connection in [reading, try Connection.writing(file)] {
            #expect(try connection.integer("PRAGMA trusted_schema") == 0)
            #expect(throws: TraceError.self) { try connection.rows("SELECT * FROM event_detail") }
        }
        #expect(throws: TraceError.self) { try reading.execute("DELETE FROM event") }
    }
}
