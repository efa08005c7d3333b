import Inspection
import LeakAnalysis
import Testing
import TraceModel

@testable import PageReporting
@testable import Reporting

@Suite struct HTMLReportTests {
    /// A story of the ring with one picture, that of its end.
    private func programPage(_ layout: PictureLayout? = nil) -> ProgramPage {
        let frame = StepPictures.Frame(
            number: 1, statement: Samples.moment("cycle.py", 15, "a = b = c = None", 39),
            picture: Samples.cycleDrawing.picture, freed: [], output: "")
        let pictures = StepPictures(
            frames: [frame], statementCount: 1, objectCount: 3, drawn: ["obj#1", "obj#2", "obj#3"])
        var timeline = MemoryTimeline(eventCount: 41)
        timeline.apply(objects: 3, bytes: 168, sequence: 41)
        var programPage = ProgramPage(
            comparison: Samples.cycle, runs: [1: .init(pictures: pictures, timeline: timeline)], layout: layout)
        if layout == nil { programPage.withoutLayout = "No pictures: `dot` is missing." }
        return programPage
    }

    /// As `dot -Tjson` answers: three boxes below one another.
    private static let json = """
        {"bb": "0,0,100,300", "objects": [
            {"name": "n0", "pos": "50,250"}, {"name": "n1", "pos": "50,150"}, {"name": "n2", "pos": "50,50"}],
         "edges": [
            {"id": "0", "pos": "50,230 50,220 50,180 50,170", "lp": "60,200"},
            {"id": "1", "pos": "50,130 50,120 50,80 50,70"},
            {"id": "up2", "pos": "40,230 20,220 20,80 40,70"}]}
        """

    @Test func `the page opens with the verdict and allows nothing but its own script and style`() throws {
        let page = try HTMLReport().text([programPage()])
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(
            page.contains(
                "<code>cycle</code>: as written it leaks 3 objects in 1 cycle; with <code>obj.a</code> weak it leaks nothing."
            ))
        let policy = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
        #expect(page.matches(of: /https?:\/\//).isEmpty)
        #expect(page.matches(of: /\sstyle=|\son[a-z]+=/).isEmpty)
        // What mustache leaves where a name is wrong.
        #expect(!page.contains("{{") && !page.contains("Optional("))
    }

    @Test func `the end of the run stands in the picture before any script runs`() throws {
        let layout = try #require(PictureLayout(json: Self.json))
        let page = try HTMLReport().text([programPage(layout)])
        #expect(page.matches(of: /<g class="box leaked"/).count == 3)
        #expect(page.matches(of: /<g class="edge cyclic"/).count == 3)
    }

    @Test func `without a layout a table stands open where the picture would, and a line says why`() throws {
        let page = try HTMLReport().text([programPage()])
        #expect(page.contains("No pictures: <code>dot</code> is missing."))
        #expect(page.contains("<details class=\"counts\" open>"))
        #expect(!page.contains("<svg class=\"graph\""))
        #expect(page.contains(String(repeating: "<td class=\"num bad\">1</td>", count: 3)))
    }

    /// The story with one name wherever there can be one.
    private func programPage(of name: String) -> ProgramPage {
        var programPage = programPage(PictureLayout(json: Self.json))
        programPage.comparison.program = name
        for index in programPage.comparison.runs.indices {
            programPage.comparison.runs[index].run.description.design = Design(
                storedName: name, weakSlots: [Slot(type: name, field: name)])
            programPage.comparison.runs[index].run.failure = name
        }
        programPage.comparison.runs[0].findings[0].closedBy = Samples.moment(name, 1, name, 1)
        programPage.comparison.runs[0].findings[0].path = [
            Finding.Step(object: name, type: name, field: name, target: name)
        ]
        programPage.change = .stillHeld(by: [name])
        programPage.runs[1]?.pictures.frames[0].statement = Samples.moment(name, 15, name, 39)
        programPage.runs[1]?.pictures.frames[0].output = name
        for index in 0..<3 {
            programPage.runs[1]?.pictures.frames[0].picture.boxes[index].label = "\(name)#\(index)"
            programPage.runs[1]?.pictures.frames[0].picture.arrows[index].field = name
        }
        return programPage
    }

    /// The same, and each kind of advice, without pictures.
    private func programPages(of name: String) -> [ProgramPage] {
        [programPage(of: name)]
            + HostileAdvice.all(name).map { advice in
                var programPage = programPage(of: name)
                (programPage.change, programPage.runs) = (.advised(advice), [:])
                return programPage
            }
    }

