import Inspection
import LeakAnalysis
import Programs
import Scenarios
import Testing
import TraceModel

@Suite struct GroundTruthTests {
    @Test(arguments: try GroundTruth.all())
    func `every statement leaves what CPython leaves`(truth: GroundTruth) throws {
        #expect(truth.error == nil)
        let table = try Recorded(truth.name, weak: truth.weakSlots).table
        try #require(table.steps.count == truth.steps.count)
        for (step, expected) in zip(table.steps, truth.steps) {
            let counts = Dictionary(uniqueKeysWithValues: step.counts.map { ($0.label, $0.count) })
            #expect(step.line == expected.line)
            #expect(step.source == expected.source)
            #expect(counts == expected.counts, "after line \(step.line)")
            #expect(step.deinits == expected.deinit, "freed by line \(step.line)")
            #expect(step.output == expected.output ?? "", "printed by line \(step.line)")
        }
        #expect(table.leaked == truth.leaked)
        #expect(table.collected == truth.collected)
    }

    @Test func `every object program has its ground truth under strong and under what it declares`() throws {
        let truths = try GroundTruth.all()
        for program in try Catalogue.builtIn.programs where program.text != nil {
            let designs = truths.filter { $0.name == program.name }.map(\.weakSlots)
            #expect(designs.contains([]), "\(program.name) strong")
            #expect(designs.contains(program.weakrefSlots.map(\.description)), "\(program.name) weakref")
        }
    }
}
