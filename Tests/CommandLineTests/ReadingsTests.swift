import Foundation
import Testing

/// How often a command reads a recording, in events decoded: the same on every machine, however busy.
///
/// The bounds are the design's: a clean run reads nothing back, a leaking one at most once; a report is one reading
/// against the checksums; a view reads what can matter at most once, and may look back once more for what was lost.
@Suite struct ReadingsTests {
    private static let size = 3_000

    private let workplace: Workplace

    init() throws {
        workplace = try Workplace()
    }

    private func read(_ arguments: String...) throws -> Int {
        let outcome = try workplace.run(arguments, environment: ["DEZERO_TRACE_READINGS": "1"])
        #expect(outcome.status == 0, "\(outcome)")
        let line = try #require(outcome.errors.split(separator: "\n").last { $0.contains("events read: ") })
        return try #require(Int(line.split(separator: " ").last ?? ""))
    }

    private func record(_ program: String) throws -> (read: Int, events: Int) {
        let read = try read("record", program, "--set", "n=\(Self.size)", "--design", "strong", "--quiet")
        let runs = try workplace.json("runs")["runs"] as? [[String: Any]]
        return (read, try #require(runs?.first?["events"] as? Int))
    }

    @Test func `a clean recording reads nothing back`() throws {
        let (read, events) = try record("chain-n")
        #expect(events > 10 * Self.size)
        #expect(read == 0)
        #expect(try self.read("report") == events)
        #expect(try self.read("history", "1", "node#\(Self.size / 2)") <= events + Self.slack)
        #expect(try self.read("steps", "1") == events)
        #expect(try self.read("why", "1", "node#5") <= 2 * events)
    }

    @Test func `a leaking recording is looked back over once at most`() throws {
        let (read, events) = try record("ring")
        #expect(read > 0)
        #expect(read <= events)
        // Of a run as small as this one the names of the ring's members are looked up in a reading of their own.
        #expect(try self.read("report") <= 2 * events)
        #expect(try self.read("steps", "1") == events)
        #expect(try self.read("why", "1", "node#5") <= 2 * events + Self.slack)
        #expect(try self.read("graph", "1", "--at", "100") <= Self.slack)
        #expect(try self.read("graph", "1") <= events + Self.slack)
    }

    /// What looks from the end for marks and moments may read, and what names the holders of a moment.
    private static let slack = 4 * 16_384

    @Test func `a row of an event takes what its numbers need`() throws {
        _ = try record("chain-n")
        let pages = try StockShell.run(
            workplace.place("dezero-trace.sqlite").path,
            "SELECT (SELECT count(*) FROM event), page_count * page_size FROM pragma_page_count, pragma_page_size")
        let numbers = try #require(pages.first).split(separator: "|").compactMap { Int($0) }
        // Payload size, rowid of up to 3 bytes, 8 bytes of header; of six values three take 2 bytes at most, the
        // others 1 or none: 20 at most here, and a birth of 22 to every 16 events. The other tables take 20 pages.
        #expect(numbers[1] <= numbers[0] * 22 + 20 * 16_384, "\(numbers)")
    }
}
