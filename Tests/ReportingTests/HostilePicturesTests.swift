import Foundation
import Inspection
import LeakAnalysis
import Testing
import TraceModel

@testable import PageReporting
@testable import Reporting

/// Names in formats that have a syntax of their own: what is outside of the names must still be ours alone.
@Suite struct HostilePicturesTests {
    static let names = HostileNamesTests.names

    /// Two objects and a name, with every text the same.
    private func drawing(_ name: String) -> Drawing {
        let ids = [ObjectID(rawValue: 1), ObjectID(rawValue: 2)]
        let moment = GraphMoment(seq: 1, statement: Samples.moment(name, 1, name, 1), isEndOfStatement: true)
        return Drawing(
            run: HostileNamesTests().comparison(name).runs[0].run,
            picture: ObjectPicture(
                moment: moment, roots: [name],
                boxes: ids.map { ObjectPicture.Box(id: $0, label: name, name: name, count: 1, bytes: 1) },
                arrows: [
                    ObjectPicture.Arrow(holder: .root(0), owned: ids[0], field: name),
                    ObjectPicture.Arrow(holder: .object(ids[0]), owned: ids[1], field: name, isStrong: false),
                ]))
    }

    @Test(arguments: names.indices) func `DOT holds the names as strings, and nothing else`(_ index: Int) {
        let text = GraphDOT().text(drawing(HostilePicturesTests.names[index]))
        let skeleton = text.replacing(/"(?:[^"\\\n]|\\.)*"/, with: "S")
        let plain = GraphDOT().text(drawing("x")).replacing(/"(?:[^"\\\n]|\\.)*"/, with: "S")
        let withoutLabels = plain.replacing("label=S, ", with: "")
        // An empty name has no label on its arrow.
        #expect(skeleton == plain || skeleton.replacing("label=S, ", with: "") == withoutLabels)
        #expect(text.count < 4_000)
        #expect(!text.contains(/&(?!amp;)/))
        expectNoControls(text)
    }

    @Test(arguments: names.indices) func `a pictures is laid out without a letter of its names`(_ index: Int) {
        let frame = StepPictures.Frame(
            number: 1, statement: nil, picture: drawing(HostilePicturesTests.names[index]).picture, freed: [],
            output: "")
        let pictures = StepPictures(frames: [frame], statementCount: 1, objectCount: 2, drawn: [])
        let text = PictureDOT().text(PictureGraph([pictures]))
        #expect(text.replacing(/label="x*"|[0-9.]+/, with: "").contains(/^[a-zA-Z0-9 \n{}\[\]=,;>"-]*$/))
        #expect(text.count < 4_000)
    }

    @Test(arguments: names.indices) func `Mermaid holds the names as entities, and nothing else`(_ index: Int) {
        let text = GraphMermaid().text(drawing(HostilePicturesTests.names[index]))
        let quoted = /"[^"`<>&%{}\\$|]*(?:<br\/>count 1)?"/
        let lines = text.replacing(quoted, with: "S").split(separator: "\n").dropFirst(2)
        let ours = ["n0([S])", "o1[S]", "o2[S]", "n0 -->|S| o1", "o1 -.->|S| o2", "n0 --> o1", "o1 -.-> o2"]
        for line in lines where !line.hasPrefix("  classDef ") { #expect(ours.contains(String(line.dropFirst(2)))) }
        let title = text.split(separator: "\n")[1]
        #expect(title.hasPrefix("  accTitle: ") && !title.contains(/["`<>&%{}\\$]/), "\(title)")
        #expect(text.count < 4_000)
        expectNoControls(text)
    }

    @Test func `Mermaid stays below what it reads, however long the names are`() {
        let name = String(repeating: "\"", count: 10_000)
        let ids = (1...GraphMermaid.mostBoxes).map { ObjectID(rawValue: UInt32($0)) }
        var drawing = drawing(name)
        drawing.picture.boxes = ids.map { ObjectPicture.Box(id: $0, label: name, name: name, count: 1, bytes: 1) }
        drawing.picture.arrows = (0..<4 * ids.count).map {
            ObjectPicture.Arrow(holder: .object(ids[$0 % ids.count]), owned: ids[0], field: name)
        }
        // Mermaid's own limits: maxTextSize and maxEdges.
        #expect(GraphMermaid().text(drawing).utf16.count < 50_000)
        #expect(drawing.picture.arrows.count <= 500)
    }

    @Test(arguments: names.indices) func `a heap snapshot gives the names back unchanged`(_ index: Int) throws {
        let name = HostilePicturesTests.names[index]
        let trace = Samples.leakTrace(type: name, field: name, name: name)
        let snapshot = try SnapshotReader(GraphHeapSnapshot().text(try MomentGraph(trace)))
        #expect(snapshot.problems == [])
        let objects = snapshot.nodes.filter { $0.type == "object" }
        #expect(objects.map(\.name) == [name, name, "list", name])
        #expect(objects[1].edges.map(\.name) == [name])
        #expect(snapshot.nodes[0].edges[0].name == name)
    }

    @Test(arguments: names.indices) func `Markdown holds the names as code or text, and nothing else`(_ index: Int) {
        let name = HostilePicturesTests.names[index]
        let text = ReportMarkdown(names: [1: [name: name]]).text([HostileNamesTests().comparison(name)])
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = fence {
                if line == open { fence = nil }
                continue
            }
            if line.hasPrefix("```") {
                fence = line.prefix { $0 == "`" }
                continue
            }
            // In HTML no Markdown is read, and in code no mention.
            let rest = withoutCode(line.replacing(#/<code>[^<]*</code>/#, with: "")[...])
                .replacing(#/</?(?:details|summary)(?: open)?>/#, with: "")
            #expect(!rest.contains(/[<>@`]/), "\(line)")
            #expect(line.hasPrefix("|") || !rest.contains(/(?:^|[^\\])[\[\]_~$|]/), "\(line)")
            #expect(!rest.contains("www.") && !rest.contains("://"), "\(line)")
            #expect(!rest.contains(/&(?!amp;|lt;|gt;|emsp;|#4[67];)/), "\(line)")
            if line.hasPrefix("|") { #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 4, "\(line)") }
        }
        #expect(fence == nil)
        #expect(text.count < 60_000)
        expectNoControls(text)
    }

    /// A line without its code spans, by the rule of CommonMark: a run of backticks ends at the next run as long.
    private func withoutCode(_ line: Substring) -> String {
        var rest = line
        var result = ""
        while let start = rest.firstIndex(of: "`") {
            result += rest[..<start]
            let fence = rest[start...].prefix { $0 == "`" }
            var inner = rest[fence.endIndex...]
            var end: Substring.Index?
            while end == nil, let tick = inner.firstIndex(of: "`") {
                let run = inner[tick...].prefix { $0 == "`" }
                if run.count == fence.count { end = run.endIndex }
                inner = inner[run.endIndex...]
            }
            guard let end else {
                result += fence
                rest = rest[fence.endIndex...]
                continue
            }
            rest = rest[end...]
        }
        return result + rest
    }

    private func expectNoControls(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let isHarmful = text.unicodeScalars.contains { scalar in
            scalar.value < 0x20 && scalar != "\n" || (0x7F..<0xA0).contains(scalar.value)
                || (0x200B...0x200F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
                || scalar.value == 0xFEFF
        }
        #expect(!isHarmful, sourceLocation: sourceLocation)
    }
}
