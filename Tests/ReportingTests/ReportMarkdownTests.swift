import GoldenFiles
import LeakAnalysis
import Reporting
import Testing
import TraceModel

@Suite struct ReportMarkdownTests {
    @Test(.tags(.golden)) func `a leak and its fix`() throws {
        try expectGolden(ReportMarkdown(names: [1: Samples.cycleNames]).text([Samples.cycle]), "report-cycle.md")
    }

    @Test(.tags(.golden)) func `several programs, the sum of them first`() throws {
        let text = ReportMarkdown().text([Samples.dezeroLoop, Samples.chain])
        try expectGolden(text, "report-many.md")
        #expect(text.contains("2 programs: 1 clean, 1 leaking in some designs."))
    }

    @Test func `no runs at all`() {
        #expect(ReportMarkdown().text([]) == "## dezero-trace\n\nNo runs to report.\n")
    }

    @Test func `a fence is longer than every fence inside of it`() {
        var comparison = Samples.cycle
        comparison.runs[0].findings[0].path[0].field = "['`````']"
        let text = ReportMarkdown().text([comparison])
        #expect(text.contains("\n``````text\n"))
        #expect(text.contains("\n``````\n"))
    }
}
