import Foundation
import Testing

/// Recordings of every version there was, which every later build must understand.
@Suite struct VersionTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Versions")

    /// A copy, so that what reads it can be held to change nothing.
    private func workplace(_ version: Int) throws -> Workplace {
        let workplace = try Workplace()
        let file = Self.folder.appending(path: "version-\(version).recording")
        try FileManager.default.copyItem(at: file, to: workplace.place("dezero-trace.sqlite"))
        return workplace
    }

    // As 0.1.0 recorded them: `cycle`, `dezero-loop --iterations 3 --set dim=1 --collector cpython-3.12 --design strong`
    // and a program that fails with one object leaked. The file is never written anew.
    @Test func `a recording of version 1 says what it always said`() throws {
        let workplace = try workplace(1)
        let before = try workplace.contents()
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { $0["status"] as? String } == ["finished", "finished", "finished", "failed"])
        // The ring of three leaks whole and not at all; a pass of the book's loop leaks seven objects; one, by itself.
        #expect(runs.map { $0["leaked"] as? Int } == [3, 0, 21, 1])
        #expect(runs.map { $0["events"] as? Int } == [50, 50, 1083, 25])

        let reports = try #require(
            try workplace.json("report", "1", "2", "3", "4")["runs"] as? [[String: Any]])
        let findings = reports.map { $0["findings"] as? [[String: Any]] ?? [] }
        #expect(findings.map(\.count) == [1, 0, 1, 1])
        let closing = findings[0].first?["closedBy"] as? [String: Any]
        #expect(closing?["statement"] as? String == "c.a = a")
        #expect(closing?["line"] as? Int == 13)
        #expect(try workplace.output("history", "1", "obj#1").contains("c.a = a"))
        #expect(try workplace.output("steps", "2").contains("c.a = a"))
        #expect(try workplace.contents() == before, "reading changes nothing")

        let refused = try workplace.run("record", "chain", "--quiet")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("has the older layout 1, which is read but not added to"))
        #expect(try workplace.contents() == before)
    }
}
