import Foundation
import Testing

/// What the command line says of DeZero's graphs, beside what CPython does with them.
@Suite struct DezeroReportTests {
    let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func runs() throws -> [[String: Any]] {
        try #require(try workplace.json("report")["runs"] as? [[String: Any]])
    }

    private func findings(_ run: [String: Any]) throws -> [[String: Any]] {
        try #require(run["findings"] as? [[String: Any]])
    }

    @Test func `dezero-square is the cycle of creator and outputs, by the right statements`() throws {
        try workplace.output("record", "dezero-square", "--design", "strong", "--quiet")
        let found = try findings(try #require(try runs().first))
        #expect(found.count == 1)
        let finding = try #require(found.first)
        let path = try #require(finding["path"] as? [[String: Any]])
        #expect(path.map { "\($0["type"] ?? "").\($0["field"] ?? "")" } == ["Function.outputs[0]", "Variable.creator"])
        let closed = try #require(finding["closedBy"] as? [String: Any])
        // creator is set first; the ring closes as the function takes its outputs.
        #expect(closed["statement"] as? String == "self.outputs = outputs")
        #expect((closed["file"] as? String)?.hasSuffix("Dezero+Call.swift") == true)
        let orphaned = try #require(finding["orphanedBy"] as? [String: Any])
        #expect(orphaned["statement"] as? String == "end of the program: its names are dropped")
        // Three functions with their outputs; x is in no ring.
        #expect(finding["objectsInCycle"] as? Int == 6)
        #expect(finding["objectsKept"] as? Int == 1)
    }

    @Test func `of the perceptron one finding explains the growth`() throws {
        try workplace.output("record", "mlp", "--set", "iterations=30", "--quiet")
        let text = try workplace.output("report")
        #expect(
            text.replacing("\n", with: " ").contains(
                "19 objects an iteration, steadily after iteration 1; finding 1 explains all of it."))
        let strong = try #require(try runs().first)
        let found = try findings(strong)
        #expect(found.count == 1)
        let growth = try #require(strong["growth"] as? [String: Any])
        #expect(growth["pattern"] as? String == "grows")
        #expect(growth["explainedBy"] as? String == found.first?["fingerprint"] as? String)
        // Nine functions, their outputs, and the two numbers of the loss, in 29 passes.
        #expect(growth["explainedObjects"] as? Int == 29 * 19)
        #expect(growth["objects"] as? Int == 29 * 19)
        let weak = try #require(try runs().last?["growth"] as? [String: Any])
        #expect(weak["pattern"] as? String == "level")
    }

    /// A design of `y = square(square(square(x)))`, what it leaks, and whether backward works.
    struct Design: Sendable {
        var slots: [String]
        var leaked: Int
        /// Why backward fails here; nil where it works.
        var fails: String?
        /// What CPython prints of the book's program with a collection before backward; nil where it fails.
        ///
        /// A dead creator reads as None there, so that backward ends without a gradient.
        var afterCollection: String?
    }

    private static let input = "Function.inputs of Square#3 is weak, and Variable#3 died in `"
    private static let creator = "Variable.creator of Variable#4 is weak, and Square#3 died in `"

    static let designs = [
        Design(slots: [], leaked: 7, fails: nil, afterCollection: "17496.0"),
        Design(slots: ["Function.outputs"], leaked: 0, fails: nil, afterCollection: "17496.0"),
        Design(slots: ["Function.inputs"], leaked: 6, fails: nil, afterCollection: nil),
        Design(slots: ["Function.outputs", "Function.inputs"], leaked: 0, fails: input, afterCollection: nil),
        Design(slots: ["Variable.creator"], leaked: 0, fails: creator, afterCollection: "None"),
        Design(
            slots: ["Variable.creator", "Function.outputs"], leaked: 0, fails: creator, afterCollection: "None"),
        Design(slots: ["Variable.creator", "Function.inputs"], leaked: 0, fails: creator, afterCollection: "None"),
        Design(
            slots: ["Variable.creator", "Function.outputs", "Function.inputs"], leaked: 0, fails: creator,
            afterCollection: "None"),
    ]

    @Test(arguments: designs)
    func `each of the eight designs leaks and fails as in CPython`(design: Design) throws {
        let weak = design.slots.isEmpty ? ["--design", "strong"] : design.slots.flatMap { ["--weak", $0] }
        let outcome = try workplace.run(["record", "dezero-square"] + weak)
        let run = try #require(try runs().first)
        let objects = try #require(run["objects"] as? [String: Any])
        #expect(objects["leaked"] as? Int == design.leaked)
        if let failure = design.fails {
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("failed: DeadReference: \(failure)"), "\(outcome.errors)")
        } else {
            #expect(outcome.status == 0)
            #expect((run["output"] as? [String: Any])?["last"] as? String == "17496.0")
        }
    }

    /// The same graph as a program of the book's own Python, with a collection before backward.
    @Test(arguments: designs)
    func `a collection before backward does to each design what it does in CPython`(design: Design) throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/programs/dezero.py").standardizedFileURL
        let text = try #require(String(bytes: try Data(contentsOf: source), encoding: .utf8))
        let classes = try #require(text.components(separatedBy: "\nx = Variable(2.0)").first)
        let ending = """

            import gc
            x = Variable(3.0)
            y = square(square(square(x)))
            gc.collect()
            y.backward()
            print(x.grad)
            """
        try workplace.write(classes + ending, "collected.py")
        let weak = design.slots.isEmpty ? ["--design", "strong"] : design.slots.flatMap { ["--weak", $0] }
        let outcome = try workplace.run(["record", "collected.py"] + weak)
        #expect(outcome.status == (design.afterCollection == nil ? 1 : 0), "\(outcome.errors)")
        let run = try #require(try runs().first)
        #expect((run["output"] as? [String: Any])?["last"] as? String == design.afterCollection)
    }

    // MARK: Memory

    @Test func `a thousand passes take 322 megabytes in the strong design and none in the weak one`() throws {
        try workplace.output("record", "dezero-loop", "--iterations", "1000", "--set", "dim=10000", "--quiet")
        let growth = try runs().map { run in
            let iterations = try #require(run["iterations"] as? [[String: Any]])
            #expect(iterations.count == 1000)
            let resident = iterations.compactMap { $0["residentBytes"] as? Int }
            #expect(resident.count == 1000)
            return Double(try #require(resident.last) - #require(resident.first)) / 1e6
        }
        // CPython with numpy: 321.8 and 0.6. The recorder's own buffers are in ours.
        #expect(growth[0] > 315 && growth[0] < 345, "\(growth[0])")
        #expect(abs(growth[1]) < 15, "\(growth[1])")
        let text = try workplace.output("report", "--figures")
        // 999 times four arrays of 80,000 bytes and the objects around them.
        #expect(text.contains("growth of live bytes             +320.4 MB          0 MB"), "\(text)")
        #expect(text.contains("growth of resident memory"))
    }

    @Test func `an object program's loop is measured too, and a run without a loop is not`() throws {
        try workplace.write("for i in range(3):\n    a = [i]\n", "loops.py")
        try workplace.output("record", "loops.py", "cycle", "--design", "strong", "--quiet")
        let measured = try runs().map { run in
            try #require(run["iterations"] as? [[String: Any]]).compactMap { $0["residentBytes"] as? Int }
        }
        #expect(measured[0].count == 3)
        #expect(measured[0].allSatisfy { $0 > 1_000_000 })
        #expect(measured[1].isEmpty)
        #expect(try !workplace.output("report").contains("resident"), "so little memory tells nothing")
    }
}
