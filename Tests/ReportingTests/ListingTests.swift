import GoldenFiles
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct ListingTests {
    private var runs: [RunListing] {
        let reports = Samples.cycle.runs + Samples.dezeroLoop.runs
        var listings = reports.map { RunListing(run: $0.run, figures: Samples.figures($0)) }
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

    @Test(.tags(.golden)) func `runs line up under their titles, Korean names too`() throws {
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
                "findings", "peakBytes", "startedAt", "finishedAt",
            ])
        #expect(runs[0]["leaked"] as? Int == 3)
        #expect(runs[1]["weakSlots"] as? [String] == ["obj.a"])
        #expect(runs[1]["finishedAt"] as? String == "2026-11-23T10:00:02Z")
        #expect(runs[4]["program"] as? String == "역전파")
        #expect(runs[4]["status"] as? String == "interrupted")
        #expect(runs[4]["events"] as? Int == 1_234_567)
        for key in ["objects", "leaked", "failure", "finishedAt"] { #expect("\(runs[4][key] ?? "absent")" == "<null>") }
    }

    @Test(.tags(.golden)) func `findings and peaks are told from run to run, of what finished`() throws {
        var listings = [(1, 168), (1, 168), (1, 224), (2, 336)].enumerated().map { index, figures in
            RunListing(
                run: Samples.run(index + 1, "cycle", .strong),
                figures: RunFigures(allocated: 3, leaked: 3, findings: figures.0, peakBytes: figures.1))
        }
        listings.append(
            RunListing(
                run: Samples.run(5, "cycle", .strong, status: .interrupted),
                figures: RunFigures(allocated: 1, leaked: 0, findings: 0, peakBytes: 56)))
        listings.append(RunListing(run: Samples.run(6, "chain", .strong)))
        try expectGolden(RunsText().text(listings), "runs-trends.txt")
        let trends = try #require(try parse(RunsJSON().text(listings))["trends"] as? [[String: Any]])
        #expect(trends.map { $0["program"] as? String } == ["cycle", "chain"])
        #expect(trends[0]["runs"] as? [Int] == [1, 2, 3, 4])
        #expect(trends[0]["findings"] as? [Int] == [1, 1, 1, 2])
        #expect(trends[0]["peakBytes"] as? [Int] == [168, 168, 224, 336])
        #expect(trends[1]["peakBytes"] as? [Int] == [])
    }

    @Test func `a stopped run says by what`() throws {
        var run = Samples.run(1, "endless", .strong, status: .stopped)
        run.failure = "memory"
        let listing = RunListing(run: run)
        #expect(RunsText().text([listing]).contains(" stopped: memory "))
        let runs = try #require(try parse(RunsJSON().text([listing]))["runs"] as? [[String: Any]])
        #expect(runs[0]["status"] as? String == "stopped")
        #expect(runs[0]["failure"] as? String == "memory")
    }

    @Test func `ten thousand runs are a screen or two`() {
        let listings = (1...10_000).map { RunListing(run: Samples.run($0, "p\($0 % 3)", .strong)) }
        let text = RunsText().text(listings)
        #expect(text.contains("… and 9,980 older runs: JSON lists every one\n"))
        #expect(text.count { $0.isNewline } < 30)
    }

    @Test(arguments: [
        (
            Pruning(deleted: [1, 2], kept: 3, bytesBefore: 9_000, bytesAfter: 1_000),
            "gave back 8,000 bytes and has 1,000"
        ),
        (Pruning(deleted: [], kept: 3, bytesBefore: 9_000, bytesAfter: 9_000), "Deleted 0 runs, kept 3. The file has"),
        (Pruning(deleted: [1], kept: 3, bytesBefore: 9_000, bytesAfter: 9_000), "as long as another program reads it"),
    ])
    func `pruning says what the file gave back`(pruning: Pruning, says: String) {
        #expect(PruningText().text(pruning).contains(says))
    }

    @Test(.tags(.golden)) func `scenarios tell their designs and what can be set`() throws {
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
