import Foundation
import Testing
import TraceModel
import TraceStore

/// The table's pages, written without SQLite: nobody may be able to tell.
@Suite struct PageWriterTests {
    /// Every row of every table, but for the times of day, in the order of its key.
    private func rows(_ path: String) throws -> [String: [String?]] {
        var rows: [String: [String?]] = [:]
        for table in try sql(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            let table = try #require(table)
            let columns = try sql(path, "SELECT name FROM pragma_table_info('\(table)')").compactMap(\.self)
                // The checksum covers the two times, too.
                .filter { !$0.hasSuffix("_at") && $0 != "row_checksum" }.map { "quote(\"\($0)\")" }
            rows[table] = try sql(path, "SELECT \(columns.joined(separator: " || ' ' || ")) FROM \(table)")
        }
        return rows
    }

    /// Records the same random runs, with a commit here and there.
    private func record(seed: UInt64, pageSize: Int, _ method: RecordingMethod, into path: String) throws {
        let session = try RecordingSession(
            path: path, toolVersion: toolVersion, method: method, pageSize: pageSize)
        for run in 0..<3 {
            var generator = RandomTrace(seed: seed &+ UInt64(run))
            let recorder = try session.begin(.sample("run \(run)"))
            for (index, batch) in generator.batches().enumerated() {
                try recorder.record(batch.events, names: batch.names, output: batch.output)
                if index % 2 == run % 2 { _ = try recorder.trace() }
            }
            try recorder.finish(status: .finished)
            try recorder.store(.empty)
        }
        try session.close()
    }

    @Test(arguments: [512, 4096, 16_384, 65_536].map { ($0, UInt64.random(in: 0...UInt64.max)) })
    func `both ways of writing leave the same rows`(pageSize: Int, seed: UInt64) throws {
        print("page size \(pageSize), seed \(seed)")
        let folder = try TemporaryFolder()
        for method in [RecordingMethod.statements, .pages] {
            try record(seed: seed, pageSize: pageSize, method, into: folder.file(method.rawValue))
        }
        #expect(try folder.names() == ["pages", "statements"])
        let (pages, statements) = (folder.file("pages"), folder.file("statements"))
        let rows = try rows(pages)
        #expect(try rows == self.rows(statements))
        #expect(rows["event"]?.isEmpty == false)
        #expect(try sql(pages, "PRAGMA page_size") == ["\(pageSize)"])
        #expect(try sql(pages, "PRAGMA integrity_check") == ["ok"])
        let database = try TraceDatabase(path: pages)
        for run in try database.runs() { try database.verify(run) }
    }

    /// A page of 512 bytes takes some 20 of these rows, or 50 pages below it: up to four levels.
    @Test(arguments: [1, 18, 19, 20, 21, 22, 23, 24, 25, 900, 1000, 1100, 1200, 45_000, 100_000])
    func `a tree of any height is an ordinary table to SQLite`(events: Int) throws {
        let folder = try TemporaryFolder()
        let session = try RecordingSession(
            path: folder.file(), toolVersion: toolVersion, method: .pages, pageSize: 512)
        let recorder = try session.begin(.sample())
        let event = Event(.retain, object: ObjectID(rawValue: 300), count: 2, owner: .module, site: .none)
        var left = events
        while left > 0 {
            try recorder.record([Event](repeating: event, count: min(left, 777)))
            left -= 777
            if left % 3 == 0 { _ = try recorder.trace() }
        }
        try recorder.finish(status: .finished)
        try session.close()
        #expect(try sql(folder.file(), "SELECT count(*), max(id), sum(object) FROM event") == ["\(events)"])
        #expect(try sql(folder.file(), "PRAGMA integrity_check") == ["ok"])
        // What a stock program does to it afterwards has to rebalance every page of ours.
        let changes = """
            DELETE FROM event WHERE id % 3 = 0; INSERT INTO event(kind, count) SELECT kind, id FROM event;
            UPDATE event SET count = 1 << 40 WHERE id % 5 = 0; DELETE FROM event WHERE id > \(events / 2);
            """
        try sql(folder.file(), changes)
        #expect(try sql(folder.file(), "PRAGMA integrity_check") == ["ok"])
        let remaining = (1...events).count { $0 % 3 != 0 && $0 <= events / 2 }
        #expect(try sql(folder.file(), "SELECT count(*) FROM event") == ["\(remaining)"])
    }

    /// Makes a database seem as large as one that grew to `pages` pages and lost most of them: the file has holes,
    /// and its free pages are listed in the first new one.
    private func grow(_ path: String, to pages: UInt32, pageSize: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        func number(at offset: UInt64) throws -> UInt32 {
            try file.seek(toOffset: offset)
            return try #require(try file.read(upToCount: 4)).reduce(0) { $0 << 8 | UInt32($1) }
        }
        func bytes(_ numbers: [UInt32]) -> Data {
            Data(numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } })
        }
        let trunk = try number(at: 28) + 1
        let changes = try number(at: 24) + 1
        let free = Array(trunk + 1...pages)
        let edits = [
            (24, [changes, pages, trunk, UInt32(free.count) + 1]), (92, [changes]),
            (UInt64(trunk - 1) * UInt64(pageSize), [0, UInt32(free.count)] + free),
        ]
        for (offset, numbers) in edits {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: bytes(numbers))
        }
        try file.truncate(atOffset: UInt64(pages) * UInt64(pageSize))
    }

    @Test func `the page of SQLite's locks at 1 GiB stays empty`() throws {
        let folder = try TemporaryFolder()
        let pageSize = 65_536
        let lockPage = UInt32((1 << 30) / pageSize) + 1
        let session = try RecordingSession(
            path: folder.file(), toolVersion: toolVersion, method: .pages, pageSize: pageSize)
        try grow(folder.file(".t.sqlite.recording"), to: lockPage - 2, pageSize: pageSize)
        let recorder = try session.begin(.sample())
        let events = [Event](repeating: SelfRing.events[2], count: 5_000)
        try recorder.record([], names: SelfRing.names)
        for _ in 0..<10 {
            try recorder.record(events)
            _ = try recorder.trace()
        }
        try recorder.finish(status: .finished)
        try session.close()
        #expect(Int(try sql(folder.file(), "PRAGMA page_count")[0] ?? "") ?? 0 > lockPage)
        #expect(try sql(folder.file(), "PRAGMA integrity_check") == ["ok"])
        let database = try TraceDatabase(path: folder.file())
        try database.verify(database.run(id: 1))
        #expect(try sql(folder.file(), "SELECT count(*) FROM event") == ["50000"])
    }
}
