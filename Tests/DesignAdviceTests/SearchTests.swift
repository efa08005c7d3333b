import DesignAdvice
import Programs
import ReferenceCounting
import Synchronization
import Testing
import TraceModel

/// How far a search goes, and what it tells on its way.
struct SearchTests {
    /// A hub with `count` spokes, each in a ring of two slots of its own.
    private func rings(_ count: Int) -> String {
        var lines = ["class Hub:", "    pass", "class Spoke:", "    pass", "hub = Hub()"]
        for ring in 0..<count {
            lines += ["s = Spoke()", "hub.out\(ring) = s", "s.home\(ring) = hub"]
        }
        return (lines + ["s = None", "hub = None"]).joined(separator: "\n") + "\n"
    }

    @Test func `thirty candidate slots of fifteen interleaved cycles are searched within the bound, and it is told`()
        throws
    {
        let program = try Subject.program(rings(15))
        let advice = try Subject.advice(program, maximumDesigns: 40)
        // The rings have no common slot, so a fix needs one slot of each: one of 2 ** 15 sets, of which those that
        // lead back to the older hub are the best; far more sets than may be tried.
        #expect(advice.tried.count <= 40)
        #expect(advice.tried.filter { $0.slots.count == 1 }.count == 30)
        #expect(advice.recommendedSlots == (0..<15).map { "Spoke.home\($0)" }.sorted())
        #expect(advice.isLimited)
    }

    @Test func `a bound below the number of single slots is told and kept`() throws {
        let advice = try Subject.advice(try Subject.program(rings(3)), maximumDesigns: 2)
        #expect(advice.tried.count == 2)
        #expect(advice.isLimited)
        #expect(advice.recommendation == .limited)
        #expect(advice.decision == .none)
    }

    @Test func `any number of workers comes to the same`() throws {
        let replay = try Subject.replay(try Subject.fixture("crossed"))
        let one = try Advisor(workers: 1).advise("crossed", replay: replay.run)
        let three = try Advisor(workers: 3).advise("crossed", replay: replay.run)
        #expect(one == three)
    }

    @Test func `every design that was tried is told as progress`() throws {
        let told = Mutex<Set<Int>>([])
        let replay = try Subject.replay(try Subject.fixture("two-lists"))
        let advisor = Advisor { tried, _ in told.withLock { _ = $0.insert(tried) } }
        let advice = try advisor.advise("two-lists", replay: replay.run)
        #expect(told.withLock { $0 } == Set(1...advice.tried.count))
    }

    @Test func `a run with too many events is refused with what to do`() throws {
        let program = try Subject.builtIn("chain-n")
        let replay = ProgramReplay(program, parameters: try ParameterValues(of: program), maximumEvents: 100)
        let error = #expect(throws: TraceError.self) { try replay.run(.strong, .asIs) }
        #expect(error?.code == .usage)
        #expect(error?.settings == [.parameters])
    }

    @Test func `a scenario that a user writes in Swift gets advice too`() throws {
        let advice = try Subject.advice(TwoPeople())
        #expect(advice.recommendedSlots == ["Person.parent"])
    }
}

/// A parent and a child that hold each other.
private struct TwoPeople: Program {
    let name = "people"
    let summary = "a parent and a child"
    let parameters: [Parameter] = []
    let weakrefSlots: [Slot] = []
    var slots: [Slot]? { [Slot(type: "Person", field: "parent"), Slot(type: "Person", field: "child")] }

    func run(_ settings: RunSettings, on heap: consuming SimulatedHeap) throws -> ProgramOutcome {
        try check(settings.design)
        var execution = Execution(heap)
        let person = execution.heap.defineType("Person")
        let isWeak = { (field: String) in settings.design.weakSlots.contains(Slot(type: "Person", field: field)) }
        let parent = execution.heap.defineField("parent", declaringType: person, isWeak: isWeak("parent"))
        let child = execution.heap.defineField("child", declaringType: person, isWeak: isWeak("child"))
        let name = execution.name("someone")
        try execution.statement("someone = family()") { execution in
            let elder = execution.makeInstance(of: person, fields: 2)
            execution.bind(name, to: elder)
            let younger = execution.makeInstance(of: person, fields: 2)
            execution.hold(younger)
            try execution.store(younger, in: child, of: elder)
            execution.hold(elder)
            try execution.store(elder, in: parent, of: younger)
        }
        try execution.finish()
        return .finished
    }
}
