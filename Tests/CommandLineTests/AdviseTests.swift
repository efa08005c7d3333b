import Foundation
import Testing
import TraceModel
import TraceStore

@Suite struct AdviseTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private let tree = """
        class Node:
            pass
        a = Node()
        b = Node()
        a.child = b
        b.parent = a
        print(a.child is b, b.parent is a)
        a = b = None
        """

    @Test func `a program needs no database and leaves none`() throws {
        let text = try workplace.output("advise", "dezero-square")
        #expect(text.contains("Make `Function.outputs` weak"))
        #expect(try workplace.contents().isEmpty)
    }

    @Test func `a file of one's own gets advice`() throws {
        try workplace.write(tree, "tree.py")
        let advice = try workplace.json("advise", "tree.py")
        #expect(advice["recommendedSlots"] as? [String] == ["Node.parent"])
        #expect(advice["program"] as? String == "tree.py")
    }

    @Test(arguments: ["text", "json"])
    func `a program that fails has no verdict, in every format, and the status of a failed program`(
        _ format: String
    ) throws {
        try workplace.write("class Node:\n    pass\nn = Node()\nn.me = n\nn.me = ValueError(n)\n", "fails.py")
        try workplace.run(["record", "fails.py"])
        for subject in ["fails.py", "fails/strong"] {
            let outcome = try workplace.run(["advise", subject, "--format", format])
            #expect(outcome.status == 1)
            #expect(outcome.output.lowercased().contains("no verdict"))
            #expect(outcome.output.contains("Unsupported: "))
            #expect(!outcome.output.contains("Nothing to do"))
        }
    }

    @Test func `a program outside of the language has no verdict either, and is no all-clear`() throws {
        try workplace.write(try Repository.text("fixtures/findings/e6.py"), "e6.py")
        let outcome = try workplace.run(["advise", "e6.py"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("No verdict"))
        #expect(outcome.errors.contains("e6.py:5:5: a call of 'str'"))
        let json = try workplace.run(["advise", "e6.py", "--format", "json"])
        #expect(json.output.contains("\"decision\": \"no verdict\""))
    }

    @Test func `a run is repeated from what its recording keeps, not from the file as it is now`() throws {
        try workplace.write(tree, "tree.py")
        try workplace.output("record", "tree.py")
        try workplace.write("x = 1\n", "tree.py")
        for run in ["1", "tree.py/strong"] {
            let advice = try workplace.json("advise", run)
            #expect(advice["recommendedSlots"] as? [String] == ["Node.parent"])
        }
        #expect(try workplace.json("advise", "tree.py")["recommendedSlots"] is NSNull)
    }

    @Test func `a run keeps its parameters`() throws {
        try workplace.output("record", "ring", "--set", "n=5")
        #expect(try workplace.json("advise", "1")["leakedObjects"] as? Int == 5)
        let refused = try workplace.run("advise", "1", "--set", "n=7")
        #expect(refused.status == 64)
    }

    @Test func `the bound is told when it is hit`() throws {
        let text = try workplace.output("advise", "dezero-square", "--max-designs", "1")
        #expect(text.contains("Not everything was tried: the bound is 1 design"))
        #expect(try workplace.json("advise", "dezero-square", "--max-designs", "1")["limited"] as? Bool == true)
        #expect(try workplace.run("advise", "dezero-square", "--max-designs", "0").status == 64)
    }

    @Test func `what does not exist is not found`() throws {
        #expect(try workplace.run("advise", "nothing").status == 66)
        #expect(try workplace.run("advise", "nothing.py").status == 66)
        try workplace.output("record", "cycle")
        #expect(try workplace.run("advise", "99").status == 66)
        #expect(try workplace.run("advise", "cycle/other").status == 66)
    }

    @Test func `a run of a scenario that this build does not know is data that it cannot repeat`() throws {
        let session = try RecordingSession(path: workplace.place("dezero-trace.sqlite").path, toolVersion: "0.9")
        try session.begin(RunDescription(program: "dezero-gone", design: .strong)).finish(status: .finished)
        try session.close()
        let outcome = try workplace.run("advise", "1")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("dezero-gone"))
        #expect(outcome.errors.contains("dezero-trace scenarios"))
    }
}
