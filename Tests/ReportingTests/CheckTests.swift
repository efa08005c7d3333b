import Foundation
import GoldenFiles
import RegressionGate
import Reporting
import Testing
import TraceModel

@testable import GateReporting

@Suite struct CheckTests {
    static let names = CheckSamples.verdicts.map(\.name)

    @Test(.tags(.golden), arguments: names)
    func `every kind of verdict is told with its ring and statements`(name: String) throws {
        let verdict = try #require(CheckSamples.verdicts.first { $0.name == name }?.verdict)
        let result = CheckSamples.result([CheckSamples.judgement([verdict])])
        try expectGolden(CheckText().text(result), "check-\(name).txt")
        let runs = try #require(try parse(CheckJSON().text(result))["runs"] as? [[String: Any]])
        let verdicts = try #require(runs.first?["verdicts"] as? [[String: Any]])
        #expect(verdicts.map { $0["rule"] as? String } == [name])
    }

    @Test(.tags(.golden)) func `everything at once fits on one screen`() throws {
        let text = CheckText().text(CheckSamples.everything())
        try expectGolden(text, "check-everything.txt")
        // A terminal has 24 lines, and the prompt needs one.
        #expect(text.count { $0.isNewline } <= 23)
        let leaks = CheckSamples.result(
            (1...500).map { CheckSamples.judgement([.newLeak(CheckSamples.cycle)], "p\($0)") })
        #expect(CheckText().text(leaks).count { $0.isNewline } <= 23)
        #expect(CheckText().text(leaks).contains("500 new leaks"))
    }

    @Test func `nothing to object to is one line`() {
        #expect(
            CheckText().text(CheckSamples.result([CheckSamples.judgement([])]))
                == "PASSED  1 run against fixtures/baseline.json: no leak.\n")
        #expect(CheckText().text(CheckSamples.result([])) == "INCOMPLETE  No run was checked, so nothing is proven.\n")
    }

    @Test(.tags(.golden)) func `machines get the same in their formats`() throws {
        let result = CheckSamples.everything()
        try expectGolden(CheckJSON().text(result), "check-everything.json")
        try expectGolden(CheckJUnit().text(result), "check-everything.junit.xml")
        try expectGolden(CheckSARIF(toolVersion: "1.2.3").text(result), "check-everything.sarif.json")
        try expectGolden(CheckGitHub().text(result), "check-everything.github")
        try expectGolden(CheckMarkdown().text(result), "check-everything.md")
    }

    @Test func `a workflow command cannot be forged by a name`() {
        let forged = "x\n::error::owned%0A,file=a:b"
        let text = CheckGitHub().text(CheckSamples.hostile(forged))
        let lines = text.split(separator: "\n")
        // The verdicts and the closing sentence: no line more.
        #expect(lines.count == 8)
        for line in lines.dropLast() {
            #expect(line.hasPrefix("::error ") || line.hasPrefix("::notice "))
            #expect(line.contains("%250A"), "a percent sign of a name is no escape")
        }
        #expect(!(lines.last ?? "").hasPrefix("::"))
    }

    @Test func `Markdown of a name stays text`() throws {
        let text = CheckMarkdown().text(CheckSamples.hostile("<img src=x> `a` [b](http://c) | *d* @e"))
        // A name with a backtick stands between two of them, where nothing is markup; outside there is none of it.
        let outside = text.replacing(/``.*?``/, with: "")
        #expect(text.contains("``<img src=x> `a` [b](http://c) | *d* @e"))
        for part in ["<img", "[b](http", "@e", "*d*"] { #expect(!outside.contains(part)) }
        // Four cells a row have five bars, whatever a program is called.
        let row = try #require(text.split(separator: "\n").last)
        #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 5)
    }
}
