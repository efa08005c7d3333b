import Foundation
import Inspection
import LeakAnalysis
import Programs
import Testing
import TraceModel

/// Swift's own counting, watched by valgrind, against the simulator: the same graphs as plain Swift classes.
@Suite struct RealSwiftTests {
    @Test(.enabled(if: Tools.areInstalled, "swiftc or valgrind is not installed: Swift's own leaks are not compared"))
    func `what Swift's runtime leaks is what the simulator says, object for object`() throws {
        let graphs = try RealGraph.all()
        let run = try SwiftRun(of: graphs)
        for graph in graphs {
            let leaked = Set(try simulatedLeaks(of: graph))
            let blocks = Dictionary(grouping: leaked) { String($0.prefix { $0 != "#" }) }.mapValues(\.count)
            for copy in 0..<SwiftProgram.copies {
                #expect(run.made["\(graph.name) \(copy)"]?.isEmpty == false)
                #expect(run.leaked["\(graph.name) \(copy)", default: []] == leaked, "\(graph.name), copy \(copy)")
            }
            #expect(
                run.lostBlocks[graph.name, default: [:]] == blocks.mapValues { $0 * SwiftProgram.copies },
                "\(graph.name), as valgrind sees it")
        }
    }

    @Test func `the graphs that are compared are both leaking ones and clean ones`() throws {
        let leaks = try RealGraph.all().map { ($0.name, try simulatedLeaks(of: $0).count) }
        #expect(
            Dictionary(uniqueKeysWithValues: leaks) == [
                "Chain": 0, "Ring": 3, "TripleStrong": 7, "TripleWeak": 0, "DiamondStrong": 9, "DiamondWeak": 0,
                "ParentsStrong": 3, "ParentsWeak": 0, "ObserversStrong": 3, "ObserversWeak": 0,
            ])
    }

    private func simulatedLeaks(of graph: RealGraph) throws -> [String] {
        let tracker = MemoryTracker()
        let design = Design.weak(try graph.weakSlots.map { try #require(Slot($0)) })
        let settings = RunSettings(design: design, parameters: try ParameterValues(of: graph.program))
        #expect(try ProgramRunner.run(graph.program, settings: settings, tracker: tracker) == .finished)
        return try StepTable.build(from: tracker.trace).leaked
    }
}
