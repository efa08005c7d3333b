import GoldenFiles
import Inspection
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct StepsTests {
    @Test(.tags(.golden)) func `the counts of the seed's cycle move column by column`() throws {
        try expectGolden(StepsText().text(Samples.cycleSteps), "steps-cycle.txt")
    }

    @Test(.tags(.golden)) func `a domino marks who was freed and lists the order`() throws {
        try expectGolden(StepsText().text(Samples.dominoSteps), "steps-domino.txt")
    }

    @Test(.tags(.golden)) func `seven objects do not fit side by side and are told by what changed`() throws {
        try expectGolden(StepsText().text(Samples.squareSteps), "steps-square.txt")
    }

    @Test func `the same seven fit side by side on a wide page`() throws {
        let text = StepsText(layout: Layout(width: 200)).text(Samples.squareSteps)
        #expect(text.contains("Variable#1 (x)  Square#1  Variable#2  Square#2  Variable#3  Square#3  Variable#4 (y)"))
        expectReadable(text, width: 200)
    }

    @Test func `a hundred objects made at once take three lines and a count`() {
        let labels = (1...100).map { "Variable#\($0)" }
        let counts = labels.map { (label: $0, count: 1) }
        let step = StepTable.Step(line: 1, source: "build()", counts: counts, deinits: [], output: "")
        let table = StepTable(steps: [step], leaked: labels, collected: [], names: [:])
        let text = StepsText().text(Steps(run: Samples.run(1, "big", .strong), table: table))
        expectReadable(text, width: 80)
        let made = text.split(separator: "\n").drop { !$0.contains("made") }.prefix { $0.hasPrefix("        ") }
        #expect(made.count == 3)
        let shown = made.joined().matches(of: /Variable#\d+ 1/).count
        #expect(made.last?.hasSuffix("… \(100 - shown) more") == true)
    }

    @Test func `a count that nobody can know is a question mark and null`() throws {
        let table = StepTable(steps: [Samples.step(1, "a = A()", ["A#1": -1])], leaked: [], collected: [], names: [:])
        let steps = Steps(run: Samples.run(1, "p", .strong), table: table)
        #expect(StepsText().text(steps).contains("   1  a = A()      ?\n"))
        #expect(StepsJSON().text(steps).contains("\"A#1\": null"))
    }

    @Test func `an instance that lived inside one statement shows where it was freed and nowhere else`() {
        let table = StepTable(
            steps: [Samples.step(1, "A()", deinits: ["A#1"]), Samples.step(2, "pass")], leaked: [], collected: [],
            names: [:])
        let text = StepsText().text(Steps(run: Samples.run(1, "p", .strong), table: table))
        #expect(text.contains("line  statement  A#1  freed\n   1  A()          †  A#1\n   2  pass\n"))
    }

    @Test func `what a statement printed is told whole, but for a flood`() {
        func text(_ output: String) -> String {
            let table = StepTable(
                steps: [Samples.step(1, "talk()", output: output)], leaked: [], collected: [], names: [:])
            return StepsText().text(Steps(run: Samples.run(1, "p", .strong), table: table))
        }
        #expect(text((1...15).map { "line \($0)\n" }.joined()).contains("      > line 15\n"))
        let words = (1...60).map { "word\($0)" }.joined(separator: " ")
        #expect(text(words).replacing(/\n {8}/, with: "").contains(words))
        let flood = text((1...3000).map { "line \($0)\n" }.joined() + String(repeating: "x", count: 100_000))
        #expect(flood.contains("      > … 2,001 more lines: JSON has them\n"))
        #expect(text(String(repeating: "x", count: 100_000)).contains("more characters: JSON has them"))
    }

    @Test func `a run without statements and a run that was interrupted say so`() {
        let empty = StepTable(steps: [], leaked: [], collected: [], names: [:])
        let text = StepsText().text(Steps(run: Samples.run(3, "p", .strong, status: .interrupted), table: empty))
        #expect(text.contains("Partial: the run is interrupted"))
        #expect(text.contains("No statement ran."))
    }

    @Test func `the JSON is the oracle's, key by key, with counts in the order of allocation`() throws {
        let text = StepsJSON().text(Samples.squareSteps)
        let document = try parse(text)
        #expect(Set(document.keys) == ["schemaVersion", "run", "program", "design", "steps", "leaked", "collected"])
        #expect(document["schemaVersion"] as? Int == 1)
        #expect(document["run"] as? Int == 7)
        #expect(document["program"] as? String == "square")
        #expect(document["design"] as? String == "weakref")
        #expect(document["leaked"] as? [String] == [])
        let steps = try #require(document["steps"] as? [[String: Any]])
        #expect(steps.count == 5)
        #expect(Set(steps[2].keys) == ["line", "source", "counts", "deinit"])
        #expect(steps[2]["line"] as? Int == 38)
        #expect(steps[2]["source"] as? String == "y = square(square(square(x)))")
        #expect((steps[2]["counts"] as? [String: Int])?["Variable#1"] == 2)
        #expect((steps[2]["counts"] as? [String: Int])?.count == 7)
        #expect(
            steps[4]["deinit"] as? [String]
                == ["Variable#4", "Square#3", "Variable#3", "Square#2", "Variable#2", "Square#1", "Variable#1"])
        let order = text.matches(of: /"((?:Variable|Square)#\d)": 2?1?/).map { String($0.1) }
        #expect(
            order.dropFirst().prefix(7)
                == ["Variable#1", "Square#1", "Variable#2", "Square#2", "Variable#3", "Square#3", "Variable#4"])
    }

    @Test func `output is in the JSON only where something was printed`() throws {
        let document = try parse(StepsJSON().text(Samples.cycleSteps))
        let steps = try #require(document["steps"] as? [[String: Any]])
        #expect(steps.map { $0["output"] as? String } == Array(repeating: nil, count: 8) + ["a b\n"])
        #expect(document["leaked"] as? [String] == ["obj#1", "obj#2", "obj#3"])
        #expect(document["collected"] as? [String] == ["obj#1", "obj#2", "obj#3"])
    }

    @Test(.tags(.golden)) func `the JSON of the domino is laid out the same way for ever`() throws {
        try expectGolden(StepsJSON().text(Samples.dominoSteps), "steps-domino.json")
    }

    @Test func `a long label does not push the count off the page`() {
        let label = String(repeating: "노드", count: 40) + "#1"
        let steps = [
            Samples.step(1, "a = 노드()", [label: 1]), Samples.step(2, "b = a", [label: 2]),
        ]
        let table = StepTable(steps: steps, leaked: [], collected: [], names: [label: "가"])
        for width in [40, 60, 80] {
            let text = StepsText(layout: Layout(width: width)).text(
                Steps(run: Samples.run(1, "긴", .strong), table: table))
            #expect(text.contains("… (가) 1\n"))
            #expect(text.contains("… (가) 1→2\n"))
        }
    }
}
