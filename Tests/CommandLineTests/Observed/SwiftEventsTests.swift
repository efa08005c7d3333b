import Foundation
import Testing

/// `record --events --watch TYPE -- ./program`, and `history` of what it noted.
@Suite(
    .enabled(if: WatchedProgram.events != nil, "there is no Swift compiler"),
    .enabled(if: StockShell.path != nil, "needs the sqlite3 shell"))
struct SwiftEventsTests {
    let workplace: Workplace
    let program: String

    init() throws {
        workplace = try Workplace()
        program = try #require(WatchedProgram.events)
    }

    private func record(
        _ types: [String], _ arguments: String..., options: [String] = [], environment: [String: String] = [:]
    ) throws -> Outcome {
        let watch = types.flatMap { ["--watch", $0] }
        return try workplace.run(
            ["record", "--events"] + watch + options + ["--", program] + arguments, environment: environment)
    }

    /// An event of a history, as JSON tells it.
    private struct Row: Hashable {
        var kind: String
        var function: String?
        var count: Int?
        var line: Int?
        var isPaired: Bool
    }

    private func history(_ object: String, unpaired: Bool = false) throws -> [Row] {
        let history =
            unpaired
            ? try workplace.json("history", "1", object, "--unpaired") : try workplace.json("history", "1", object)
        return try #require(history["entries"] as? [[String: Any]]).map {
            Row(
                kind: $0["kind"] as? String ?? "", function: $0["holder"] as? String, count: $0["count"] as? Int,
                line: $0["line"] as? Int, isPaired: $0["pairedWith"] is Int)
        }
    }

    /// Numbers that a query of the recording answers with, a row each.
    private func numbers(_ query: String) throws -> [Int] {
        try StockShell.run(workplace.place("dezero-trace.sqlite").path, query).compactMap { Int($0) }
    }

    /// The line, from 1, that a comment marks.
    private func line(_ mark: String) throws -> Int {
        let source = Repository.root.appending(path: "fixtures/watched/events.swift")
        let lines = try String(contentsOf: source, encoding: .utf8).components(separatedBy: "\n")
        return try #require(lines.firstIndex { $0.hasSuffix("// \(mark)") }) + 1
    }

    /// With the toolchain's symbolizer, and without: then by the module that every program can have.
    @Test(arguments: [[:], ["PATH": "/nowhere"]])
    func `what was stored and never taken out has no partner, where it was stored`(
        environment: [String: String]
    ) throws {
        #expect(try record(["Session"], environment: environment).status == 0)
        let leaked = try history("Session#2", unpaired: true).filter { $0.kind == "retain" }
        #expect(
            Set(leaked.map { [$0.function, $0.line.map(String.init)] }) == [
                ["Session.begin(holdsItself:)", String(try line("the closure holds it"))],
                ["Registry.add(_:)", String(try line("the registry holds it"))],
            ])
        let freed = try history("Session#1", unpaired: true)
        #expect(freed.map(\.kind) == ["retain", "release"])
        #expect(freed.map(\.function) == ["Registry.add(_:)", "Registry.remove(_:)"])
        #expect(freed.first?.line == (try line("the registry holds it")))
    }

    @Test func `a history begins where the object was made and ends with its deinit`() throws {
        _ = try record(["App.Session"])
        let events = try history("Session#1")
        #expect(events.first?.kind == "allocate")
        #expect(events.first?.line == (try line("made here")))
        #expect(events.dropLast().last?.count == 0)
        #expect(events.last?.kind == "deinit")
        #expect(try history("Session#2").last?.count == 1)
        let text = try workplace.output("history", "1", "Session#2")
        let (first, all) = (
            try #require(text.range(of: "Without a partner")), try #require(text.range(of: "All events"))
        )
        #expect(first.lowerBound < all.lowerBound)
        #expect(text.contains("the same function"))
    }

    @Test(arguments: ["Box", "Shelf.Box", "App.Store.Shelf.Box", "Store.Shelf<Int>.Box"])
    func `a type inside of others is watched by any end of its path`(name: String) throws {
        #expect(!(try record([name]).errors.contains("no object of")))
        #expect(try history("Store.Shelf<Int>.Box#1").first?.kind == "allocate")
        #expect(try history("Box#1") == history("Store.Shelf<Int>.Box#1"))
        #expect(try workplace.output("report").contains(".reload[self]   slot Store.Shelf<Int>.Box.reload"))
    }

    /// Three threads hold, read and drop objects by strong, weak and unowned references and by closures.
    @Test(arguments: [1, 2, 3])
    func `counts close whatever the program does`(seed: Int) throws {
        let outcome = try record(["Item"], String(seed))
        #expect(outcome.status == 0)
        var truth: [String: [Int]] = [:]
        for line in outcome.output.split(separator: "\n").map({ $0.split(separator: " ") }) {
            truth[String(line[0]), default: []].append(try #require(Int(line[1])))
        }
        #expect(try numbers("SELECT count(*) FROM event WHERE kind = 1") == truth["made"])
        #expect(try numbers("SELECT count(*) FROM event WHERE kind = 4") == truth["died"])
        let ends = try numbers(
            """
            SELECT (SELECT count FROM event AS last WHERE last.object = event.object AND kind IN (2, 3)
                ORDER BY id DESC LIMIT 1)
            FROM event GROUP BY object HAVING sum(kind = 4) = 0
            """)
        for (count, held) in Dictionary(grouping: truth["alive"] ?? [], by: \.self) {
            #expect(ends.count { $0 == count } >= held.count, "count \(count), seed \(seed)")
        }
        #expect(!(try workplace.output("report").contains("do not close")))
    }

    @Test func `what there is no room for is told`() throws {
        _ = try record(["Item"], "1", options: ["--max-size", "1M"])
        #expect(try workplace.output("report").contains("no room for"))
        #expect(try #require(try numbers("SELECT count(*) FROM event").first) > 10_000)
    }

    @Test(arguments: [2_000, 20_000, 60_000])
    func `a program that is killed leaves every event before`(microseconds: Int) throws {
        let plain = try #require(WatchedProgram.path)
        let arguments = ["record", "--events", "--watch", "Session", "--", plain, "race", String(microseconds)]
        #expect([0, 137].contains(try workplace.run(arguments).status))
        // Each object's first event is its making, and its second the reference that its maker has.
        let begun = try numbers("SELECT count(*) FROM event WHERE kind = 1")
        #expect(try numbers("SELECT count(DISTINCT object) FROM event") == begun)
        #expect(try workplace.run("report").status == 0)
    }

    @Test func `what cannot be watched is told`() throws {
        let misspelt = try record(["Sesion"])
        #expect(misspelt.errors.contains("no object of Sesion was made; did you mean Session?"))
        let above = try record(["View"])
        #expect(above.errors.contains("no object of View was made; a subclass is watched by its own name"))
        let without = try workplace.run("record", "--events", "--", program)
        #expect(without.status == 64)
        #expect(without.errors.contains("--watch Session"))
        let simulated = try workplace.run("record", "cycle", "--watch", "obj")
        #expect(simulated.status == 64)
    }

    @Test(arguments: ["steps", "graph"])
    func `who needs the holders says that they were not seen`(command: String) throws {
        _ = try record(["Session"])
        let outcome = try workplace.run(command, "1")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("does not see every reference"))
    }

    @Test func `a run without events says how to record them`() throws {
        _ = try workplace.run("record", "--", program)
        #expect(try workplace.run("history", "1", "Session#1").errors.contains("record --events --watch TYPE"))
    }
}
