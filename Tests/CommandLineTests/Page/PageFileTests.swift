import Foundation
import Testing

/// The page as a file, without any browser.
@Suite struct PageFileTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet")
    }

    @Test func `the page is the same on standard output, in a file, and the next time`() throws {
        let page = try workplace.output("report", "--format", "html")
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.hasSuffix("</html>\n"))
        try workplace.output("report", "--format", "html", "--output", "page.html")
        #expect(try workplace.read("page.html") == page)
        let again = try workplace.run("report", "--format", "html", "--output", "page.html")
        #expect(again.status == 73)
        #expect(again.errors.contains("--force"))
    }

    @Test func `without Graphviz tables stand in place of the pictures, and a line says how to get it`() throws {
        let outcome = try workplace.run(
            ["report", "--format", "html"], environment: ["PATH": workplace.path])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("apt-get install graphviz"))
        #expect(!outcome.output.contains("<svg class=\"graph\""))
        // The last statement of the book's ring leaves 1, 1, 1 behind, and nothing reaches them.
        #expect(outcome.output.contains(String(repeating: "<td class=\"num bad\">1</td>", count: 3)))
    }

    @Test func `the histories end where the run is judged: one retain of each member never met its release`() throws {
        let page = try workplace.output("report", "--format", "html")
        #expect(page.matches(of: /1 retain never met its release/).count == 3)
        #expect(page.contains("Undecided: with any of <code>obj.a</code>"))
    }

    @Test func `a long run is sampled, and the page says what it left out`() throws {
        try workplace.output("record", "dezero-loop", "--set", "dim=1", "--set", "iterations=200", "--quiet")
        try workplace.output("record", "ring", "--set", "n=500", "--quiet")
        let page = try workplace.output("report", "--format", "html")
        #expect(page.utf8.count < 1_000_000)
        // Two statements a pass, and the loop's own.
        #expect(page.contains(/\d+ of 401 statements are shown/))
        #expect(page.contains(/\d+ of 1,400 objects are drawn/))
        #expect(page.contains(/\d+ of 500 objects are drawn/))
        #expect(page.contains("… 488 more objects …"))
    }
}
