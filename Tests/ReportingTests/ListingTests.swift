import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct ListingTests {
    private var runs: [RunListing] {
        let reports = Samples.cycle.runs + Samples.dezeroLoop.runs
        var listings = reports.map { RunListing(run: $0.run, summary: $0.summary) }
        var stopped = Samples.run(5, "역전파", .strong, status: .interrupted)
        stopped.events = 1_234_567
        listings.append(RunListing(run: stopped))
        return listings
    }

    private var scenarios: [ScenarioListing] {
        [
            ScenarioListing(
                name: "chain", summary: "Three objects in a row: dropping the names frees all of them.",
                designs: [.strong]),
            ScenarioListing(
                name: "cycle", summary: "Three objects in a ring: counting alone never frees them.",
                designs: [.strong, .weakref([Slot(type: "obj", field: "a")])]),
            ScenarioListing(
                name: "dezero-loop",
                summary: "The seed's loop: square three times, again and again; each pass leaves its graph behind "
                    + "in the strong design.",
                designs: [.strong, .weakref([Slot(type: "Function", field: "outputs")])],
                parameters: [
                    .init(name: "iterations", defaultValue: "10"), .init(name: "size", defaultValue: "10000"),
                ]),
        ]
    }

    @Test func `runs line up under their titles, Korean names too`() throws {
        try expectGolden(RunsText().text(runs), "runs.txt")
    }

    @Test func `a start is told to the minute where there is room, else to the day, and never reshaped otherwise`() {
        var listing = RunListing(run: Samples.run(1, "p", .strong))
        #expect(RunsText().text([listing]).hasSuffix("  2026-11-23 10:00\n"))
        #expect(RunsText(layout: Layout(width: 68)).text([listing]).hasSuffix("  2026-11-23\n"))
        listing.run.startedAt = "last Tuesday"
        #expect(RunsText().text([listing]).hasSuffix("  last Tuesday\n"))
    }

    @Test func `an empty list is said in words`() {
        #expect(RunsText().text([]) == "No runs are recorded.\n")
        #expect(ScenariosText().text([]) == "No scenarios are built in.\n")
    }

    @Test func `the JSON of runs has null where a figure is unknown`() throws {
        let document = try parse(RunsJSON().text(runs))
        #expect(document["schemaVersion"] as? Int == 1)
        let runs = try #require(document["runs"] as? [[String: Any]])
        #expect(runs.count == 5)
        #expect(
            Set(runs[0].keys) == [
                "id", "program", "design", "weakSlots", "collector", "status", "failure", "events", "objects", "leaked",
                "startedAt", "finishedAt",
            ])
        #expect(runs[0]["leaked"] as? Int == 3)
        #expect(runs[1]["weakSlots"] as? [String] == ["obj.a"])
        #expect(runs[1]["finishedAt"] as? String == "2026-11-23T10:00:02Z")
        #expect(runs[4]["program"] as? String == "역전파")
        #expect(runs[4]["status"] as? String == "interrupted")
        #expect(runs[4]["events"] as? Int == 1_234_567)
        for key in ["objects", "leaked", "failure", "finishedAt"] { #expect("\(runs[4][key] ?? "absent")" == "<null>") }
    }

    @Test func `scenarios tell their designs and what can be set`() throws {
        try expectGolden(ScenariosText().text(scenarios), "scenarios.txt")
    }

    @Test func `the JSON of scenarios tells the same`() throws {
        let document = try parse(ScenariosJSON().text(scenarios))
        #expect(document["schemaVersion"] as? Int == 1)
        let list = try #require(document["scenarios"] as? [[String: Any]])
        #expect(list.map { $0["name"] as? String } == ["chain", "cycle", "dezero-loop"])
        #expect(Set(list[2].keys) == ["name", "summary", "designs", "parameters"])
        #expect(list[2]["parameters"] as? [String: String] == ["iterations": "10", "size": "10000"])
        let designs = try #require(list[2]["designs"] as? [[String: Any]])
        #expect(designs.map { $0["name"] as? String } == ["strong", "weakref"])
        #expect(designs[1]["weakSlots"] as? [String] == ["Function.outputs"])
    }
}
