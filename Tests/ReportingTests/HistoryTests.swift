import GoldenFiles
import Inspection
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct HistoryTests {
    /// obj#1 of the cycle: its name is let go, the reference of obj#3 never is.
    private var history: History {
        func site(_ line: Int, _ statement: String) -> SiteDefinition {
            SiteDefinition(
                id: SiteID(rawValue: UInt32(line)), file: "cycle.py", line: line, column: 1, function: "<module>",
                statement: statement)
        }
        func entry(
            _ seq: Int, _ kind: EventKind, _ holder: String, _ count: Int?, _ partner: Int?, _ site: SiteDefinition?
        ) -> ObjectHistory.Entry {
            ObjectHistory.Entry(seq: seq, kind: kind, holder: holder, count: count, pairedWith: partner, site: site)
        }
        let born = site(4, "a = obj()")
        let entries = [
            entry(2, .allocate, "", nil, nil, born),
            entry(3, .retain, "temporary", 1, 5, born),
            entry(4, .retain, "a", 2, 38, born),
            entry(5, .release, "temporary", 1, 3, born),
            entry(31, .retain, "obj#3.a", 2, nil, site(10, "c.a = a")),
            entry(38, .release, "a", 1, 4, site(12, "a = b = c = None")),
        ]
        let object = ObjectRecord(
            id: ObjectID(rawValue: 1), kind: .instance, type: TypeID(rawValue: 1), label: "obj#1", bytes: 56, born: 2)
        return History(
            run: Samples.run(1, "cycle", .strong), history: ObjectHistory(object: object, type: "obj", entries: entries)
        )
    }

    @Test(.tags(.golden)) func `each retain stands beside its release and the one that is missing shows`() throws {
        try expectGolden(HistoryText().text(history), "history.txt")
    }

    @Test func `only the unpaired retain remains on demand`() {
        var history = history
        history.isUnpairedOnly = true
        let rows = HistoryText().text(history).split(separator: "\n").filter { $0.contains("cycle.py") }
        #expect(rows.count == 1)
        #expect(rows[0].contains("obj#3.a"))
    }

    @Test(arguments: [60, 80, 120]) func `every row keeps its line, however narrow the page`(width: Int) {
        var history = history
        for index in history.history.entries.indices {
            history.history.entries[index].site?.file = "Sources/Some/Deep/Folder/DezeroSquare.swift"
            history.history.entries[index].holder = "Function.__call__(): a_rather_long_name"
        }
        let lines = HistoryText(layout: Layout(width: width)).text(history).split(separator: "\n")
        #expect(lines.count { $0.contains(".swift:4") } == 4)
        #expect(lines.count { $0.contains(".swift:10") } == 1)
        #expect(lines.count { $0.contains(".swift:12") } == 1)
        #expect(lines.contains { $0.contains("statement") }, "every column is there, be it below")
    }

    @Test func `of a very long history the middle is left out, and said to be`() {
        var history = history
        let entry = history.history.entries[1]
        func lines(of count: Int) -> [Substring] {
            let all = Array(1_000_001...1_000_000 + count)
            let most = ObjectHistory.mostEntries
            let shown = count > most ? all.prefix(most / 2) + all.suffix(most / 2) : all[...]
            history.history.leftOut = count - shown.count
            history.history.openRetains = 0
            history.history.entries = shown.map { number in
                var entry = entry
                entry.seq = number
                return entry
            }
            return HistoryText().text(history).split(separator: "\n")
        }
        func rows(_ lines: [Substring]) -> [Int] {
            lines.compactMap { line in line.split(separator: " ").first.flatMap { Int($0) } }
        }
        #expect(rows(lines(of: 2_000)) == Array(1_000_001...1_002_000))
        let long = lines(of: 200_000)
        #expect(rows(long) == Array(1_000_001...1_001_000) + Array(1_199_001...1_200_000))
        #expect(long.contains("198,000 events in the middle left out."))
        #expect(lines(of: 2_001).contains("1 event in the middle left out."))
        #expect(!lines(of: 2_000).contains { $0.contains("left out") })
    }

    @Test func `who freed the object is said`() {
        var history = history
        history.history.object.died = 60
        history.history.object.freedByCollector = true
        let text = HistoryText(layout: Layout(width: 120)).text(history)
        #expect(text.contains("born at event 2, freed at event 60 by the collector."))
        history.history.object.freedByCollector = false
        #expect(HistoryText().text(history).contains("freed at event 60 by counting."))
    }

    @Test func `the JSON tells the same, key by key`() throws {
        let document = try parse(HistoryJSON().text(history))
        #expect(Set(document.keys) == ["schemaVersion", "run", "program", "design", "object", "entries", "leftOut"])
        #expect(document["run"] as? Int == 1)
        let object = try #require(document["object"] as? [String: Any])
        #expect(Set(object.keys) == ["label", "type", "kind", "bytes", "born", "died", "freedBy"])
        #expect(object["label"] as? String == "obj#1")
        #expect(object["kind"] as? String == "instance")
        #expect(object["bytes"] as? Int == 56)
        #expect("\(object["died"] ?? "absent")" == "<null>")
        let entries = try #require(document["entries"] as? [[String: Any]])
        #expect(entries.count == 6)
        #expect(
            Set(entries[4].keys) == ["seq", "kind", "holder", "count", "pairedWith", "file", "line", "statement"])
        #expect(entries[4]["seq"] as? Int == 31)
        #expect(entries[4]["kind"] as? String == "retain")
        #expect(entries[4]["holder"] as? String == "obj#3.a")
        #expect(entries[4]["count"] as? Int == 2)
        #expect("\(entries[4]["pairedWith"] ?? "absent")" == "<null>")
        #expect(entries[4]["statement"] as? String == "c.a = a")
        #expect(entries[5]["pairedWith"] as? Int == 4)
        #expect("\(entries[0]["holder"] ?? "absent")" == "<null>")
    }
}
