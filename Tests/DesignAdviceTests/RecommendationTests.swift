import DesignAdvice
import Foundation
import LeakAnalysis
import Programs
import Testing
import TraceModel

/// Whether what `advise` calls a fix is one, recorded anew and judged by other means than its own.
struct RecommendationTests {
    /// What is wrong with a design, seen from outside: leaks by counts alone, output as it was printed.
    private func objections(to slots: [Slot], in program: any Program) throws -> [String] {
        var objections: [String] = []
        var texts: [[String]] = []
        for (place, design) in [Design.strong, .weak(slots)].enumerated() {
            let tracker = MemoryTracker()
            let settings = RunSettings(design: design, parameters: try ParameterValues(of: program))
            let outcome = try ProgramRunner.run(program, settings: settings, tracker: tracker)
            texts.append(tracker.trace.output.map(\.text) + ["\(outcome)"])
            guard place == 1 else { continue }
            // Whatever was allocated must be gone at the mark: no root is left to hold an instance.
            var live = 0
            for event in tracker.trace.events {
                if event.kind == .mark, event.count == EndMark.namesDropped.rawValue { break }
                if event.kind == .allocate, event.field.rawValue == Int32(ObjectKind.instance.rawValue) { live += 1 }
                if event.kind == .deinitialize { live -= isInstance(event.object, in: tracker.trace) ? 1 : 0 }
            }
            if live != 0 { objections.append("\(live) instances are left") }
        }
        if texts[0] != texts[1] { objections.append("the output differs: \(texts[0]) and \(texts[1])") }
        return objections
    }

    private func isInstance(_ object: ObjectID, in trace: MemoryTrace) -> Bool {
        trace.events.contains {
            $0.kind == .allocate && $0.object == object && $0.field.rawValue == Int32(ObjectKind.instance.rawValue)
        }
    }

    @Test func `a design that is called a fix never leaks and never changes the output when it is recorded anew`()
        throws
    {
        let base =
            ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...1_000_000)
        print("random programs from seed \(base)")
        var fixes = 0
        for seed in base..<base + 40 {
            let text = RandomProgram(seed: seed).text
            let program = try Subject.program(text)
            let advice = try Subject.advice(program, maximumDesigns: 24)
            #expect(advice.strong.result.failure == nil, "seed \(seed): the model is wrong\n\(text)")
            for design in advice.tried where design.verdict == .fixes && design.clearings.isEmpty {
                fixes += 1
                let objections = try objections(to: design.slots, in: program)
                #expect(objections.isEmpty, "seed \(seed), \(design.slots)\n\(text)")
            }
        }
        // Most of the programs leak, and most leaks have a fix; without any the test would prove nothing.
        #expect(fixes >= 5, "seed \(base) has \(fixes) fixes")
    }

    @Test func `a planted wrong recommendation is caught`() throws {
        let parent = try Subject.fixture("parent")
        #expect(try objections(to: [Slot(type: "Node", field: "parent")], in: parent).isEmpty)
        // The children die early, the program fails; weakening nothing leaves the leak; half a fix leaves half of it.
        #expect(try !objections(to: [Slot(type: "Node", field: "children")], in: parent).isEmpty)
        #expect(try objections(to: [], in: parent) == ["4 instances are left"])
        let lists = try Subject.fixture("two-lists")
        #expect(try objections(to: [Slot(type: "Page", field: "book")], in: lists) == ["3 instances are left"])
    }
}
