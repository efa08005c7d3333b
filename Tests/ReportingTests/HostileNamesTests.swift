import DesignAdvice
import GoldenFiles
import Inspection
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@testable import GateReporting
@testable import RegressionGate

/// Names come from programs and databases that nobody vouches for.
@Suite struct HostileNamesTests {
    static let names = [
        "\u{1B}[2J\u{1B}]0;owned\u{7}", "two\nlines\r\n", "\u{202E}evil\u{202C}", "quote\"back\\slash",
        String(repeating: "x", count: 10_000), String(repeating: "가", count: 10_000),
        "e" + String(repeating: "\u{301}", count: 10_000), String(repeating: "word ", count: 2_000), "",
        "<script>alert(1)</script>", "</details><img src=x onerror=alert(1)>", "&lt;&#60;&amp;#lt;#35;", "]]>-->",
        "``` ` ~~~ **b** __i__ [t](javascript:x) | a |", "@all #1 a/b#2 https://evil.example www.evil.example a@b.c",
        "%%{init: {}}%% $$x$$ {{x}} ${x}", "\"]; evil [label=\"x", "end\\", "\u{0}\u{FEFF}\u{200B}\u{2028}",
    ]

    func comparison(_ name: String) -> Comparison {
        var comparison = Samples.cycle
        comparison.program = name
        for index in comparison.runs.indices {
            comparison.runs[index].run.description.program = name
            comparison.runs[index].run.description.design = Design(
                storedName: name, weakSlots: [Slot(type: name, field: name)])
            comparison.runs[index].run.failure = name
            comparison.runs[index].run.status = .failed
            comparison.runs[index].summary.byKind[name] = Samples.counts(2, 1, 0, 1)
        }
        comparison.verdict = .fixed(leaking: [name], clean: [name])
        comparison.runs[0].findings[0].fingerprint = name
        comparison.runs[0].findings[0].path = [Finding.Step(object: name, type: name, field: name, target: name)]
        comparison.runs[0].findings[0].length = 1
        comparison.runs[0].findings[0].closedBy = Samples.moment(name, 1, name, 1)
        return comparison
    }

    func steps(_ name: String) -> Steps {
        let step = StepTable.Step(
            line: 1, source: name, counts: [(label: name, count: 1)], deinits: [name + "#2"], output: name)
        return Steps(
            run: comparison(name).runs[0].run,
            table: StepTable(steps: [step], leaked: [name], collected: [name + "#2"], names: [name: name]))
    }

    func history(_ name: String) -> History {
        let site = SiteDefinition(
            id: SiteID(rawValue: 1), file: name, line: 1, column: 1, function: name, statement: name)
        let entry = ObjectHistory.Entry(seq: 1, kind: .retain, holder: name, count: 1, pairedWith: nil, site: site)
        let object = ObjectRecord(
            id: ObjectID(rawValue: 1), kind: .instance, type: TypeID(rawValue: 1), label: name, bytes: 1, born: 1)
        return History(
            run: comparison(name).runs[0].run, history: ObjectHistory(object: object, type: name, entries: [entry]))
    }

    func scenario(_ name: String) -> ScenarioListing {
        ScenarioListing(
            name: name, summary: name, designs: [Design(storedName: name, weakSlots: [])],
            parameters: [.init(name: name, defaultValue: name)])
    }

    func why(_ name: String) -> Why {
        let step = Finding.Step(object: name, type: name, field: name, target: name)
        let moment = Samples.moment(name, 1, name, 1)
        let leak = WhyAlive.Leak(
            fingerprint: name, ring: .init([step]), path: .init([step, step]), closedBy: moment, orphanedBy: moment)
        return Why(
            run: comparison(name).runs[0].run,
            why: WhyAlive(
                object: history(name).history.object, type: name, count: 1, mark: .programEnd,
                answer: .reached(root: name, path: .init([step])), later: leak))
    }

    private func baseline(_ name: String) -> Baseline {
        let run = comparison(name).runs[0]
        let read = DeadWeakRead(moment: Samples.moment(name, 1, name, 1), reads: 1)
        return Baseline(entries: [Baseline.Entry(run, deadWeakReads: [read]) { _ in false }])
    }

