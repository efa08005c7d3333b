import Foundation
import Testing

/// The questions of `docs/queries.md`, asked of the recordings that it makes.
@Suite(.enabled(if: StockShell.path != nil, "needs the sqlite3 shell")) struct QueryTests {
    let workplace: Workplace
    let database: String
    let document: QueryDocument

    init() throws {
        workplace = try Workplace()
        database = workplace.place("dezero-trace.sqlite").path
        document = try QueryDocument()
        for command in document.commands {
            let outcome = try workplace.run(command)
            // One of them is there for the weak read that fails.
            #expect(outcome.status == (command.contains("dezero-split") ? 1 : 0), "\(outcome.errors)")
        }
    }

    /// The answer to a question, cell by cell, without the names of the columns.
    private func rows(_ title: String) throws -> [[String]] {
        let question = try #require(document.questions.first { $0.title.hasSuffix(title) })
        return try StockShell.run(database, question.query).map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func `every answer is what the document says`() throws {
        #expect(document.questions.count >= 10)
        var text = document.text
        for question in document.questions {
            let lines = try StockShell.run(database, question.query, options: ["-header", "-column"])
            let answer = lines.map { $0.replacing(/\ +$/, with: "") }.joined(separator: "\n")
            text = text.replacing(question.answer, with: answer)
            #expect(words(answer) == words(question.answer), "\(question.title)")
        }
        guard ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" else { return }
        try Data(text.utf8).write(to: QueryDocument.file)
        Issue.record("the answers of docs/queries.md were recorded: read them, then run without RECORD_GOLDEN")
    }

    /// How wide the columns are is the shell's business.
    private func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "-" || $0.isNewline } }

    @Test func `the table of events has a row for every kind`() throws {
        let kinds = try StockShell.run(database, "select id || ' ' || name from event_kind order by id")
        #expect(document.eventKinds == kinds)
    }

    @Test func `the document names every table and no other`() throws {
        let tables = try StockShell.run(database, "select name from sqlite_schema where type = 'table'")
        let named = document.text.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .flatMap { $0.dropFirst(2).prefix { $0 != "|" }.matches(of: /`(\w+)`/).map { String($0.1) } }
        #expect(Set(named) == Set(tables))
    }

    // MARK: What is known without the recorder

    @Test func `alive at rest are four variables and three functions, as in CPython`() throws {
        let alive = try rows("What was alive at a moment?")
        #expect(
            alive.first.map { Set($0[3].split(separator: " ")) } == [
                "Variable#1", "Variable#2", "Variable#3", "Variable#4", "Square#1", "Square#2", "Square#3",
            ])
        // Of every function the tuple of its inputs and the list of its outputs; of every variable data and gradient.
        #expect(alive.map { "\($0[0]) \($0[1])" } == ["instance 7", "container 6", "array 8"])
    }

    @Test func `the count of the cycle's first object goes 1, 2, 1, as CPython counts`() throws {
        let file = Repository.root.appending(path: "fixtures/cpython/cycle.strong.json")
        let truth = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let steps = try #require(truth["steps"] as? [[String: Any]])
        let atRest = steps.map { ($0["line"] as? Int ?? 0, ($0["counts"] as? [String: Int])?["obj#1"] ?? 0) }
        let counts = try rows("How did the count of one object move?")
        #expect(counts.count == 4)
        for row in counts {
            #expect(atRest.first { "\($0.0)" == row[0] }.map { "\($0.1)" } == row[2], "line \(row[0])")
        }
    }

    @Test func `x is held by its name and by the inputs of the first square`() throws {
        #expect(try rows("Who held an object at a moment?") == [["module", "x", "1"], ["tuple#1", "[0]", "1"]])
    }

    @Test func `what never met its release is the ring`() throws {
        #expect(
            try rows("Which retains never met their release?").map { $0.joined(separator: " ") } == [
                "obj#1 obj#3 obj.a 1", "obj#2 obj#1 obj.b 1", "obj#3 obj#2 obj.c 1",
            ])
    }

    @Test func `in the weak design the graph dies from y to x`() throws {
        #expect(
            try rows("Who died, in which order, and where?").map { $0[0] } == [
                "Variable#4", "Square#3", "Variable#3", "Square#2", "Variable#2", "Square#1", "Variable#1",
            ])
    }

    @Test func `of square three times all seven leak, in one ring of two slots`() throws {
        let leaked = try rows("What leaked, by type?").map { ($0[0], Int($0[2]) ?? 0) }
        #expect(leaked.filter { $0.0 == "Variable" }.reduce(0) { $0 + $1.1 } == 4)
        #expect(leaked.filter { $0.0 == "Square" }.reduce(0) { $0 + $1.1 } == 3)
        let rings = try rows("Which rings were found?")
        #expect(rings.map { $0[3] } == ["Function.outputs[0]", "Variable.creator"])
        #expect(rings.map { $0[1] } == ["3", "3"], "one ring for each call of square")
    }

    @Test func `the store that closes the cycle is the book's`() throws {
        let moments = try rows("What leaks where, which store closed each cycle, and which release lost it?")
        #expect(
            moments.first { $0[0] == "1" }?[1...7] == [
                "cycle", "strong", "1", "0", "obj.a -> obj.b -> obj.c", "cycle.py:13 c.a = a",
                "cycle.py:15 a = b = c = None",
            ])
        #expect(moments.filter { $0[1].hasPrefix("dezero-") }.allSatisfy { $0[6].hasSuffix("self.outputs = outputs") })
        #expect(!moments.contains { $0[2] == "weakref" })
    }

    @Test func `the strong loop grows by seven objects and four arrays of 80,000 bytes a pass`() throws {
        let growth = try rows("How does a loop grow?")
        #expect(growth.map { $0[1] } == (1...10).map { "\(7 * $0)" })
        #expect(growth.dropFirst().allSatisfy { (320_000..<322_000).contains(Int($0[3]) ?? 0) })
    }

    @Test func `the weak read of a dead object is that of the dropped output`() throws {
        let reads = try rows("Which weak references were read after their object had died?")
        #expect(reads.map { $0[0] } == ["Variable#3"])
        #expect(reads.map { $0[4] } == ["b = None"])
        // The list in the slot is the one that the function holds as its outputs.
        let holder = "select owner || ' ' || field from event_detail where run = 7 and kind = 'retain' and object = "
        #expect(try StockShell.run(database, "\(holder)'\(reads[0][1])'").contains("Split#1 Function.outputs"))
    }

    @Test func `the oldest garbage waits from the second pass's y to the collection`() throws {
        let collections = try rows("How long did garbage wait for the collector?")
        let first = try #require(collections.first { $0[1] == "threshold" })
        #expect(first[2] == "701", "one more than the threshold")
        let waited = try StockShell.run(
            database,
            """
            select (select min(seq) from event_detail where run = 8 and kind = 'collection began') -
                (select min(seq) from event_detail where run = 8 and kind = 'release' and field = 'y')
            """)
        #expect([first[5]] == waited, "y is what reached the first graph last")
    }

    @Test func `the designs differ as CPython's leaks do`() throws {
        #expect(
            try rows("What do the designs of a program differ in?").map { $0.joined(separator: " ") } == [
                "cycle strong 3 0 3 1", "cycle weakref 3 3 0 0", "dezero-square strong 7 0 7 1",
                "dezero-square weakref 7 7 0 0", "dezero-loop strong 70 0 70 1", "dezero-loop weakref 70 70 0 0",
            ])
    }
}
