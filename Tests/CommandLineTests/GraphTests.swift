import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Whether `dot` is installed.
let hasGraphviz = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/dot")
}

@Suite struct GraphTests {
    let workplace: Workplace

    init() throws {
        workplace = try Workplace()
        try workplace.output("record", "cycle", "--quiet")
    }

    @Test func `the leaked ring of the book is red, and its names are gone`() throws {
        let dot = try workplace.output("graph", "cycle/strong")
        for arrow in ["o1 -> o2 [label=\"b\"", "o2 -> o3 [label=\"c\"", "o3 -> o1 [label=\"a\""] {
            #expect(dot.contains(arrow))
        }
        #expect(dot.matches(of: /class="cycle"/).count == 3)
        #expect(!dot.contains("shape=plaintext"))
    }

    @Test func `the weak design ends with three names and a dashed reference`() throws {
        // Line 13 closes the ring; after it all three names still hold.
        let dot = try workplace.output("graph", "cycle/weakref", "--at", "L13")
        #expect(dot.matches(of: /shape=plaintext/).count == 3)
        #expect(dot.matches(of: /style=dashed/).count == 1)
        #expect(!dot.contains("unreachable"))
    }

    @Test func `a line and the event at its end are the same moment`() throws {
        let line = try workplace.output("graph", "cycle/strong", "--at", "L13")
        let steps = try workplace.json("steps", "cycle/strong")["steps"] as? [[String: Any]]
        let counts = try #require(steps?.first { $0["line"] as? Int == 13 }?["counts"] as? [String: Int])
        for (label, count) in counts { #expect(line.contains("\(label) (\(label.name))\\ncount \(count)\"")) }
    }

    @Test(.enabled(if: hasGraphviz, "dot is not installed: apt-get install graphviz"))
    func `the picture has a box an object and an arrow a reference`() throws {
        try workplace.output("graph", "cycle/strong", "--format", "svg", "--output", "cycle.svg")
        let svg = try workplace.read("cycle.svg")
        #expect(svg.matches(of: /<g id="node\d+" class="node cycle">/).count == 3)
        #expect(svg.matches(of: /<g id="edge\d+" class="edge strong">/).count == 3)
        for text in ["obj#1 (a)", "obj#2 (b)", "obj#3 (c)", "count 1, unreachable"] {
            #expect(svg.contains(">\(text)</text>"))
        }
        // A parser that is not ours.
        #expect(XMLParser(data: Data(svg.utf8)).parse())
    }

    @Test func `without Graphviz only the picture is missing, and the line says how to get it`() throws {
        let nowhere = ["PATH": workplace.path]
        let outcome = try workplace.run("graph", "cycle/strong", "--format", "svg", environment: nowhere)
        #expect(outcome.status == 73)
        #expect(outcome.output == "")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(outcome.errors.contains("apt-get install graphviz"))
        let file = try workplace.run(
            "graph", "cycle/strong", "--format", "svg", "--output", "x.svg", environment: nowhere)
        #expect(file.status == 73)
        #expect(!FileManager.default.fileExists(atPath: workplace.place("x.svg").path))
        for format in ["dot", "mermaid", "heapsnapshot"] {
            #expect(try workplace.run("graph", "1", "--format", format, environment: nowhere).status == 0)
        }
    }

    @Test func `a heap snapshot weighs what leaked`() throws {
        let text = try workplace.output("graph", "cycle/strong", "--format", "heapsnapshot")
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let document = try #require(value as? [String: Any])
        let numbers = try #require(document["nodes"] as? [Int])
        // Seven numbers a node, the fourth its size: three objects of 56 bytes leak.
        #expect(stride(from: 3, to: numbers.count, by: 7).reduce(0) { $0 + numbers[$1] } == 168)
    }

    @Test func `hostile names are text in every picture`() throws {
        let program = """
            class Node:
                pass

            x = {}
            x['"]; evil [label="<script>alert(1)</script>'] = Node()
            x['%%{init: {}}%% ``` &lt;'] = Node()
            """
        try workplace.write(program, "hostile.py")
        try workplace.output("record", "hostile.py", "--design", "strong", "--quiet")
        let dot = try workplace.output("graph", "hostile.py/strong")
        #expect(dot.contains(#"['\"]; evil [label=\"<script>alert"#))
        #expect(dot.contains("&amp;lt;"))
        let mermaid = try workplace.output("graph", "hostile.py/strong", "--format", "mermaid")
        for text in ["<script", "%%", "```", "&lt;"] { #expect(!mermaid.contains(text)) }
        guard hasGraphviz else { return }
        let svg = try workplace.output("graph", "hostile.py/strong", "--format", "svg")
        #expect(!svg.contains("<script"))
        #expect(svg.contains("&lt;script&gt;"))
        #expect(svg.contains("&amp;lt;"))
        #expect(svg.matches(of: /<g id="node/).count == 3)
    }

    @Test(
        arguments: [
            ("nonsense", [], 66, "there is no run nonsense"), ("99", [], 66, "there is no run 99"),
            ("1", ["--at", "L99"], 64, "no statement on line 99 ran"),
            ("1", ["--at", "99999"], 64, "the run has no event 99999; its events are 1 to"),
            ("1", ["--at", "0"], 64, "--at"), ("1", ["--at", "L0"], 64, "--at"), ("1", ["--at", "x"], 64, "--at"),
            ("1", ["--at", "L"], 64, "--at"), ("1", ["--format", "png"], 64, "--format"),
            ("1", ["--output", "there"], 73, "there exists already"),
            ("1", ["--output", "missing/there"], 73, "there is no folder"),
        ] as [(String, [String], Int32, String)])
    func `a call that cannot succeed says why in one line`(
        run: String, arguments: [String], status: Int32, says: String
    ) throws {
        try workplace.write("old", "there")
        let outcome = try workplace.run(["graph", run] + arguments)
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(outcome.output == "")
        #expect(try workplace.read("there") == "old")
    }
}

extension String {
    /// The name of the book's object: `obj#1` is `a`.
    fileprivate var name: String { ["obj#1": "a", "obj#2": "b", "obj#3": "c"][self] ?? "" }
}
