import Foundation
import Testing

/// A file may be the weakref design of another program, as the book writes its own out.
@Suite struct WrittenOutDesignTests {
    let workplace: Workplace

    private static let strong = """
        class Node:
            pass
        parent = Node()
        child = Node()
        parent.child = child
        child.parent = parent
        parent = child = None
        print('done')

        """
    private static let written =
        "# dezero-trace: program tree design weakref\nimport weakref\n"
        + strong.replacing("child.parent = parent\n", with: "child.parent = weakref.ref(parent)\n")

    init() throws {
        workplace = try Workplace()
        try workplace.write(Self.strong, "tree.py")
        try workplace.write(Self.written, "weak.py")
    }

    @Test func `it is recorded as that design, and stands beside the program in the report`() throws {
        let recorded = try workplace.output("record", "tree.py", "weak.py")
        #expect(
            recorded.hasPrefix(
                "   1  tree.py/strong   2 objects, 2 leaked\n   2  tree.py/weakref  2 objects, 0 leaked\n"))
        let report = try workplace.output("report")
        #expect(
            report.hasPrefix("tree.py\n───────\nAs written it leaks 2 objects in 1 cycle; in its own text"))
        #expect(report.contains("`weakref` is a text of its own, whose code makes the references weak.\n"))
        #expect(!report.contains("As written:"))
        let figures = try workplace.output("report", "--figures")
        #expect(figures.contains(/\n..result as written +yes +yes\n/), "\(figures)")
        let runs = try #require(try workplace.json("runs")["runs"] as? [[String: Any]])
        #expect(runs.map { "\($0["program"] ?? "")/\($0["design"] ?? "")" } == ["tree.py/strong", "tree.py/weakref"])
    }

    @Test func `its places are those of its own file`() throws {
        try workplace.output("record", "weak.py", "--design", "weakref")
        #expect(try workplace.output("history", "tree.py/weakref", "Node#1").contains("weak.py:5"))
        #expect(try workplace.output("steps", "tree.py/weakref").contains("child.parent = weakref.r"))
    }

    @Test(arguments: [
        ["--design", "strong"], ["--weak", "Node.child"], ["--design", "weakref", "--design", "strong"],
    ])
    func `it has no other design`(choice: [String]) throws {
        let refused = try workplace.run(["record", "weak.py"] + choice)
        #expect(
            refused
                == Outcome(
                    status: 64, output: "",
                    errors: "dezero-trace: the file is the weakref design of tree.py, written out, and has no other; "
                        + "record it without --design and --weak\n"))
    }
}