    @Test(
        arguments: HostileNamesTests.names.filter { !$0.isEmpty } + [
            "</script><script>alert(1)</script>", "' onload='x", "\"\u{301} onload=\"x",
        ])
    func `no name adds a tag, an attribute or an unseen character`(name: String) throws {
        func tags(_ page: String) throws -> [Substring] {
            // Between backticks a part of a name is code.
            page.matches(of: /<[\/!a-zA-Z][^\s>]*/).map(\.output).filter { !$0.hasSuffix("code") }
        }
        let page = try HTMLReport().text(programPages(of: name))
        #expect(try tags(page) == tags(HTMLReport().text(programPages(of: "x"))))
        let markup = page.prefix(upTo: try #require(page.firstRange(of: "<script")).lowerBound)
        #expect(markup.matches(of: /\son[a-z]+=['"]/).isEmpty)
        #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || !DisplayText.isHarmful($0) })
        #expect(page.utf8.count < 600_000)
    }

    @Test func `no runs are a page, too`() throws {
        #expect(try HTMLReport().text([]).contains("No runs to report."))
    }

    @Test func `data for the script holds nothing that could end it`() {
        let json = JSON.object([("a<", .string("</script><!--")), ("b", .ints([1, 2]))]).embedded
        #expect(json == "{\"a\\u003c\":\"\\u003c/script>\\u003c!--\",\"b\":[1,2]}")
    }

    /// Templates escape characters, not scalars; what Unicode joins with a quote would slip through.
    @Test(arguments: ["\"\u{301}", "<\u{338}", "\u{D4E}<", "&\u{903}", "'\u{20DD}", ">\u{301}\u{301}"])
    func `what joins a character of the markup is written out`(text: String) {
        let shown = HTMLText.shown("a\(text)b")
        #expect(shown.allSatisfy { $0.unicodeScalars.count == 1 })
        #expect(shown.contains("\\u{"))
        #expect(shown.unicodeScalars.contains { "<>&\"'".unicodeScalars.contains($0) })
    }

    @Test func `sentences set what stands between backticks as code`() {
        let prose = HTMLText.prose("`a` leaks <b>")
        #expect(prose.map { $0["text"] as? String } == ["a", " leaks <b>"])
        #expect(prose.map { $0["isCode"] as? Bool } == [true, false])
    }
}

@Suite struct PictureLayoutTests {
    @Test func `places are counted from the upper left corner, and lines begin at their holder`() throws {
        let layout = try #require(
            PictureLayout(
                json: """
                    {"bb": "10,20,110,220", "objects": [{"name": "n0", "pos": "60,200"}, {"name": "n1", "pos": "60,40"}],
                     "edges": [{"id": "up0", "pos": "60,180 60,150 60,90 60,60", "lp": "70,120"}]}
                    """))
        #expect(layout.size == .init(x: 100, y: 200))
        #expect(layout.nodes == [0: .init(x: 50, y: 20), 1: .init(x: 50, y: 180)])
        // The holder is the younger one, below: Graphviz was told the other way round.
        #expect(layout.edges[0]?.points.first == .init(x: 50, y: 160))
        #expect(layout.edges[0]?.points.last == .init(x: 50, y: 40))
        #expect(layout.edges[0]?.label == .init(x: 60, y: 100))
    }

    @Test(arguments: [
        "", "[]", "{\"bb\": \"0,0\"}", "{\"bb\": \"0,0,1,1\", \"objects\": [{\"name\": \"n0\", \"pos\": \"x\"}]}",
        "{\"bb\": \"0,0,1,1\", \"edges\": [{\"id\": \"0\", \"pos\": \"1,1 nan,2\"}]}",
    ])
    func `what Graphviz would not write is no layout`(json: String) { #expect(PictureLayout(json: json) == nil) }
}

@Suite struct ChartScaleTests {
    // Axes end at a round number, with two to four steps of 1, 2 or 5 times a power of ten.
    @Test(arguments: [
        (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (70, [0, 20, 40, 60, 80]),
        (168, [0, 50, 100, 150, 200]), (3_207_392, [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]),
    ])
    func `values are told in round steps`(most: Int, ticks: [Int]) {
        #expect(ChartScale(most: most, domain: (0, 1)).yTicks == ticks)
    }

    @Test func `the first iteration and the last stand at the edges`() {
        let scale = ChartScale(most: 10, domain: (1, 10))
        #expect(scale.x(1) == ChartScale.left)
        #expect(scale.x(10) == ChartScale.right)
        #expect(scale.y(0) == ChartScale.lower)
        #expect(scale.y(scale.top) == ChartScale.upper)
        #expect(scale.xTicks.first == 1)
        #expect(scale.xTicks.last == 10)
    }

    @Test func `no value is too large`() { #expect(ChartScale(most: .max, domain: (0, 1)).yTicks.count <= 6) }
}
