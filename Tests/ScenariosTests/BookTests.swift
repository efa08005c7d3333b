import Inspection
import LeakAnalysis
import Programs
import Testing
import TraceModel

/// The figures of the book's chapter, as CPython has them.
@Suite struct BookTests {
    @Test func `a chain frees each object with its own name, a domino all three with the last`() throws {
        let chain = try Recorded("chain").table.steps
        #expect(chain.last?.deinits == ["obj#1", "obj#2", "obj#3"])
        let domino = try Recorded("chain-domino").table.steps
        #expect(domino.suffix(3).map(\.deinits) == [[], [], ["obj#1", "obj#2", "obj#3"]])
    }

    @Test func `a ring of three keeps a count of one each, and nothing frees it`() throws {
        let run = try Recorded("cycle")
        #expect(run.table.steps.dropLast().last?.counts.map(\.count) == [2, 2, 2])
        #expect(run.table.steps.last?.counts.map(\.count) == [1, 1, 1])
        #expect(run.analysis.summary.instances.leaked == 3)
        #expect(run.analysis.findings.count == 1)
        #expect(run.analysis.findings.first?.closedBy?.statement == "c.a = a")
        #expect(run.analysis.findings.first?.orphanedBy?.statement == "a = b = c = None")
    }

    @Test(arguments: [1, 2, 3, 17])
    func `a ring of n leaks all n, and none once its closing reference is weak`(n: Int) throws {
        let strong = try Recorded("ring", set: [("n", "\(n)")]).analysis
        #expect(strong.summary.instances.leaked == n)
        #expect(strong.findings.map(\.path.count) == [n])
        #expect(strong.findings.first?.kind == (n == 1 ? .selfReference : .cycle))
        let weak = try Recorded("ring", weak: ["node.first"], set: [("n", "\(n)")]).analysis
        #expect(weak.summary.instances.leaked == 0)
        #expect(weak.summary.instances.deinitialized == n)
    }

    @Test func `a chain of a hundred thousand is freed by one statement`() throws {
        let run = try Recorded("chain-n", set: [("n", "100000")])
        #expect(run.table.steps.last?.deinits.count == StepTable.mostInstances)
        #expect(run.table.instancesLeftOut == 100_000 - StepTable.mostInstances)
        #expect(run.analysis.summary.instances.deinitialized == 100_000)
        #expect(run.analysis.summary.instances.leaked == 0)
    }

    @Test func `square of square of square leaks seven, and none with weak outputs`() throws {
        let strong = try Recorded("dezero-square")
        let variables = ["Variable#1", "Variable#2", "Variable#3", "Variable#4"]
        let functions = ["Square#1", "Square#2", "Square#3"]
        #expect(variables.map { strong.atRest[$0] } == [2, 2, 2, 2])
        #expect(functions.map { strong.atRest[$0] } == [1, 1, 1])
        #expect(Set(strong.table.leaked) == Set(variables + functions))

        let weak = try Recorded("dezero-square", weak: ["Function.outputs"])
        #expect(variables.map { weak.atRest[$0] } == [2, 1, 1, 1])
        #expect(functions.map { weak.atRest[$0] } == [1, 1, 1])
        #expect(weak.table.leaked == [])
    }

    @Test func `the loop leaves seven objects a pass in the strong design, and seven in all in the weak one`() throws {
        let strong = try Recorded("dezero-loop").analysis.summary
        #expect(strong.iterations.map(\.liveObjects) == stride(from: 7, through: 70, by: 7).map { $0 })
        #expect(strong.instances.leaked == 70)
        // Four arrays of 10,000 numbers of 8 bytes are in every graph that stays.
        let growth = zip(strong.iterations.dropFirst(), strong.iterations).map { $0.liveBytes - $1.liveBytes }
        #expect(growth.allSatisfy { $0 > 320_000 && $0 == growth[0] })

        let weak = try Recorded("dezero-loop", weak: ["Function.outputs"]).analysis.summary
        #expect(weak.iterations.map(\.liveObjects) == Array(repeating: 7, count: 10))
        #expect(weak.peakInstances == 14)
        #expect(weak.instances.leaked == 0)
        #expect(Set(weak.iterations.map(\.liveBytes)).count == 1)
        #expect(weak.bytes.leaked == 0)
    }

    @Test(arguments: [1, 100])
    func `the loop makes as many passes as it is told`(passes: Int) throws {
        let run = try Recorded("dezero-loop", set: [("iterations", "\(passes)"), ("dim", "1")])
        #expect(run.analysis.summary.iterations.map(\.index) == Array(1...passes))
        #expect(run.analysis.summary.instances.leaked == 7 * passes)
    }

    @Test func `a recording is the same every time`() throws {
        let first = try Recorded("dezero-loop", set: [("dim", "3")]).trace
        #expect(try Recorded("dezero-loop", set: [("dim", "3")]).trace == first)
    }
}