    private func texts(_ name: String, _ layout: Layout) -> [String] {
        let comparison = comparison(name)
        return [
            ReportText(layout: layout, names: [1: [name: name]]).text([comparison]),
            StepsText(layout: layout).text(steps(name)),
            RunsText(layout: layout).text([RunListing(run: comparison.runs[0].run)]),
            ScenariosText(layout: layout).text([scenario(name)]),
            HistoryText(layout: layout).text(history(name)),
            WhyText(layout: layout).text(why(name)),
            CheckText(layout: layout).text(CheckSamples.hostile(name)),
            BaselineChangeText(layout: layout).text(BaselineChange(path: name, old: Baseline(), new: baseline(name))),
        ]
            + HostileAdvice.all(name).flatMap { advice in
                guard advice.recommendation != .nothingLeaks else { return [AdviceText(layout: layout).text(advice)] }
                var unmet = UnmetExpectation(.leaks)
                unmet.findings = comparison.runs[0].findings
                unmet.names = [name: name]
                unmet.advice = advice
                return [AdviceText(layout: layout).text(advice), ExpectationText(layout: layout).text(unmet)]
            }
            + HostileScope.all(name).map { ScopeText(layout: layout).text($0) }
    }

    @Test(arguments: names.indices)
    func `no name reaches a terminal raw, wraps a line, or floods the page`(_ index: Int) {
        for width in [40, 80] {
            for text in texts(HostileNamesTests.names[index], Layout(width: width)) {
                #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 200)
                for line in text.unicodeScalars.split(separator: "\n") {
                    #expect(DisplayText.width(String(line)) <= width)
                    #expect(!line.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
                    #expect(!line.contains { (0x202A...0x202E).contains($0.value) })
                }
            }
        }
    }

    @Test(arguments: names.indices)
    func `with colour the only sequences are ours`(_ index: Int) {
        for text in texts(HostileNamesTests.names[index], Layout(style: .ansi)) {
            let rest = text.replacing(/\u{1B}\[(?:0|1|2|1;31|32|33|36)m/, with: "")
            #expect(!rest.unicodeScalars.contains { $0.value == 0x1B })
        }
    }

    @Test(arguments: names.indices)
    func `every JSON document gives the name back unchanged`(_ index: Int) throws {
        let name = HostileNamesTests.names[index]
        let report = try parse(ReportJSON().text([comparison(name)]))
        let comparisons = try #require(report["comparisons"] as? [[String: Any]])
        #expect(comparisons[0]["program"] as? String == name)
        let steps = try parse(StepsJSON().text(steps(name)))
        #expect((steps["steps"] as? [[String: Any]])?[0]["counts"] as? [String: Int] == [name: 1])
        let history = try parse(HistoryJSON().text(history(name)))
        #expect((history["object"] as? [String: Any])?["label"] as? String == name)
        let why = try parse(WhyJSON().text(why(name)))
        #expect((why["object"] as? [String: Any])?["label"] as? String == name)
        let scenarios = try parse(ScenariosJSON().text([scenario(name)]))
        #expect((scenarios["scenarios"] as? [[String: Any]])?[0]["parameters"] as? [String: String] == [name: name])
        let runs = try parse(RunsJSON().text([RunListing(run: comparison(name).runs[0].run)]))
        #expect((runs["runs"] as? [[String: Any]])?[0]["failure"] as? String == name)
        // A program without a name is none.
        if !name.isEmpty {
            #expect(try Baseline(BaselineJSON().text(baseline(name)), file: "baseline.json") == baseline(name))
        }
        for advice in HostileAdvice.all(name) {
            let document = try parse(AdviceJSON().text(advice))
            #expect(document["program"] as? String == name)
            let candidates = try #require(document["candidates"] as? [[String: Any]])
            let slots = candidates.map { $0["weakSlots"] as? [String] }
            #expect(slots == advice.tried.map { $0.slots.map(\.description) })
        }
    }

    @Test(.tags(.golden)) func `an escape sequence in a name is readable`() throws {
        let name = "\u{1B}[2J\u{202E}\"\n"
        try expectGolden(ReportText(names: [1: [name: name]]).text([comparison(name)]), "report-hostile.txt")
    }
}
