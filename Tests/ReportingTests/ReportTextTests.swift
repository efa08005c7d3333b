import GoldenFiles
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct ReportTextTests {
    @Test(.tags(.golden)) func `the seed's cycle is drawn as a ring with the names it was bound to`() throws {
        let text = ReportText(names: [1: Samples.cycleNames]).text([Samples.cycle])
        try expectGolden(text, "report-cycle.txt")
    }

    @Test(.tags(.golden)) func `thirty equal cycles of the DeZero loop are drawn once, with growth and other kinds`()
        throws
    {
        try expectGolden(ReportText().text([Samples.dezeroLoop]), "report-dezero-loop.txt")
    }

    @Test(.tags(.golden)) func `a ring of thirty is elided in its middle`() throws {
        let run = Samples.report(
            8, "ring", .strong, allocated: 30, leaked: 30, bytes: (1_680, 1_680, 1_680),
            findings: [Samples.ring(of: 30)])
        let text = ReportText().text([Comparison(program: "ring", runs: [run], verdict: .leaks)])
        try expectGolden(text, "report-ring.txt")
        #expect(text.contains("18 more objects"))
    }

    @Test func `a ring of twelve is drawn whole and one of thirteen is not`() {
        func text(_ count: Int) -> String {
            let run = Samples.report(8, "ring", .strong, allocated: count, findings: [Samples.ring(of: count)])
            return ReportText().text([Comparison(program: "ring", runs: [run], verdict: .leaks)])
        }
        #expect(!text(12).contains("more object"))
        #expect(text(12).contains("├→ Node#7\n"))
        #expect(text(13).contains("… 1 more object …"))
        #expect(!text(13).contains("├→ Node#7\n"))
    }

    @Test(.tags(.golden)) func `an interrupted run says that its findings are those so far`() throws {
        var comparison = Samples.cycle
        comparison.runs[0].run.status = .interrupted
        comparison.runs[0].findings[0].orphanedBy = nil
        comparison.runs[1].run.status = .failed
        comparison.runs[1].run.failure = "AttributeError: 'NoneType' object has no attribute 'b'"
        comparison.verdict = .incomplete(["strong", "weakref"])
        try expectGolden(ReportText().text([comparison]), "report-partial.txt")
    }

    @Test(.tags(.golden)) func `a program that makes its own weak references is shown as written`() throws {
        let run = Samples.report(
            9, "weakref-demo", .strong, allocated: 2, freed: 2, bytes: (112, 112, 0), asWritten: true)
        var report = run
        report.summary.deadWeakReads = 1
        report.summary.byKind["weakref"] = Samples.counts(1, 1, 0, 0)
        let text = ReportText().text([Comparison(program: "weakref-demo", runs: [report], verdict: .clean)])
        try expectGolden(text, "report-as-written.txt")
    }

    @Test func `of several programs one line over all comes first, then what leaks most, and the clean ones in a line`()
        throws
    {
        let text = ReportText().text([Samples.chain, Samples.cycle, Samples.dezeroLoop])
        #expect(text.hasPrefix("3 programs: 1 clean, 2 leaking in some designs.\n\ndezero-loop\n"))
        #expect(text.contains("\n\ncycle\n"))
        #expect(
            try #require(text.split(separator: "\nNothing leaks\n").last).hasPrefix("chain   0 of 3 objects leaked; "))
        expectReadable(text, width: 80)
    }

    @Test(.tags(.golden), arguments: [40, 80, 200]) func `the answer comes first at every width`(width: Int) throws {
        let change = ProgramChange.notRun(
            why: "`dezero-trace advise cycle` tries that.", about: Samples.cycle.runs[0].findings)
        let text = ReportText(layout: Layout(width: width), names: [1: Samples.cycleNames], changes: [1: change])
            .text([Samples.cycle, Samples.chain])
        expectReadable(text, width: width)
        let places = try ["back to obj#1", "Make one of", "3 of 3 objects", "Nothing leaks"].map {
            try #require(text.firstRange(of: $0)).lowerBound
        }
        #expect(places == places.sorted())
        try expectGolden(text, "report-at-\(width).txt", width: width)
    }

    @Test(.tags(.golden)) func `designs that do not fit side by side go on in a second table`() throws {
        let slots = ["Function.outputs", "Function.inputs", "Variable.creator", "Variable.data"].compactMap { Slot($0) }
        let designs = [Design.strong] + slots.map { Design.weak([$0]) } + [Design.weak(slots)]
        let runs = designs.enumerated().map { index, design in
            Samples.report(
                10 + index, "square", design, allocated: 7, freed: index == 1 ? 7 : 0, leaked: index == 1 ? 0 : 7)
        }
        let comparison = Comparison(
            program: "square", runs: runs,
            verdict: .fixed(
                leaking: designs.map(\.name).filter { $0 != "Function.outputs" }, clean: ["Function.outputs"]))
        try expectGolden(ReportText(tellsFigures: true).text([comparison]), "report-many-designs.txt")
    }

    @Test func `an object that holds itself is a ring of one`() {
        let run = Samples.report(8, "self", .strong, allocated: 1, leaked: 1, findings: [Samples.ring(of: 1)])
        let text = ReportText().text([Comparison(program: "self", runs: [run], verdict: .leaks)])
        #expect(text.contains("1. An object that holds itself\n   ╭→ Node#1\n   │   .next\n   ╰─ back to Node#1\n"))
    }

    @Test func `ten findings are drawn and the rest is counted`() {
        let findings = (0..<12).map { index in
            var finding = Samples.ring(of: 2)
            finding.fingerprint = "fingerprint\(index)"
            return finding
        }
        let run = Samples.report(8, "many", .strong, allocated: 24, leaked: 24, findings: findings)
        let text = ReportText().text([Comparison(program: "many", runs: [run], verdict: .leaks)])
        #expect(text.contains("\n10. A cycle of 2 objects\n"))
        #expect(!text.contains("\n11. "))
        #expect(text.contains("… and 2 more"))
    }

    @Test func `a collector beside counting has a row`() {
        var comparison = Samples.chain
        let text = ReportText(tellsFigures: true)
        #expect(!text.text([comparison]).contains("\ncollector "))
        comparison.runs[0].run.description.collector = CollectorName(text: "cpython-3.12")
        #expect(text.text([comparison]).contains("\ncollector                  cpython-3.12\n"))
    }

    @Test func `the process's memory stands beside the live bytes where there is enough of either`() {
        var comparison = Samples.dezeroLoop
        let report = ReportText(tellsFigures: true)
        #expect(!report.text([comparison]).contains("resident"))
        for run in comparison.runs.indices {
            for place in comparison.runs[run].summary.iterations.indices {
                comparison.runs[run].summary.iterations[place].residentBytes =
                    50_000_000 + (run == 0 ? 321_000 : 0) * place
            }
        }
        #expect(
            !report.text([comparison]).contains("resident"), "three megabytes drown in the recorder's buffers")
        comparison.runs[1].summary.bytes.allocated = 64_000_000
        let text = report.text([comparison])
        // Nine passes of 320,728 bytes, and nine of 321,000.
        #expect(text.contains("  growth of live bytes             +2.9 MB         0 MB\n"), "\(text)")
        #expect(text.contains("  growth of resident memory        +2.9 MB         0 MB\n"))
    }

    @Test func `a finding that keeps more than the growth explains all of it`() {
        var comparison = Samples.dezeroLoop
        for bytes in [2_886_552, 2_900_000] {
            comparison.runs[0].findings[0].grownBytes = bytes
            let text = ReportText().text([comparison]).replacing("\n", with: " ")
            #expect(text.contains("finding 1 explains all of it."), "\(bytes)")
        }
        comparison.runs[0].findings[0].grownBytes = 1_000_000
        #expect(ReportText().text([comparison]).contains("1,000,000 of the"))
    }

    @Test func `what a cycle keeps is told with what else ties it`() {
        func text(_ change: (inout Finding) -> Void) -> String {
            var finding = Samples.ring(of: 2)
            change(&finding)
            let run = Samples.report(8, "ring", .strong, allocated: 9, leaked: 9, findings: [finding])
            return ReportText().text([Comparison(program: "ring", runs: [run], verdict: .leaks)])
        }
        #expect(text { _ in }.contains("keeps               2 objects, 112 bytes\n"))
        #expect(
            text { $0.objectsKept = 3 }.contains(
                "keeps               2 objects in the cycle and 3 beyond it, 112 bytes\n"))
        #expect(
            text { $0.objectsInCycle = 4 }.contains(
                "keeps               4 objects tied by more than this ring, 112 bytes\n"))
        #expect(text { $0.objectsInCycle = 0 }.contains("keeps               no instance of a class, 112 bytes\n"))
        // A container that is shown itself has no slot that could be made weak.
        let list = text {
            for place in $0.path.indices {
                $0.path[place].type = "list"
                $0.path[place].field = "[\(place)]"
            }
        }
        #expect(list.contains("   │   [0]\n"))
        #expect(!list.contains("slot"))
    }

    @Test func `no runs is said in words`() {
        #expect(ReportText().text([]) == "No runs to report.\n")
    }

    @Test func `colour changes no character and every sequence is closed`() {
        let plain = ReportText().text([Samples.cycle])
        let ansi = ReportText(layout: Layout(style: .ansi)).text([Samples.cycle])
        #expect(ansi.contains("\u{1B}[1mcycle\u{1B}[0m\n"))
        #expect(ansi.contains("\u{1B}[36mobj#1\u{1B}[0m"))
        #expect(ansi.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
        #expect(ansi.matches(of: /\u{1B}\[0m/).count * 2 == ansi.matches(of: /\u{1B}\[/).count)
    }
}
