import Foundation
import Programs
import Testing
import TraceModel

/// The words of a scenario, as docs/writing-a-scenario.md lists them.
@Suite struct ScenarioWordsTests {
    private let scenario = Scenario("words") { heap in
        let shape = heap.type("Shape", fields: "owner")
        let node = heap.type("Node", from: shape, fields: "children", "onTap", weak: ["parent"])

        let root = heap.bind("root", to: node())  // root = Node()
        let leaf = heap.bind("leaf", to: node())  // leaf = Node()
        leaf["parent"] = root  // leaf.parent = root
        root["children"] = [leaf, node()]  // root.children = [leaf, Node()]
        root["children"].append(node())  // root.children.append(Node())
        root["children"].removeLast()  // root.children.removeLast()
        root["onTap"] = heap.closure(capturing: leaf, weak: [root])  // root.onTap = { [leaf, weak root] in … }
        heap.use(root["children"][0]["parent"])  // use(root.children[0].parent)
        heap.call("rename", leaf) { heap in  // rename(leaf)
            heap.bind("copy", to: leaf)  // copy = leaf
        }
        heap.loop("for _ in 1...3", times: 3) { heap in  // for _ in 1...3
            heap.bind("new", to: node())  // new = Node()
        }
        root["onTap"] = nil  // root.onTap = nil
        heap.drop(leaf)  // leaf = nil
    }

    @Test func `each line makes the statement that stands behind it`() throws {
        let replay = ProgramReplay(scenario, parameters: try ParameterValues(of: scenario))
        let run = try replay.run(scenario.ownDesign, .asIs)
        #expect(run.failure == nil)
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8).components(separatedBy: "\n")
        let written = run.trace.names.sites.filter { $0.returned == nil }
        #expect(written.count == 14)
        for site in written { #expect(source[site.line - 1].hasSuffix("  // \(site.statement)"), "\(site)") }
    }
}
